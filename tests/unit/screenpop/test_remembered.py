"""After a restart of the server in mid-call, whoever receives the call is told all that happened before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from cti.calls.record import CallRecord, LegRecord, QueueVisit
from cti.events import CallFound, CallTransferred
from cti.screenpop.remembered import remembered
from cti.screenpop.rules import begun
from cti.screenpop.story import TEXTS
from tests.fakes.clock import START
from tests.unit.floor import CALL, LI, WANG, Floor, answered, at, inbound, offered, started

FOUND = CallFound(at=at(90), talking=(LI,), **CALL)


async def _restarted(floor: Floor) -> None:
    await floor.close()
    floor.restart()
    await floor.begin()


def _lines(pop: dict[str, Any]) -> list[str]:
    return [TEXTS[line["what"]].format(**line.get("values", {})) for line in pop["story"]]


async def test_a_colleague_who_receives_the_call_after_the_restart_is_told_of_before(floor: Floor) -> None:
    await floor.hear(*inbound(), *answered(12))
    await _restarted(floor)
    await floor.hear(started(), FOUND)
    floor.clock.advance(120)
    handed = CallTransferred(at=at(110), kind="blind", by=LI, to=WANG, **CALL)
    await floor.hear(handed, offered(111, to=WANG))
    (pop,) = floor.pops("wang")
    told = _lines(pop)
    assert told[0].startswith("Waited 0:")
    assert any(line.startswith("li talked for 1:") for line in told)
    assert "li transferred the call to wang" in told
    assert "What happened until then was not seen in full" in told
    assert TEXTS["story.unseen"] not in told


async def test_a_call_that_nobody_followed_before_says_so(floor: Floor) -> None:
    await floor.hear(started(), FOUND, offered(100, to=WANG))
    (pop,) = floor.pops("wang")
    assert TEXTS["story.unseen"] in _lines(pop)


async def test_who_talks_no_more_after_the_gap_is_not_said_to_be_talking(floor: Floor) -> None:
    await floor.hear(*inbound(), *answered(12))
    await _restarted(floor)
    await floor.hear(started(), CallFound(at=at(90), talking=(WANG,), **CALL))
    (*_, pop) = floor.pops("wang")
    told = _lines(pop)
    assert any(line.startswith("li talked for") for line in told)
    assert not any(line.startswith("li has been talking") for line in told)


def _leg(agent: str, **facts: Any) -> LegRecord:
    usual = {"offered_at": None, "answered_at": None, "ended_at": None, "queue": None}
    return LegRecord(agent=agent, device=None, channel=f"PJSIP/{agent}-1", **{**usual, **facts})


def _story(*legs: LegRecord, visits: tuple[QueueVisit, ...] = ()) -> list[str]:
    record = CallRecord(
        call_id="c1", pbx="pbx", linkedids=("1.1",), started_at=START, ended_at=None, direction="inbound",
        caller_number="138", caller_name=None, legs=legs, visits=visits,
    )  # fmt: skip
    story = remembered(begun(started()), record).story
    return [TEXTS[line.what].format(**line.values) for line in story.lines(at(100), "wang")]


def test_visits_rings_talk_and_hold_of_a_record_are_told_in_order() -> None:
    waited = QueueVisit(queue="support", joined_at=at(0), left_at=at(20), reason="answered", waited_s=20.0)
    vain = _leg("zhao", offered_at=at(2), ended_at=at(10), ring_s=8.0, reason="no_answer")
    talked = _leg("li", offered_at=at(12), answered_at=at(20), ended_at=at(60), talk_s=30.0, hold_s=10.0)
    assert _story(vain, talked, visits=(waited,)) == [
        "zhao was rung for 0:08, no answer",
        "Waited 0:20 in support",
        "li talked for 0:30, on hold for 0:10",
    ]


def test_whom_a_call_was_handed_to_is_who_comes_next_in_the_record() -> None:
    talked = _leg("li", answered_at=at(20), ended_at=at(60), talk_s=40.0, transfer="blind")
    rung = _leg("zhao", offered_at=at(61), answered_at=at(63))
    assert _story(talked, rung) == [
        "li talked for 0:40",
        "li transferred the call to zhao",
        "zhao has been talking for 0:37",
    ]


def test_a_call_handed_to_a_queue_is_said_to_be_so() -> None:
    talked = _leg("li", answered_at=at(20), ended_at=at(60), talk_s=40.0, transfer="blind")
    visit = QueueVisit(queue="sales", joined_at=at(60) + timedelta(seconds=0.2))
    assert "li transferred the call to sales" in _story(talked, visits=(visit,))


def test_a_transfer_to_nobody_known_is_left_out() -> None:
    talked = _leg("li", answered_at=at(20), ended_at=at(60), talk_s=40.0, transfer="blind")
    assert _story(talked) == ["li talked for 0:40"]
