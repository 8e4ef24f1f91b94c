"""Call control at the desk: what can be done now, what is done, why not; only with the own call."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from cti.config import Phone
from cti.desk.controls import TEXTS, Controls, Means
from cti.desk.held_calls import HeldCalls
from cti.desk.numbering import Number
from cti.errors import ActionRefused, Conflict, InvalidInput, LinkError, NotFound
from cti.events import (
    CallHeld,
    CallJoined,
    CallLeftQueue,
    CallLegEnded,
    CallMerged,
    CallMuted,
    CallOfferEnded,
    CallParked,
    CallQueued,
    CallRecording,
    CallResumed,
    CallTransferred,
    Event,
    LinkState,
)
from tests.unit.floor import (
    CALL,
    CALLER,
    LI,
    WANG,
    Floor,
    answered,
    at,
    call_ended,
    inbound,
    offered,
    started,
)

AGENT, CUSTOMER = "PJSIP/1001-1", "PJSIP/trunk-1"
TALKING = (*inbound(), *answered(3))


def held(apart: bool = True) -> Event:
    return CallHeld(at=at(5), by=LI, apart=apart, **CALL)


def resumed() -> Event:
    return CallResumed(at=at(9), by=LI, **CALL)


def leg_ended(party: Any) -> Event:
    return CallLegEnded(at=at(20), party=party, queue=None, ring_s=1, talk_s=2, hold_s=0, **CALL)


def asking() -> list[Event]:
    """li holds the customer and wang's phone rings."""
    return [held(apart=False), offered(6, to=WANG, queue=None)]


def asked() -> list[Event]:
    return [*asking(), *answered(7, by=WANG, queue=None)]


def controls(floor: Floor, agent: str = "li") -> Controls:
    found = floor.live.board.controls("c1", agent)
    assert found is not None
    return found


def can(floor: Floor, agent: str = "li") -> set[str]:
    return {name for name, action in controls(floor, agent).actions.items() if action.can}


async def test_while_it_rings_the_phone_must_be_picked_up(floor: Floor) -> None:
    await floor.hear(*inbound())
    assert controls(floor).phase == "ringing"
    assert can(floor) == {"hangup"}
    assert controls(floor).actions["hold"].why == "Pick up the phone first"
    assert controls(floor).actions["answer"].why is not None


async def test_a_phone_that_obeys_is_asked_to_pick_up(floor: Floor) -> None:
    floor.live.board.means = lambda agent: Means(answers="server")
    await floor.hear(*inbound())
    await floor.desk.pick_up("li", "c1")
    assert floor.switch.done == [("pick up", AGENT)]


async def test_a_browser_answers_and_holds_by_itself(floor: Floor) -> None:
    floor.live.board.means = lambda agent: Means(answers="browser", holds="browser")
    await floor.hear(*inbound())
    assert (controls(floor).actions["answer"].can, controls(floor).actions["answer"].by) == (True, "browser")
    with pytest.raises(Conflict):
        await floor.desk.pick_up("li", "c1")
    await floor.hear(*answered(3))
    assert controls(floor).actions["hold"].by == "browser"


async def test_while_two_talk_everything_of_a_talk_can_be_done(floor: Floor) -> None:
    await floor.hear(*TALKING)
    assert can(floor) == {"hangup", "hold", "mute", "transfer", "consult", "park", "keys", "record"}
    assert [(each.number, each.seat) for each in controls(floor).parties] == [("13800138001", "talking")]


async def test_every_reason_is_one_of_the_translated_texts(floor: Floor) -> None:
    await floor.hear(*TALKING)
    reasons = {action.why for action in controls(floor).actions.values() if not action.can}
    assert reasons <= set(TEXTS)


async def test_hold_and_resume_go_by_the_two_channels(floor: Floor) -> None:
    await floor.hear(*TALKING)
    await floor.desk.hold("li", "c1")
    assert controls(floor).phase == "talking"  # what is shown follows events only
    await floor.hear(held())
    assert controls(floor).phase == "held"
    with pytest.raises(Conflict, match="on hold"):
        await floor.desk.hold("li", "c1")
    await floor.desk.resume("li", "c1")
    assert floor.switch.done == [("hold", AGENT, CUSTOMER), ("bridge", AGENT, CUSTOMER)]
    await floor.hear(resumed())
    assert controls(floor).phase == "talking"
    assert [entry.action for entry in floor.audit.rows] == ["call.hold", "call.resume"]


async def test_what_is_held_at_the_phone_is_taken_back_there(floor: Floor) -> None:
    await floor.hear(*TALKING, held(apart=False))
    assert controls(floor).actions["resume"].why == "Held at the phone: take the call back there"
    floor.live.board.means = lambda agent: Means(holds="browser")
    await floor.hear(CallMuted(at=at(6), by=LI, muted=True, **CALL))
    assert controls(floor).actions["resume"].can


async def test_what_the_pbx_refuses_is_said_in_its_words_and_not_audited(floor: Floor) -> None:
    floor.switch.refuse["mute"] = "No such channel"
    await floor.hear(*TALKING)
    with pytest.raises(ActionRefused, match="The telephone system refused: No such channel"):
        await floor.desk.mute("li", "c1", True)
    assert floor.audit.rows == []
    assert not controls(floor).muted


async def test_mute_is_shown_from_its_event(floor: Floor) -> None:
    await floor.hear(*TALKING, CallMuted(at=at(4), by=LI, muted=True, **CALL))
    assert controls(floor).muted
    await floor.hear(CallMuted(at=at(5), by=LI, muted=False, **CALL))
    assert not controls(floor).muted


async def test_only_the_own_call_is_controlled(floor: Floor) -> None:
    await floor.hear(*TALKING)
    for act in (floor.desk.hold, floor.desk.park, floor.desk.complete, floor.desk.retrieve):
        with pytest.raises(NotFound):
            await act("wang", "c1")
    with pytest.raises(NotFound):
        await floor.desk.send_keys("wang", "c1", "1")
    assert floor.switch.done == []


async def test_without_a_link_nothing_can_be_done_and_that_is_the_reason(floor: Floor) -> None:
    await floor.hear(*TALKING, LinkState(at=at(4), pbx="pbx", state="stale"))
    assert can(floor) == set()
    assert controls(floor).actions["hold"].why == "There is no link to the telephone system"
    await floor.hear(LinkState(at=at(5), pbx="pbx", state="certain"))
    assert "hold" in can(floor)


async def test_a_call_is_handed_to_a_colleague_by_the_extension(floor: Floor) -> None:
    await floor.hear(*TALKING)
    await floor.desk.transfer("li", "c1", Number(agent="wang"), "blind")
    assert floor.switch.done == [("blind", AGENT, "1002", "from-agents")]


async def test_a_number_outside_is_written_as_the_dialplan_wants_it() -> None:
    floor = await Floor(phone=Phone(outside_prefix="9", queue_numbers={"vip": "4008005"})).open()
    await floor.hear(*TALKING)
    await floor.desk.transfer("li", "c1", Number(number="138 0013 8009"), "consult")
    await floor.desk.transfer("li", "c1", Number(queue="vip"), "blind")
    assert floor.switch.done == [
        ("ask", AGENT, "913800138009", "from-agents"),
        ("blind", AGENT, "4008005", "from-agents"),
    ]
    assert "13800138009" not in repr(floor.audit.rows)
    await floor.close()


async def test_a_number_that_leads_nowhere_is_refused_before_the_call_is_touched(floor: Floor) -> None:
    floor.switch.unknown.add("2999")
    await floor.hear(*TALKING)
    with pytest.raises(InvalidInput, match="knows no number 2999"):
        await floor.desk.transfer("li", "c1", Number(number="2999"), "blind")
    for to in (Number(), Number(number="1", agent="wang")):
        with pytest.raises(InvalidInput):
            await floor.desk.transfer("li", "c1", to, "blind")
    with pytest.raises(NotFound, match="queue_numbers"):
        await floor.desk.transfer("li", "c1", Number(queue="vip"), "blind")
    assert floor.switch.done == []


async def test_while_a_colleague_is_asked_both_desks_know_it(floor: Floor) -> None:
    await floor.hear(*TALKING, *asking())
    assert controls(floor).phase == "consulting"
    assert controls(floor).actions["conference"].why == "The colleague has not answered yet"
    await floor.hear(*answered(7, by=WANG, queue=None))
    assert {"complete", "return", "swap", "conference", "keys"} <= can(floor)
    assert "hangup" not in can(floor)
    seats = {each.number: (each.seat, each.colleague) for each in controls(floor).parties}
    assert seats == {"13800138001": ("held", False), "1002": ("talking", True)}
    assert controls(floor, "wang").phase == "asked"
    assert can(floor, "wang") == {"hangup", "mute"}


async def test_a_consultation_ends_with_codes_and_cancel(floor: Floor) -> None:
    await floor.hear(*TALKING, *asked())
    for act in (floor.desk.complete, floor.desk.conference, floor.desk.swap, floor.desk.go_back):
        await act("li", "c1")
    assert floor.switch.done == [
        ("press", AGENT, "*2"), ("press", AGENT, "*3"), ("press", AGENT, "*4"), ("cancel", AGENT),
    ]  # fmt: skip


def asking_sales(*then: Event) -> list[Event]:
    """li holds the customer and waits in a queue."""
    return [held(apart=False), CallQueued(at=at(6), queue="sales", position=1, **CALL), *then]


async def test_a_queue_that_is_asked_can_be_left_or_left_to_it_while_nobody_is_rung(floor: Floor) -> None:
    vain = CallOfferEnded(at=at(9), to=WANG, reason="no_answer", queue="sales", ring_s=3, **CALL)
    await floor.hear(*TALKING, *asking_sales())
    assert (controls(floor).phase, controls(floor).asking) == ("consulting", "sales")
    assert {"complete", "return"} <= can(floor)
    assert controls(floor).actions["swap"].why == "The colleague has not answered yet"
    await floor.hear(offered(6, to=WANG, queue="sales"), vain)
    assert controls(floor).phase == "consulting"
    await floor.hear(CallLeftQueue(at=at(12), queue="sales", reason="timeout", waited_s=6, **CALL), resumed())
    assert (controls(floor).phase, controls(floor).asking) == ("talking", None)


async def test_of_a_queue_that_rings_several_whoever_picks_up_is_asked(floor: Floor) -> None:
    other = msgspec.structs.replace(WANG, agent="zhao", number="1003", channel="PJSIP/1003-1")
    lost = CallOfferEnded(at=at(7), to=other, reason="answered_elsewhere", queue="sales", ring_s=1, **CALL)
    left = CallLeftQueue(at=at(7), queue="sales", reason="answered", waited_s=1, **CALL)
    both = [offered(6, to=WANG, queue="sales"), offered(6, to=other, queue="sales")]
    await floor.hear(*TALKING, *asking_sales(*both, left), *answered(7, by=WANG, queue="sales"), lost)
    assert (controls(floor).phase, controls(floor).asking) == ("consulting", None)
    assert controls(floor, "wang").phase == "asked"
    assert {each.number: each.seat for each in controls(floor).parties} == {
        "13800138001": "held", "1002": "talking",
    }  # fmt: skip


async def test_a_caller_left_to_the_queue_is_the_next_members(floor: Floor) -> None:
    gone = CallTransferred(at=at(7), kind="blonde", by=LI, to=WANG, **CALL)
    await floor.hear(*TALKING, *asking_sales(offered(6, to=WANG, queue="sales"), gone, leg_ended(LI)))
    await floor.hear(*answered(8, by=WANG, queue="sales"))
    assert floor.live.board.controls("c1", "li") is None
    assert (controls(floor, "wang").phase, controls(floor, "wang").asking) == ("talking", None)


async def test_who_goes_back_is_with_the_customer_when_the_colleague_is_gone(floor: Floor) -> None:
    await floor.hear(*TALKING, *asked(), resumed())
    assert controls(floor).phase == "consulting"  # changed over: the colleague waits
    assert {each.number: each.seat for each in controls(floor).parties} == {
        "13800138001": "talking", "1002": "held",
    }  # fmt: skip
    await floor.hear(leg_ended(WANG))
    assert controls(floor).phase == "talking"


async def test_three_who_talk_are_a_conference_until_one_leaves(floor: Floor) -> None:
    await floor.hear(*TALKING, *asked(), resumed(), CallJoined(at=at(9), party=WANG, **CALL))
    assert controls(floor).phase == controls(floor, "wang").phase == "conference"
    await floor.hear(leg_ended(LI))
    assert floor.live.board.controls("c1", "li") is None
    assert controls(floor, "wang").phase == "talking"


async def test_keys_go_to_whom_the_agent_talks_with(floor: Floor) -> None:
    await floor.hear(*TALKING)
    await floor.desk.send_keys("li", "c1", "12#")
    await floor.hear(*asked())
    await floor.desk.send_keys("li", "c1", "3")
    assert floor.switch.done == [("keys", CUSTOMER, "12#"), ("keys", "PJSIP/1002-1", "3")]
    assert "12#" not in repr(floor.audit.rows)
    for wrong in ("", "x", "1\r\nAction: Ping"):
        with pytest.raises(InvalidInput):
            await floor.desk.send_keys("li", "c1", wrong)


async def test_a_parked_call_is_fetched_from_its_place_by_who_parked_it(floor: Floor) -> None:
    await floor.hear(*TALKING)
    await floor.desk.park("li", "c1")
    await floor.hear(CallParked(at=at(5), by=LI, space="701", **CALL), leg_ended(LI))
    assert (controls(floor).phase, controls(floor).place, can(floor)) == ("parked", "701", {"retrieve"})
    await floor.desk.retrieve("li", "c1")
    assert floor.switch.done[0] == ("park", CUSTOMER, AGENT)
    assert floor.switch.done[1][:4] == ("originate", "PJSIP/1001", "701", "from-agents")


async def test_the_line_that_fetched_a_call_is_part_of_it(floor: Floor) -> None:
    line = type(LI)(number="1001", channel="PJSIP/1001-9", device="PJSIP/1001", agent="li")
    await floor.hear(
        *TALKING, CallParked(at=at(5), by=LI, space="701", **CALL), leg_ended(LI),
        started(8, caller=line, call_id="c2", direction="internal", dialed="701"),
        CallMerged(at=at(9), other_call_id="c2", **CALL),
    )  # fmt: skip
    assert {each.call_id for each in floor.live.board.of("li")} == {"c1"}


async def test_who_talks_with_a_call_that_was_parked_is_shown_no_place_any_more(floor: Floor) -> None:
    """Asterisk may tell that they talk before it tells that the place is free."""
    line = type(LI)(number="1001", channel="PJSIP/1001-9", device="PJSIP/1001", agent="li")
    await floor.hear(*TALKING, CallParked(at=at(5), by=LI, space="701", **CALL), leg_ended(LI))
    await floor.hear(*answered(9, by=line, queue=None))
    assert (controls(floor).phase, controls(floor).place) == ("talking", None)


def recording(state: Any, channel: str = AGENT, by: str | None = "li") -> Event:
    return CallRecording(at=at(5), state=state, channel=channel, file="/r/1.wav", by=by, **CALL)


async def test_a_recording_is_begun_paused_resumed_and_ended(floor: Floor) -> None:
    await floor.hear(*TALKING)
    await floor.desk.record("li", "c1", "start")
    await floor.hear(recording("started"))
    assert "pause_recording" in can(floor)
    await floor.desk.record("li", "c1", "pause")
    await floor.hear(recording("paused"))
    shown = controls(floor).recording
    assert shown is not None
    assert (shown.paused, shown.by) == (True, "li")
    await floor.desk.record("li", "c1", "resume")
    await floor.hear(recording("resumed"))
    await floor.desk.record("li", "c1", "stop")
    await floor.hear(recording("stopped"))
    assert controls(floor).recording is None
    assert [done[0] for done in floor.switch.done] == [
        "record", "pause recording", "pause recording", "stop recording",
    ]  # fmt: skip
    (file,) = [done[2] for done in floor.switch.done if done[0] == "record"]
    assert str(file).startswith("cti/")
    assert str(file).endswith(".wav")


async def test_a_recording_of_the_dialplan_is_paused_on_its_own_channel(floor: Floor) -> None:
    await floor.hear(*TALKING, recording("started", channel=CUSTOMER, by=None))
    await floor.desk.record("li", "c1", "pause")
    assert floor.switch.done == [("pause recording", CUSTOMER, True, "li")]


async def test_what_changed_is_told_and_what_did_not_is_not(floor: Floor) -> None:
    told: list[tuple[str, str, str | None]] = []

    def tell(agent: str, call_id: str, now: Controls | None) -> None:
        told.append((agent, call_id, now.phase if now else None))

    floor.live.board.tell = tell
    await floor.hear(*TALKING, *TALKING[-1:], held(), call_ended(30))
    assert told == [
        ("li", "c1", "ringing"), ("li", "c1", "calling"), ("li", "c1", "talking"), ("li", "c1", "held"),
        ("li", "c1", None),
    ]  # fmt: skip


@pytest.mark.parametrize(("gone", "left"), [(LI, CUSTOMER), (CALLER, AGENT)])
async def test_what_is_left_of_a_held_call_is_ended(floor: Floor, gone: Any, left: str) -> None:
    listener = HeldCalls(floor.live, floor.desk._parts)
    for event in (*TALKING, held(), leg_ended(gone)):
        await floor.live.hear(event)
        await listener.hear(event)
    assert floor.switch.done == [("drop", left)]


async def test_a_held_call_that_goes_on_is_left_alone(floor: Floor) -> None:
    listener = HeldCalls(floor.live, floor.desk._parts)
    handed_on = CallTransferred(at=at(6), kind="blind", by=LI, to=WANG, **CALL)
    for before in (resumed(), handed_on):
        for event in (*TALKING, held(), before, leg_ended(LI)):
            await floor.live.hear(event)
            await listener.hear(event)
    assert floor.switch.done == []


async def test_what_is_left_and_already_gone_is_no_trouble(floor: Floor) -> None:
    listener = HeldCalls(floor.live, floor.desk._parts)
    floor.switch.refuse["drop"] = "No such channel"
    for event in (*TALKING, held(), leg_ended(LI)):
        await floor.live.hear(event)
        await listener.hear(event)
    floor.switch.down = True
    await listener.hear(leg_ended(LI))
    assert floor.switch.done == []


async def test_a_lost_link_is_said(floor: Floor) -> None:
    await floor.hear(*TALKING)
    floor.switch.down = True
    with pytest.raises(LinkError):
        await floor.desk.park("li", "c1")


async def test_what_was_dialled_last_is_dialled_again(floor: Floor) -> None:
    with pytest.raises(NotFound):
        await floor.desk.redial("li")
    await floor.desk.dial("li", "138 0013 8001")
    assert await floor.desk.redial("li") == "138 0013 8001"
    assert [done[2] for done in floor.switch.done] == ["13800138001", "13800138001"]
