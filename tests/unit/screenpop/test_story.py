"""The story so far: what a call went through, told from its events."""

from functools import reduce

import pytest

from cti.events import (
    CallAnswered,
    CallEvent,
    CallFound,
    CallHeld,
    CallLeftQueue,
    CallLegEnded,
    CallOfferEnded,
    CallParked,
    CallResumed,
    CallTransferred,
    CallUnparked,
    Party,
)
from cti.screenpop.story import MOST_LINES, TEXTS, Story, continued
from tests.unit.floor import CALL, CALLER, LI, WANG, at


def told(*events: CallEvent, now: float = 60, reader: str = "wang") -> list[str]:
    """The lines in English."""
    story = reduce(lambda so_far, event: continued(so_far, event, CALLER), events, Story())
    return [TEXTS[line.what].format(**line.values) for line in story.lines(at(now), reader)]


def answered(second: float, by: Party = LI) -> CallAnswered:
    return CallAnswered(at=at(second), by=by, queue="support", waited_s=second, ring_s=1, **CALL)


def left(second: float, reason="answered", queue: str = "support") -> CallLeftQueue:
    return CallLeftQueue(at=at(second), queue=queue, reason=reason, waited_s=second, **CALL)


def rung(second: float, reason, to: Party = LI) -> CallOfferEnded:
    return CallOfferEnded(at=at(second), to=to, reason=reason, queue="support", ring_s=15.4, **CALL)


def handed(second: float, kind="blind", to: Party = WANG) -> CallTransferred:
    return CallTransferred(at=at(second), kind=kind, by=LI, to=to, **CALL)


def part_ended(second: float) -> CallLegEnded:
    return CallLegEnded(at=at(second), party=LI, queue=None, ring_s=1, talk_s=1, hold_s=0, **CALL)


def test_a_first_ring_has_no_story():
    assert told() == []


def test_wait_talk_hold_and_transfer_are_told_in_order():
    held, back = CallHeld(at=at(20), by=LI, **CALL), CallResumed(at=at(28), by=LI, **CALL)
    assert told(left(10), answered(10), held, back, handed(45), part_ended(45)) == [
        "Waited 0:10 in support",
        "li talked for 0:27, on hold for 0:08",
        "li transferred the call to wang",
    ]


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("blind", "li transferred the call to wang"),
        ("attended", "li talked to wang and transferred the call"),
        ("blonde", "li transferred the call while it rang at wang"),
    ],
)
def test_each_kind_of_transfer_has_its_words(kind, line):
    assert told(answered(3), handed(5, kind))[-1] == line


def test_a_target_outside_is_told_by_number():
    assert told(handed(5, to=Party(number="13900139001"))) == ["li transferred the call to 13900139001"]


def test_who_is_consulted_hears_how_long_the_colleague_has_been_talking():
    assert told(answered(3), CallHeld(at=at(40), by=LI, **CALL)) == [
        "li has been talking for 0:37, on hold for 0:20"
    ]


def test_nobody_is_told_of_the_talk_they_are_in():
    assert told(answered(3), handed(5), answered(6, WANG)) == [
        "li talked for 0:02",
        "li transferred the call to wang",
    ]


@pytest.mark.parametrize(
    ("reason", "line"),
    [
        ("no_answer", "li was rung for 0:15, no answer"),
        ("busy", "li was busy"),
        ("rejected", "li declined the call"),
        ("failed", "li could not be reached"),
    ],
)
def test_who_was_rung_in_vain_is_told_and_why(reason, line):
    assert told(rung(16, reason)) == [line]


def test_other_phones_that_were_slower_are_no_story():
    assert told(rung(5, "answered_elsewhere"), rung(5, "answered")) == []


def test_ringing_in_vain_again_and_again_is_told_once():
    assert told(*(rung(20 * n, "no_answer") for n in range(1, 9))) == ["li was rung for 0:15, no answer"]


def test_a_queue_left_without_an_answer_says_so():
    assert told(left(75, "timeout")) == ["Waited 1:15 in support, nobody answered"]


def test_who_comes_back_talks_a_second_time():
    again = told(answered(3), handed(5), answered(20, WANG), handed(30), answered(40), now=70)
    assert again[0] == "li talked for 0:02"
    assert again[-1] == "li has been talking for 0:30"


def test_a_call_met_in_mid_course_says_that_its_past_was_not_seen():
    assert told(CallFound(at=at(1), talking=(CALLER, LI), **CALL)) == [
        "What happened before was not seen",
        "li has been talking for 0:59",
    ]


def test_the_agent_who_called_out_is_told_of_when_the_customer_answered():
    by = Party(number="13800138001", device="PJSIP/trunk")
    story = continued(Story(), answered(4, by), LI)
    story = continued(story, handed(14), LI)
    assert [line.what for line in story.lines(at(20), "wang")] == ["story.talked", "story.blind"]
    assert continued(story, answered(16, by), LI).talks("li") is False


def test_a_long_story_keeps_its_latest_lines():
    events = [left(second, "timeout", f"q{second}") for second in range(40)]
    lines = told(*events)
    assert len(lines) == MOST_LINES
    assert "q39" in lines[-1]


def test_parking_is_told_with_its_place_and_ends_the_part_of_whoever_parked():
    parked = CallParked(at=at(30), by=LI, space="701", **CALL)
    nobody = CallUnparked(at=at(75), reason="timeout", **CALL)
    assert told(answered(10), parked, nobody, now=90) == [
        "li talked for 0:20",
        "li parked the call at 701",
        "Nobody took the parked call",
    ]
    assert told(CallParked(at=at(30), by=LI, space=None, **CALL)) == ["li parked the call"]
