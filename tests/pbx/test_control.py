"""Call control on a real Asterisk: what the desk asks for is done, shown from events, and credited right."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import ClientSession, CookieJar

from cti.bootstrap import Running, running
from cti.desk.numbering import Number
from cti.errors import ActionRefused, Conflict, InvalidInput, NotFound
from cti.testbed.acts import Caller, Desk, Hold, Obey, Refuse, Ring, Talk
from cti.testbed.asterisk import Asterisk
from cti.testbed.player import join_queue, leave_queue
from cti.testbed.waiting import until
from tests.pbx.performance import eavesdrop, manager_of
from tests.pbx.scene import AGENT, COLLEAGUE, CUSTOMER, Scene, config_of, open_accounts, serving, talking

pytestmark = pytest.mark.asyncio(loop_scope="session")

GONE = "PJSIP/1035-ffffffff"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def server(asterisk: Asterisk, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    config = config_of(asterisk, tmp_path_factory.mktemp("control"))
    async with serving(config) as up:
        yield up


@pytest_asyncio.fixture(loop_scope="session")
async def scene(asterisk: Asterisk, server: Running) -> AsyncIterator[Scene]:
    async with talking(asterisk, server, Ring(0.2), Talk()) as played:
        yield played


def _why(scene: Scene, action: str) -> str | None:
    return scene.controls().actions[action].why


async def test_a_call_is_held_resumed_and_credited_and_stays_muted(scene: Scene) -> None:
    desk = scene.server.desk
    await desk.mute(AGENT, scene.call_id, True)
    await until(lambda: scene.controls().muted)
    await desk.hold(AGENT, scene.call_id)
    await scene.reaches("held")
    assert scene.seats() == {CUSTOMER: "held"}
    assert _why(scene, "hold") == "The call is on hold: take it back first"
    await asyncio.sleep(1.2)
    await desk.resume(AGENT, scene.call_id)
    await scene.reaches("talking")
    assert scene.seats() == {CUSTOMER: "talking"}
    assert scene.controls().muted
    await desk.mute(AGENT, scene.call_id, False)
    await until(lambda: not scene.controls().muted)
    await desk.hangup(AGENT, scene.call_id)
    record = await scene.record()
    (leg,) = [each for each in record.legs if each.agent == AGENT]
    assert 1.0 < leg.hold_s < 3.0
    assert abs(record.hold_s - leg.hold_s) < 0.2
    assert (record.agent, record.queue, record.ended_by, record.reason) == (
        AGENT,
        "support",
        "agent",
        "completed",
    )


async def test_a_customer_who_hangs_up_on_hold_ends_the_agents_line_too(scene: Scene) -> None:
    await scene.server.desk.hold(AGENT, scene.call_id)
    await scene.reaches("held")
    await scene.hang_up(CUSTOMER)
    record = await scene.record()
    assert record.reason == "completed"
    await scene.silence()


async def test_an_agent_who_hangs_up_while_holding_ends_the_call(scene: Scene) -> None:
    await scene.server.desk.hold(AGENT, scene.call_id)
    await scene.reaches("held")
    await scene.hang_up("1035")
    assert (await scene.record()).reason == "completed"
    await scene.silence()


async def test_a_blind_transfer_gives_the_call_to_the_colleague(scene: Scene) -> None:
    await scene.server.desk.transfer(AGENT, scene.call_id, Number(agent=COLLEAGUE), "blind")
    await scene.reaches(None)
    await scene.reaches("talking", COLLEAGUE)
    assert scene.seats(COLLEAGUE) == {CUSTOMER: "talking"}
    await scene.hang_up(CUSTOMER)
    record = await scene.record()
    assert [leg.transfer for leg in record.legs if leg.agent == AGENT] == ["blind"]


async def test_a_call_is_handed_to_a_queue_by_its_name(scene: Scene) -> None:
    await scene.server.desk.transfer(AGENT, scene.call_id, Number(queue="support"), "blind")
    await until(lambda: scene.phase() == "ringing")
    await scene.reaches("talking")
    await scene.hang_up(CUSTOMER)
    record = await scene.record()
    assert [visit.queue for visit in record.visits] == ["support", "support"]


async def test_a_consultation_is_told_on_both_desks_and_completed(scene: Scene) -> None:
    desk = scene.server.desk
    await desk.transfer(AGENT, scene.call_id, Number(agent=COLLEAGUE), "consult")
    await scene.reaches("consulting")
    await until(lambda: scene.seats() == {CUSTOMER: "held", "1036": "talking"})
    assert scene.phase(COLLEAGUE) == "asked"
    assert scene.seats(COLLEAGUE) == {CUSTOMER: "held", "1035": "talking"}
    with pytest.raises(Conflict, match="Complete the transfer"):
        await desk.hangup(AGENT, scene.call_id)
    await desk.complete(AGENT, scene.call_id)
    await scene.reaches(None)
    await scene.reaches("talking", COLLEAGUE)
    await scene.hang_up(CUSTOMER)
    record = await scene.record()
    assert [leg.transfer for leg in record.legs if leg.agent == AGENT] == ["attended"]


async def test_a_customer_whom_the_pbx_ends_at_the_hand_over_leaves_nobody_on_hold(scene: Scene) -> None:
    """Asterisk keeps the Local channel between customer and colleague for half a second more."""
    desk = scene.server.desk
    await desk.transfer(AGENT, scene.call_id, Number(agent=COLLEAGUE), "consult")
    await until(lambda: scene.phase() == "consulting" and scene.seats().get("1036") == "talking")
    async with scene.asterisk.console() as console:
        (customer,) = [
            row["Channel"] for row in await console.list("CoreShowChannels") if "trunk" in row["Channel"]
        ]
        await desk.complete(AGENT, scene.call_id)
        await scene.reaches(None)
        await console.ask("Hangup", Channel=customer, Cause="16")
    (leg,) = [leg for leg in (await scene.record()).legs if leg.agent == COLLEAGUE]
    assert leg.hold_s < 0.1


async def test_from_a_consultation_the_agent_goes_back_to_the_customer(scene: Scene) -> None:
    desk = scene.server.desk
    await desk.transfer(AGENT, scene.call_id, Number(number="1036"), "consult")
    await until(lambda: scene.phase() == "consulting" and scene.seats().get("1036") == "talking")
    await desk.go_back(AGENT, scene.call_id)
    await scene.reaches("talking")
    assert scene.seats() == {CUSTOMER: "talking"}
    assert scene.phase(COLLEAGUE) is None


async def test_customer_and_colleague_are_talked_to_in_turn(scene: Scene) -> None:
    desk = scene.server.desk
    await desk.transfer(AGENT, scene.call_id, Number(agent=COLLEAGUE), "consult")
    await until(lambda: scene.phase() == "consulting" and scene.seats().get("1036") == "talking")
    await desk.swap(AGENT, scene.call_id)
    await until(lambda: scene.seats() == {CUSTOMER: "talking", "1036": "held"})
    assert scene.phase() == "consulting"
    await desk.swap(AGENT, scene.call_id)
    await until(lambda: scene.seats() == {CUSTOMER: "held", "1036": "talking"})
    await desk.complete(AGENT, scene.call_id)
    await scene.reaches("talking", COLLEAGUE)


async def test_all_three_talk_and_the_agent_leaves(scene: Scene) -> None:
    desk = scene.server.desk
    await desk.transfer(AGENT, scene.call_id, Number(agent=COLLEAGUE), "consult")
    await until(lambda: scene.phase() == "consulting" and scene.seats().get("1036") == "talking")
    await desk.conference(AGENT, scene.call_id)
    await scene.reaches("conference")
    assert scene.seats() == {CUSTOMER: "talking", "1036": "talking"}
    assert scene.phase(COLLEAGUE) == "conference"
    await desk.hangup(AGENT, scene.call_id)
    await scene.reaches(None)
    await scene.reaches("talking", COLLEAGUE)


async def test_a_call_is_parked_shown_with_its_place_and_fetched(scene: Scene) -> None:
    desk = scene.server.desk
    await desk.park(AGENT, scene.call_id)
    await scene.reaches("parked")
    assert scene.controls().place == "701"
    await desk.retrieve(AGENT, scene.call_id)
    await scene.reaches("talking")
    assert scene.seats() == {CUSTOMER: "talking"}
    assert scene.controls().place is None
    await scene.hang_up(CUSTOMER)
    assert (await scene.record()).reason == "completed"


async def _send_keys(scene: Scene) -> None:
    async with eavesdrop(*manager_of(scene.asterisk)) as ear:
        await scene.server.desk.send_keys(AGENT, scene.call_id, "1#")
        await asyncio.sleep(0.5)
    heard = b"".join(chunk for _, chunk in ear.heard)
    keys = re.findall(rb"State: DTMF_BEGIN(?:\r\n[^\r]+)*?\r\nDigit: (\d+)", heard)
    assert keys == [b"1", b"11"]  # RFC 4733 calls # 11
    with pytest.raises(InvalidInput):
        await scene.server.desk.send_keys(AGENT, scene.call_id, "1\r\nAction: Ping")


async def test_keys_reach_the_customer_and_a_recording_is_begun_paused_ended_and_written(
    scene: Scene,
) -> None:
    await _send_keys(scene)
    desk, told = scene.server.desk, scene.controls
    await desk.record(AGENT, scene.call_id, "start")
    await until(lambda: told().recording is not None)
    assert told().recording.by == AGENT  # type: ignore[union-attr]
    await desk.record(AGENT, scene.call_id, "pause")
    await until(lambda: (now := told().recording) is not None and now.paused)
    await desk.record(AGENT, scene.call_id, "resume")
    await until(lambda: (now := told().recording) is not None and not now.paused)
    await desk.record(AGENT, scene.call_id, "stop")
    await until(lambda: told().recording is None)
    assert _why(scene, "pause_recording") == "The call is not being recorded"
    folder = scene.asterisk.directory / "spool" / "monitor" / "cti"
    await until(lambda: any(folder.rglob(f"*{AGENT}*.wav")))


async def test_what_was_recorded_is_heard_in_the_browser_without_what_was_left_out(scene: Scene) -> None:
    desk, told = scene.server.desk, scene.controls
    await desk.record(AGENT, scene.call_id, "start")
    await until(lambda: told().recording is not None)
    await desk.record(AGENT, scene.call_id, "pause")
    await until(lambda: (now := told().recording) is not None and now.paused)
    await desk.record(AGENT, scene.call_id, "stop")
    await until(lambda: told().recording is None)
    await scene.hang_up("1035")
    await scene.record()
    async with ClientSession(base_url=scene.server.url, cookie_jar=CookieJar(unsafe=True)) as browser:
        login = {"username": AGENT, "password": "secret-of-the-test"}
        async with browser.post("/api/v1/login", json=login) as answer:
            assert answer.status == 200
        async with browser.get(f"/api/v1/calls/{scene.call_id}/recordings") as answer:
            (recording,) = (await answer.json())["items"]
        async with browser.get(recording["url"], headers={"Range": "bytes=0-3"}) as answer:
            assert (answer.status, answer.content_type, await answer.read()) == (206, "audio/wav", b"RIFF")
    assert (recording["started_by"], len(recording["unrecorded"])) == (AGENT, 1)
    assert recording["unrecorded"][0]["ended_at"] <= recording["ended_at"]
    heard = [
        row.subject for row in await scene.server.database.audit.list() if row.action == "recording.heard"
    ]
    assert heard == [scene.call_id]


async def test_a_number_that_leads_nowhere_is_refused_before_the_customer_is_lost(scene: Scene) -> None:
    desk = scene.server.desk
    for wish in ("blind", "consult"):
        with pytest.raises(InvalidInput, match="knows no number 2999"):
            await desk.transfer(AGENT, scene.call_id, Number(number="2999"), wish)
    with pytest.raises(Conflict, match="not on hold"):
        await desk.resume(AGENT, scene.call_id)
    with pytest.raises(NotFound):
        await desk.hold(COLLEAGUE, scene.call_id)
    assert scene.phase() == "talking"


@pytest.mark.parametrize(
    ("action", "asked", "words"),
    [
        ("mute", (True,), "No such channel"),
        ("hold", ("PJSIP/trunk-ffffffff",), "does not exist"),
        ("bridge", ("PJSIP/trunk-ffffffff",), "does not exist"),
        ("blind_transfer", ("1036", "from-agents"), "does not exist"),
        ("attended_transfer", ("1036", "from-agents"), "does not exist"),
        ("park", (GONE,), "does not exist"),
        ("send_keys", ("1",), "not found"),
        ("record", ("cti/1.wav", "mei"), "No such channel"),
        ("stop_recording", ("mei",), "No such channel"),
    ],
)
async def test_what_asterisk_refuses_is_told_in_its_own_words(
    server: Running, action: str, asked: tuple[object, ...], words: str
) -> None:
    switch = server.desk._parts.switch("pbx")
    with pytest.raises(ActionRefused, match=words):
        await getattr(switch, action)(GONE, *asked)


async def test_a_server_that_comes_in_mid_hold_knows_it_and_can_take_the_call_back(
    scene: Scene, asterisk: Asterisk, tmp_path: Path
) -> None:
    await scene.server.desk.hold(AGENT, scene.call_id)
    await scene.reaches("held")
    config = config_of(asterisk, tmp_path)
    await open_accounts(config)
    async with running(config) as other:
        board = other.live.board
        await until(lambda: [shown.phase for shown in board.of(AGENT)] == ["held"])
        assert [each.seat for each in board.of(AGENT)[0].parties] == ["held"]
        await other.desk.resume(AGENT, scene.call_id)
        await until(lambda: [shown.phase for shown in board.of(AGENT)] == ["talking"])
        await scene.reaches("talking")


@asynccontextmanager
async def _another(asterisk: Asterisk, store: Path) -> AsyncIterator[Running]:
    """A server that comes in mid-course."""
    async with serving(config_of(asterisk, store)) as other:
        yield other


def _shown(server: Running, agent: str) -> list[tuple[str, dict[str | None, str]]]:
    """The phase of each call of the agent, and who is on the line."""
    return [
        (shown.phase, {each.number: each.seat for each in shown.parties})
        for shown in server.live.board.of(agent)
    ]


async def test_a_server_that_comes_in_mid_consultation_knows_it_and_completes_it(
    scene: Scene, asterisk: Asterisk, tmp_path: Path
) -> None:
    await scene.server.desk.transfer(AGENT, scene.call_id, Number(agent=COLLEAGUE), "consult")
    await until(lambda: scene.phase() == "consulting" and scene.seats().get("1036") == "talking")
    async with _another(asterisk, tmp_path) as other:
        asks = [("consulting", {CUSTOMER: "held", "1036": "talking"})]
        await until(lambda: _shown(other, AGENT) == asks)
        assert _shown(other, COLLEAGUE) == [("asked", {CUSTOMER: "held", "1035": "talking"})]
        await other.desk.complete(AGENT, scene.call_id)
        await until(lambda: _shown(other, COLLEAGUE) == [("talking", {CUSTOMER: "talking"})])
        assert _shown(other, AGENT) == []


async def test_a_server_that_comes_while_the_agent_is_back_with_the_customer_knows_who_is_asked(
    scene: Scene, asterisk: Asterisk, tmp_path: Path
) -> None:
    desk = scene.server.desk
    await desk.transfer(AGENT, scene.call_id, Number(agent=COLLEAGUE), "consult")
    await until(lambda: scene.phase() == "consulting" and scene.seats().get("1036") == "talking")
    await desk.swap(AGENT, scene.call_id)
    await until(lambda: scene.seats() == {CUSTOMER: "talking", "1036": "held"})
    async with _another(asterisk, tmp_path) as other:
        asks = [("consulting", {CUSTOMER: "talking", "1036": "held"})]
        await until(lambda: _shown(other, AGENT) == asks)


async def test_a_server_that_comes_while_the_colleague_rings_knows_that_the_customer_waits(
    asterisk: Asterisk, server: Running, tmp_path: Path
) -> None:
    async with talking(asterisk, server, Ring(None)) as scene:
        await server.desk.transfer(AGENT, scene.call_id, Number(agent=COLLEAGUE), "consult")
        await until(lambda: scene.seats() == {CUSTOMER: "held", "1036": "ringing"})
        async with _another(asterisk, tmp_path) as other:
            asks = [("consulting", {CUSTOMER: "held", "1036": "ringing"})]
            await until(lambda: _shown(other, AGENT) == asks)
            await other.desk.go_back(AGENT, scene.call_id)
            await until(lambda: _shown(other, AGENT) == [("talking", {CUSTOMER: "talking"})])


async def test_a_server_that_comes_in_while_a_phone_holds_knows_it_and_hears_it_take_the_call_back(
    asterisk: Asterisk, server: Running, tmp_path: Path
) -> None:
    holds = (Ring(0.2), Talk(1.0), Hold(8.0), Talk())
    async with talking(asterisk, server, Ring(), agent=holds) as scene:
        await scene.reaches("held")
        async with _another(asterisk, tmp_path) as other:
            await until(lambda: _shown(other, AGENT) == [("held", {CUSTOMER: "held"})])
            await until(lambda: _shown(other, AGENT) == [("talking", {CUSTOMER: "talking"})])


async def test_a_colleague_who_does_not_want_to_be_asked_leaves_the_call_as_it_was(
    asterisk: Asterisk, server: Running
) -> None:
    async with talking(asterisk, server, Refuse()) as scene:
        await server.desk.transfer(AGENT, scene.call_id, Number(agent=COLLEAGUE), "consult")
        await until(lambda: scene.phase() == "held" or scene.phase() == "consulting")
        await scene.reaches("talking")
        assert scene.seats() == {CUSTOMER: "talking"}


async def test_the_customer_is_handed_over_while_the_colleague_still_rings(
    asterisk: Asterisk, server: Running
) -> None:
    async with talking(asterisk, server, Ring(2.5), Talk()) as scene:
        await server.desk.transfer(AGENT, scene.call_id, Number(agent=COLLEAGUE), "consult")
        await until(lambda: scene.phase() == "consulting")
        assert _why(scene, "conference") == "The colleague has not answered yet"
        await server.desk.complete(AGENT, scene.call_id)
        await scene.reaches(None)
        await scene.reaches("talking", COLLEAGUE)


async def test_a_phone_that_obeys_is_picked_up_from_the_desk(asterisk: Asterisk, server: Running) -> None:
    async with asterisk.console() as console:
        await join_queue(console, "vip", "1036")
        phone = await asterisk.phones.plug_in(Desk(number="1036", calls=((Obey(), Talk()),), audio=True))
        customer = await asterisk.phones.call(
            Caller(number=CUSTOMER, dials="4008005", acts=(Talk(),), audio=True)
        )
        board = server.live.board
        await until(lambda: any(shown.phase == "ringing" for shown in board.of(COLLEAGUE)))
        (shown,) = board.of(COLLEAGUE)
        assert shown.actions["answer"].by == "server"
        await server.desk.pick_up(COLLEAGUE, shown.call_id)
        await until(lambda: [each.phase for each in board.of(COLLEAGUE)] == ["talking"])
        await server.desk.hangup(COLLEAGUE, shown.call_id)
        await until(lambda: board.of(COLLEAGUE) == ())
        await phone.disconnect()
        await customer.disconnect()
        await leave_queue(console, "vip", "1036")


async def test_keys_go_to_an_application_of_the_pbx_that_asks_for_them(
    asterisk: Asterisk, server: Running
) -> None:
    phone = await asterisk.phones.plug_in(Desk(number="1035", calls=((Ring(0.2), Talk()),), audio=True))
    async with eavesdrop(*manager_of(asterisk)) as ear:
        await server.desk.dial(AGENT, "5703")
        await until(lambda: _shown(server, AGENT) == [("talking", {})])
        (shown,) = server.live.board.of(AGENT)
        call = server.live.call(shown.call_id)
        assert call is not None
        assert (call.state, call.direction, call.dialed) == ("talking", "internal", "5703")
        assert shown.actions["hold"].why == "Nobody is on the line, only the telephone system"
        for keys in ("4", "20", "7"):
            await server.desk.send_keys(AGENT, shown.call_id, keys)
        record = await Scene(asterisk, server, shown.call_id).record()
    assert (record.reason, record.direction, record.ended_by) == ("completed", "internal", "system")
    said = b"".join(chunk for _, chunk in ear.heard)
    assert re.findall(rb"Variable: KEYS\r\nValue: (\d*)\r\n", said) == [b"4207"]
    await phone.disconnect()
