"""Manager actions change the PBX as they do in Asterisk, and the lists say what is there."""

import asyncio

import pytest

from cti.simulator.model import CallerId, Plan
from cti.simulator.simulator import Simulator
from cti.simulator.timeline import VirtualTime
from tests.unit.simulator.client import Client

AGENT = "PJSIP/1001"


class Desk:
    """A caller from outside and what the phones do, moved on second by second."""

    def __init__(self, simulator: Simulator, time: VirtualTime) -> None:
        self.simulator = simulator
        self.time = time
        self.simulator.exchange.phones = lambda number: Plan(answers_after_s=1.0)

    async def caller(self, dials: str = "4008001", wait_s: float = 2.0) -> None:
        call = self.simulator.call(dials, CallerId("13800138000", "王芳"), Plan())
        self.simulator.exchange.spawn(call)
        await self.time.advance(wait_s)


@pytest.fixture
async def desk(simulator: Simulator, time: VirtualTime, client: Client) -> Desk:
    assert (await client.ask("QueueAdd", Queue="support", Interface=AGENT, MemberName="Li"))[
        "Message"
    ] == "Added interface to queue"
    return Desk(simulator, time)


async def test_a_member_is_added_once_and_removed_once(desk: Desk, client: Client) -> None:
    assert any(event["Event"] == "QueueMemberAdded" for event in client.events)
    again = await client.ask("QueueAdd", Queue="support", Interface=AGENT)
    assert again["Message"] == "Unable to add interface: Already there"
    nowhere = await client.ask("QueueAdd", Queue="nowhere", Interface=AGENT)
    assert nowhere["Message"] == "Unable to add interface to queue: No such queue"
    assert (await client.ask("QueueAdd", Interface=AGENT))["Message"] == "'Queue' not specified."
    assert (await client.ask("QueueAdd", Queue="support"))["Message"] == "'Interface' not specified."
    gone = await client.ask("QueueRemove", Queue="support", Interface=AGENT)
    assert gone["Message"] == "Removed interface from queue"
    gone_again = await client.ask("QueueRemove", Queue="support", Interface=AGENT)
    assert gone_again["Message"] == "Unable to remove interface: Not there"


async def test_a_pause_counts_in_all_queues_and_carries_its_reason(desk: Desk, client: Client) -> None:
    await client.ask("QueueAdd", Queue="sales", Interface=AGENT, Paused="true")
    client.events.clear()
    answer = await client.ask("QueuePause", Interface=AGENT, Paused="true", Reason="午餐 lunch")
    assert answer["Message"] == "Interface paused successfully"
    pauses = [event for event in client.events if event["Event"] == "QueueMemberPause"]
    assert [(each["Queue"], each["Paused"], each["PausedReason"]) for each in pauses] == [
        ("support", "1", "午餐 lunch"),
        ("sales", "1", "午餐 lunch"),
    ]
    assert int(pauses[0]["LastPause"]) > 0
    back = await client.ask("QueuePause", Interface=AGENT, Paused="false")
    assert back["Message"] == "Interface unpaused successfully"
    assert (await client.ask("QueuePause", Interface="PJSIP/1002", Paused="1"))[
        "Message"
    ] == "Interface not found"
    assert (await client.ask("QueuePause", Interface=AGENT))["Response"] == "Error"


async def test_a_penalty_is_set_and_shown(desk: Desk, client: Client) -> None:
    answer = await client.ask("QueuePenalty", Interface=AGENT, Penalty="3")
    assert answer["Message"] == "Interface penalty set successfully"
    rows = await client.list("QueueStatus", Queue="support", Member=AGENT)
    assert [row["Penalty"] for row in rows if row["Event"] == "QueueMember"] == ["3"]
    assert (await client.ask("QueuePenalty", Interface=AGENT, Penalty="x"))["Response"] == "Error"
    unknown = await client.ask("QueuePenalty", Interface="PJSIP/1002", Penalty="1")
    assert unknown["Message"] == "Invalid interface, queuename or penalty"


async def test_the_lists_show_a_waiting_and_a_talking_caller(desk: Desk, client: Client) -> None:
    await desk.caller()
    await desk.caller(wait_s=3.0)
    rows = await client.list("QueueStatus", Queue="support")
    entry = next(row for row in rows if row["Event"] == "QueueEntry")
    assert (entry["Position"], entry["CallerIDName"], entry["ConnectedLineName"], entry["Wait"]) == (
        "1",
        "王芳",
        "unknown",
        "3",
    )
    member = next(row for row in rows if row["Event"] == "QueueMember")
    assert (member["Name"], member["Status"], member["InCall"]) == ("Li", "2", "1")
    channels = await client.list("CoreShowChannels")
    shown = {row["Channel"].split("-")[0]: (row["Application"], row["ApplicationData"]) for row in channels}
    assert shown == {"PJSIP/trunk": ("Queue", "support,tT,,,60"), AGENT: ("AppQueue", "(Outgoing Line)")}
    assert {row["BridgeId"] for row in channels if "BridgeId" in row} == {
        row["BridgeUniqueid"] for row in await client.list("BridgeList")
    }
    statuses = await client.list("Status")
    assert {row["DNID"] for row in statuses if "trunk" in row["Channel"]} == {"4008001"}
    assert len(await client.list("Status", Channel=statuses[0]["Channel"])) == 1
    waits = {row["Variable"] for row in await client.list("Status", Variables="QUEUEWAIT_MS")}
    assert waits == {"QUEUEWAIT_MS=(null)", "QUEUEWAIT_MS=", "QUEUEWAIT_MS=1000"}
    summary = (await client.list("QueueSummary", Queue="support"))[0]
    assert (summary["LoggedIn"], summary["Available"], summary["Callers"], summary["LongestHoldTime"]) == (
        "1",
        "0",
        "1",
        "3",
    )


async def test_a_bridge_tells_who_is_in_it(desk: Desk, client: Client) -> None:
    await desk.caller()
    bridge = (await client.list("BridgeList"))[0]["BridgeUniqueid"]
    names = [row["Channel"].split("-")[0] for row in await client.list("BridgeInfo", BridgeUniqueid=bridge)]
    assert names == [AGENT, "PJSIP/trunk"]
    assert (await client.ask("BridgeInfo", BridgeUniqueid="none"))["Response"] == "Error"
    devices = {row["Device"]: row["State"] for row in await client.list("DeviceStateList")}
    assert (devices[AGENT], devices["PJSIP/1002"]) == ("INUSE", "NOT_INUSE")


async def test_a_hang_up_from_outside_ends_the_call_without_a_hangup_request(
    desk: Desk, client: Client
) -> None:
    await desk.caller()
    channel = next(row for row in await client.list("CoreShowChannels") if AGENT in row["Channel"])["Channel"]
    client.events.clear()
    assert (await client.ask("Hangup", Channel=channel))["Message"] == "Channel Hungup"
    await desk.time.advance(0)
    assert (await client.until("AgentComplete"))["Reason"] == "caller"
    assert not [event for event in client.events if event.get("Event") == "HangupRequest"]
    assert await client.list("CoreShowChannels") == []
    assert (await client.ask("Hangup", Channel=channel))["Message"] == "No such channel"
    assert (await client.ask("Hangup"))["Message"] == "No channel specified"


async def test_click_to_call_rings_the_desk_then_dials(desk: Desk, client: Client) -> None:
    answer = await client.ask(
        "Originate",
        Channel=AGENT,
        Context="from-agents",
        Exten="913900139001",
        Priority="1",
        CallerID='"Click" <13900139001>',
        Variable="A=1,B=2",
        Async="true",
    )
    assert answer["Message"] == "Originate successfully queued"
    await desk.time.advance(3)
    response = await client.until("OriginateResponse")
    assert (response["Response"], response["Reason"], response["CallerIDName"]) == ("Success", "4", "Click")
    assert response["ActionID"] == answer["ActionID"]
    assert (await client.until("BridgeEnter"))["Channel"].startswith("PJSIP/trunk-")


async def test_a_click_to_call_that_nobody_answers_fails(desk: Desk, client: Client) -> None:
    desk.simulator.exchange.phones = lambda number: Plan()
    await client.ask(
        "Originate", Channel=AGENT, Context="from-agents", Exten="91", Timeout="2000", Async="true"
    )
    await desk.time.advance(2)
    response = await client.until("OriginateResponse")
    assert (response["Response"], response["Reason"], response["Uniqueid"]) == ("Failure", "3", "<unknown>")
    await client.ask("Originate", Channel="PJSIP/99", Context="from-agents", Exten="91", Async="true")
    assert (await client.until("OriginateResponse"))["Channel"] == "PJSIP/99"
    assert (await client.ask("Originate", Channel=AGENT))["Response"] == "Error"
    assert (await client.ask("Originate"))["Message"] == "Channel not specified"
    late = await client.ask("Originate", Channel=AGENT, Context="x", Exten="91", Timeout="soon")
    assert late["Message"] == "Invalid timeout"


async def test_an_originate_that_is_not_async_is_answered_when_the_phone_is(
    desk: Desk, client: Client
) -> None:
    asking = asyncio.create_task(
        client.ask("Originate", Channel=AGENT, Context="from-agents", Exten="913900139001")
    )
    await desk.time.advance(3)
    assert (await asking)["Response"] == "Success"
    assert not [event for event in client.events if event.get("Event") == "OriginateResponse"]
    asking = asyncio.create_task(
        client.ask("Originate", Channel="PJSIP/99", Context="from-agents", Exten="91")
    )
    assert (await asking)["Message"] == "Originate failed"


async def test_a_blind_transfer_is_told_and_the_caller_goes_on(desk: Desk, client: Client) -> None:
    await desk.caller()
    agent = next(row for row in await client.list("CoreShowChannels") if AGENT in row["Channel"])["Channel"]
    answer = await client.ask("BlindTransfer", Channel=agent, Context="from-agents", Exten="1002")
    assert answer["Message"] == "Transfer succeeded"
    await desk.time.advance(2)
    transfer = await client.until("BlindTransfer")
    assert (transfer["TransfererChannel"], transfer["Extension"]) == (agent, "1002")
    assert transfer["TransfereeContext"] == "from-trunk"
    assert (await client.until("AgentComplete"))["Reason"] == "transfer"
    channels = await client.list("CoreShowChannels")
    assert {row["Channel"].split("-")[0] for row in channels} == {"PJSIP/trunk", "PJSIP/1002"}
    assert len({row["Linkedid"] for row in channels}) == 1
    lonely = await client.ask("BlindTransfer", Channel="PJSIP/x", Context="from-agents", Exten="1002")
    assert lonely["Message"] == "Channel specified does not exist"


async def test_a_redirect_sends_the_caller_on_without_a_word_of_transfer(desk: Desk, client: Client) -> None:
    await desk.caller()
    caller = next(row for row in await client.list("CoreShowChannels") if "trunk" in row["Channel"])[
        "Channel"
    ]
    client.events.clear()
    assert (await client.ask("Redirect", Channel=caller, Context="from-agents", Exten="1002", Priority="1"))[
        "Message"
    ] == "Redirect successful"
    await desk.time.advance(2)
    channels = await client.list("CoreShowChannels")
    assert {row["Channel"].split("-")[0] for row in channels} == {"PJSIP/trunk", "PJSIP/1002"}
    assert "BlindTransfer" not in {event.get("Event") for event in client.events}
    assert (await client.ask("Redirect", Channel="PJSIP/x", Exten="1"))["Response"] == "Error"
    assert (await client.ask("Redirect", Channel=caller))["Response"] == "Error"


async def test_the_customer_of_an_outbound_call_can_be_redirected_to_another_desk(
    desk: Desk, client: Client
) -> None:
    await client.ask("Originate", Channel=AGENT, Context="from-agents", Exten="913900139001", Async="1")
    await desk.time.advance(3)
    customer = next(row for row in await client.list("CoreShowChannels") if "trunk" in row["Channel"])[
        "Channel"
    ]
    await client.ask("Redirect", Channel=customer, Context="from-agents", Exten="1002", Priority="1")
    await desk.time.advance(2)
    channels = await client.list("CoreShowChannels")
    assert {row["Channel"].split("-")[0] for row in channels} == {"PJSIP/trunk", "PJSIP/1002"}


async def test_whether_a_phone_holds_is_asked_of_its_channel(desk: Desk, client: Client) -> None:
    plan = Plan(answers_after_s=1.0, hold_after_s=2.0, hold_s=3.0)
    desk.simulator.exchange.phones = lambda number: plan
    await desk.caller(wait_s=0.5)
    said = [await _holds(desk, client)]
    for _ in range(3):
        await desk.time.advance(2.0)
        said.append(await _holds(desk, client))
    assert said == ["", "0", "1", "0"]
    assert (await client.ask("Getvar", Variable="X"))["Message"] == "No such channel"
    assert (await client.ask("Getvar"))["Message"] == "No variable specified"


async def _holds(desk: Desk, client: Client) -> str:
    channel = next(name for name in desk.simulator.exchange.channels if name.startswith(AGENT))
    return (await client.ask("Getvar", Channel=channel, Variable="CHANNEL(rtp,hold)"))["Value"]
