"""Who is popped, and when."""

import pytest

from cti.events import CallAnswered, CallFound, CallTransferred, Party
from cti.screenpop.rules import begun, noted, pops
from tests.unit.floor import CALL, CALLER, LI, WANG, at, offer_ended, offered, queued, started

ANSWERED = CallAnswered(at=at(3), by=LI, queue=None, waited_s=3, ring_s=2, **CALL)
HANDED = CallTransferred(at=at(5), kind="blind", by=LI, to=WANG, **CALL)
OUTSIDE = Party(number="13900139001", device="PJSIP/trunk", channel="PJSIP/trunk-9")


@pytest.mark.parametrize(
    ("event", "who"),
    [
        (queued(), []),
        (offered(), [("li", "offered")]),
        (offered(queue=None), [("li", "offered")]),
        (offered(to=OUTSIDE), []),
        (offer_ended(2, "no_answer"), []),
        (ANSWERED, [("li", "answered")]),
        (HANDED, [("wang", "transferred")]),
        (CallFound(at=at(1), talking=(CALLER, LI), **CALL), [("li", "resumed")]),
    ],
)
def test_an_inbound_call_pops_whoever_it_reaches(event, who):
    facts = noted(begun(started()), event)
    assert [(wanted.agent, wanted.reason) for wanted in pops(facts, event)] == who


def test_a_phone_that_rings_after_a_transfer_is_popped_as_transferred():
    facts = noted(
        begun(started()), CallTransferred(at=at(5), kind="blind", by=LI, to=Party(number="1002"), **CALL)
    )
    assert [(w.agent, w.reason) for w in pops(facts, offered(6, WANG))] == [("wang", "transferred")]


def test_who_calls_out_is_popped_the_number_called():
    event = started(caller=LI, direction="outbound", dialed="13900139001")
    facts = begun(event)
    assert [(w.agent, w.reason) for w in pops(facts, event)] == [("li", "offered")]
    assert facts.other == Party(number="13900139001")


def test_the_caller_of_a_call_is_not_popped_by_their_own_phone_ringing():
    facts = begun(started(caller=LI, direction="outbound", dialed="13900139001"))
    assert list(pops(facts, offered())) == []


def test_an_internal_call_pops_the_colleague_who_is_rung():
    event = started(caller=LI, direction="internal", dialed="1002")
    assert list(pops(begun(event), event)) == []
    assert [w.agent for w in pops(begun(event), offered(to=WANG, queue=None))] == ["wang"]


def test_the_queue_stays_with_the_call():
    facts = noted(noted(begun(started()), queued()), ANSWERED)
    assert facts.queue == "support"


def test_a_call_that_a_colleague_has_talked_in_comes_as_transferred_however_it_came():
    facts = noted(begun(started()), ANSWERED)
    picked_up = CallAnswered(at=at(9), by=WANG, queue=None, waited_s=1, ring_s=0, **CALL)
    assert [(w.agent, w.reason) for w in pops(facts, offered(6, WANG))] == [("wang", "transferred")]
    assert [(w.agent, w.reason) for w in pops(facts, picked_up)] == [("wang", "transferred")]
    assert [(w.agent, w.reason) for w in pops(facts, offered(6))] == [("li", "offered")]
