"""What a lost link leaves known of the calls: no ghost, no guess, and the length of what nobody saw."""

from __future__ import annotations

import pytest

from cti.ami import messages as ami
from cti.desk.controls import Means, controls
from cti.desk.situation import Situation, after, begun
from cti.events import (
    CallEnded,
    CallFound,
    CallHeld,
    CallLeftQueue,
    CallOffered,
    CallResumed,
    CallStarted,
)
from tests.unit.calls.wire import CALLER, Wire

MEI = "PJSIP/1001-00000002"


@pytest.fixture
def wire() -> Wire:
    """A link that is up, and nothing going on."""
    wire = Wire()
    wire.send(ami.SnapshotBegin())
    wire.send(ami.SnapshotEnd())
    return wire


def _waiting_call(wire: Wire) -> None:
    wire.born(CALLER, state=4, exten="4008001", caller_number="13800138000")
    wire.joins_queue(CALLER, "support")


def _row(wire: Wire, name: str, **facts: object) -> None:
    wire.send(ami.NewChannel(**wire.fields(name), age_s=1.0, **{"state": 6, **facts}))  # type: ignore[arg-type]


def _lose(wire: Wire, after: float = 2.0) -> None:
    wire.send(ami.LinkLost(reason="reset"), after)
    wire.send(ami.SnapshotBegin(gap_s=5.0), after=5.0)


def _end(wire: Wire, *names: str) -> None:
    wire.send(ami.SnapshotEnd(uniqueids=frozenset(wire.fields(name)["uniqueid"] for name in names)))


def test_a_talk_that_ended_unseen_is_unknown_and_counts_only_what_was_seen(wire: Wire) -> None:
    wire.answered_queue_call()
    _lose(wire, after=10.0)
    _end(wire)
    (ended,) = wire.of_kind(CallEnded)
    assert (ended.reason, ended.ended_by, ended.certain) == ("unknown", "unknown", False)
    assert (ended.talk_s, ended.gap_s) == (10.0, 5.0)
    gap = wire.tracker.last_gap
    assert gap is not None
    assert (gap.length_s, gap.closed, gap.kept) == (5.0, 1, 0)


def test_a_caller_who_left_the_queue_unseen_has_not_abandoned(wire: Wire) -> None:
    _waiting_call(wire)
    _lose(wire)
    _end(wire)
    (left,) = wire.of_kind(CallLeftQueue)
    assert (left.reason, left.waited_s) == ("unknown", 2.0)


def test_a_caller_who_still_waits_waits_on(wire: Wire) -> None:
    _waiting_call(wire)
    _lose(wire)
    _row(wire, CALLER, application="Queue", application_data="support,tT")
    wire.send(ami.QueueCallerJoin(**wire.fields(CALLER), queue="support", position=1, waited_s=7.0))
    _end(wire, CALLER)
    assert not wire.of_kind(CallLeftQueue)
    wire.asks_to_hang_up(CALLER, after=3.0)
    wire.hung_up(CALLER)
    assert [(e.reason, e.waited_s) for e in wire.of_kind(CallLeftQueue)] == [("abandoned", 10.0)]
    (ended,) = wire.of_kind(CallEnded)
    assert (ended.reason, ended.certain, ended.gap_s) == ("abandoned", False, 5.0)


def test_who_answered_meanwhile_is_found_talking_from_that_queue(wire: Wire) -> None:
    _waiting_call(wire)
    wire.at += 1
    wire.send(ami.LinkLost(reason="reset"))
    wire.send(ami.SnapshotBegin(gap_s=5.0), after=5.0)
    wire.name(MEI, wire.linkedid(CALLER))
    _row(wire, CALLER, application="Queue", application_data="support,tT", bridge="b")
    _row(wire, MEI, application="AppQueue", bridge="b")
    _end(wire, CALLER, MEI)
    (found,) = wire.of_kind(CallFound)
    assert [party.agent for party in found.talking] == [None, "mei"]
    (left,) = wire.of_kind(CallLeftQueue)
    assert left.reason == "answered"
    gap = wire.tracker.last_gap
    assert gap is not None
    assert (gap.closed, gap.kept) == (0, 1)


def test_a_phone_that_began_to_ring_meanwhile_is_offered_now(wire: Wire) -> None:
    _waiting_call(wire)
    _lose(wire)
    wire.name(MEI, wire.linkedid(CALLER))
    _row(wire, CALLER, application="Queue", application_data="support,tT")
    _row(wire, MEI, state=5, application="AppQueue")
    wire.send(ami.QueueCallerJoin(**wire.fields(CALLER), queue="support", position=1, waited_s=7.0))
    _end(wire, CALLER, MEI)
    assert [(e.to.agent, e.queue) for e in wire.of_kind(CallOffered)] == [("mei", "support")]


def test_of_a_link_that_went_silent_the_gap_begins_with_the_silence(wire: Wire) -> None:
    wire.send(ami.LinkLost(reason="no answer to a ping", heard_at=wire.at + 1), after=15.0)
    wire.send(ami.SnapshotBegin(), after=1.0)
    _end(wire)
    gap = wire.tracker.last_gap
    assert gap is not None
    assert gap.length_s == 15.0


def test_a_restarted_server_knows_since_when_nobody_looked() -> None:
    wire = Wire()
    wire.tracker.seen_until(wire.at)
    wire.at += 60
    wire.name(CALLER, born_at=wire.at - 100)
    wire.send(ami.SnapshotBegin())
    _row(wire, CALLER, application="Queue", application_data="support")
    wire.send(ami.QueueCallerJoin(**wire.fields(CALLER), queue="support", position=1, waited_s=90.0))
    _end(wire, CALLER)
    wire.hung_up(CALLER)
    (ended,) = wire.of_kind(CallEnded)
    assert (ended.gap_s, ended.certain) == (60.0, False)


def test_who_is_seen_only_in_a_bridge_talks_and_nothing_is_concluded_of_others(wire: Wire) -> None:
    """An account that may not list channels: BridgeInfo names who is in each bridge."""
    _waiting_call(wire)
    _lose(wire)
    other = "PJSIP/trunk-00000009"
    wire.name(other)
    wire.name(MEI, wire.linkedid(other))
    for name in (other, MEI):
        wire.send(ami.BridgedChannel(**wire.fields(name), state=6))
    wire.send(ami.BridgeTold(bridge="b"))
    wire.send(ami.SnapshotEnd(complete=False))
    (found,) = wire.of_kind(CallFound)
    assert [party.agent for party in found.talking] == [None, "mei"]
    assert not wire.of_kind(CallEnded)
    assert not wire.of_kind(CallLeftQueue)


def test_the_wait_of_who_was_answered_meanwhile_is_what_the_pbx_says(wire: Wire) -> None:
    _waiting_call(wire)
    wire.at += 1
    _lose(wire)
    wire.name(MEI, wire.linkedid(CALLER))
    _row(wire, CALLER, application="Queue", application_data="support,tT", bridge="b", queue_wait_s=4.0)
    _row(wire, MEI, application="AppQueue", bridge="b")
    _end(wire, CALLER, MEI)
    (left,) = wire.of_kind(CallLeftQueue)
    assert (left.reason, left.waited_s) == ("answered", 4.0)


def _found_talking(wire: Wire, born_at: float) -> None:
    wire.name(CALLER, born_at=born_at)
    wire.name(MEI, wire.linkedid(CALLER))
    _row(wire, CALLER, application="Queue", application_data="support", bridge="b", queue_wait_s=2.0)
    _row(wire, MEI, application="AppQueue", bridge="b")
    _end(wire, CALLER, MEI)


def test_a_call_that_came_and_was_answered_meanwhile_counts_as_answered_from_its_queue(wire: Wire) -> None:
    lost_at = wire.at
    _lose(wire)
    _found_talking(wire, born_at=lost_at + 3)
    (left,) = wire.of_kind(CallLeftQueue)
    assert (left.queue, left.reason, left.waited_s) == ("support", "answered", 2.0)


def test_a_server_before_us_may_have_counted_an_older_call_that_is_met_in_talk() -> None:
    wire = Wire()
    wire.tracker.seen_until(wire.at)
    wire.send(ami.SnapshotBegin(), after=5.0)
    _found_talking(wire, born_at=wire.at - 60)
    assert wire.of_kind(CallFound)
    assert not wire.of_kind(CallLeftQueue)


@pytest.mark.parametrize("known", [True, False])
def test_who_is_lost_while_the_phone_is_off_hook_but_nobody_hears_has_not_given_up(
    wire: Wire, known: bool
) -> None:
    """The member's phone was picked up in the gap; the two are not joined yet when the PBX ends the call."""
    if known:
        _waiting_call(wire)
    _lose(wire)
    if not known:
        wire.name(CALLER)
    wire.name(MEI, wire.linkedid(CALLER))
    _row(wire, CALLER, application="Queue", application_data="support,tT")
    _row(wire, MEI, application="AppQueue", application_data="(Outgoing Line)")
    wire.send(ami.QueueCallerJoin(**wire.fields(CALLER), queue="support", position=1, waited_s=7.0))
    _end(wire, CALLER, MEI)
    wire.hung_up(CALLER)
    assert [event.reason for event in wire.of_kind(CallLeftQueue)] == ["failed"]


TOM, HALF, FAR = (
    "PJSIP/1002-00000003",
    "Local/1002@from-agents-00000001;1",
    "Local/1002@from-agents-00000001;2",
)


def _met_while_mei_asks(wire: Wire, tom: dict[str, object], **half: object) -> None:
    """The server begins in mid-course: the customer is alone in bridge a, mei is with the half in b."""
    wire.send(ami.SnapshotBegin())
    wire.name(CALLER)
    for name in (MEI, TOM, HALF, FAR):
        wire.name(name, wire.linkedid(CALLER))
    _row(wire, CALLER, application="Queue", application_data="support,tT", bridge="a")
    _row(wire, TOM, application="AppDial", **tom)
    _row(wire, FAR, application="Dial", bridge=tom.get("bridge"))
    _row(wire, HALF, bridge="b")
    _row(wire, MEI, application="AppQueue", **{"bridge": "b", **half})
    _end(wire, CALLER, MEI, TOM, HALF, FAR)


def _what_was_found(wire: Wire) -> tuple[CallFound, Situation]:
    (found,) = wire.of_kind(CallFound)
    now = begun(wire.of_kind(CallStarted)[0])
    for event in wire.events:
        now = after(event, now)
    return found, now


@pytest.mark.parametrize("tom", [{"bridge": "c"}, {"state": 5}])
def test_a_consultation_met_in_mid_course_is_one(tom: dict[str, object]) -> None:
    wire = Wire()
    _met_while_mei_asks(wire, tom)
    found, now = _what_was_found(wire)
    assert found.asked_by is not None
    assert found.asked is not None
    assert (found.asked_by.agent, found.asked.agent) == ("mei", "tom")
    assert [event.by.agent for event in wire.of_kind(CallHeld)] == ["mei"]
    assert (now.holders, now.asked) == (frozenset({MEI}), {MEI: TOM})
    controls_of_mei = controls(now, "mei", Means())
    assert controls_of_mei is not None
    assert controls_of_mei.phase == "consulting"
    assert {(seat.agent, seat.seat) for seat in controls_of_mei.parties} == {
        (None, "held"), ("tom", "ringing" if "state" in tom else "talking"),
    }  # fmt: skip


def test_from_a_consultation_met_in_mid_course_the_agent_comes_back() -> None:
    wire = Wire()
    _met_while_mei_asks(wire, {"bridge": "c"})
    for name in (HALF, FAR, TOM):
        wire.hung_up(name)
    wire.leaves(MEI, "b", after=2.0)
    wire.enters(MEI, "a")
    wire.resumes(MEI)
    assert [event.by.agent for event in wire.of_kind(CallResumed)] == ["mei"]
    wire.asks_to_hang_up(CALLER, after=3.0)
    for name in (CALLER, MEI):
        wire.hung_up(name)
    (ended,) = wire.of_kind(CallEnded)
    assert (ended.talk_s, ended.hold_s) == (3.0, 2.0)


def test_who_is_back_with_the_customer_for_a_while_still_asks() -> None:
    wire = Wire()
    _met_while_mei_asks(wire, {"bridge": "c"}, bridge="a")
    found, now = _what_was_found(wire)
    assert (found.asked_by is not None, now.asked, now.holders) == (True, {MEI: TOM}, frozenset())


def test_a_consultation_that_began_in_a_gap_is_told_behind_it(wire: Wire) -> None:
    wire.answered_queue_call()
    _lose(wire)
    for name in (TOM, HALF, FAR):
        wire.name(name, wire.linkedid(CALLER))
    _row(wire, CALLER, application="Queue", application_data="support", bridge="bridge-a", queue_wait_s=5.0)
    _row(wire, MEI, application="AppQueue", bridge="b")
    _row(wire, HALF, bridge="b")
    _row(wire, FAR)
    _row(wire, TOM, state=5)
    _end(wire, CALLER, MEI, TOM, HALF, FAR)
    (found,) = wire.of_kind(CallFound)
    assert found.asked_by is not None
    assert [event.by.agent for event in wire.of_kind(CallHeld)] == ["mei"]


def test_a_queue_that_is_asked_is_not_where_the_customer_waits() -> None:
    wire = Wire()
    wire.send(ami.SnapshotBegin())
    wire.name(CALLER)
    for name in (MEI, HALF, FAR):
        wire.name(name, wire.linkedid(CALLER))
    _row(wire, CALLER, application="Queue", application_data="support,tT", bridge="a")
    _row(wire, MEI, application="AppQueue", bridge="b")
    _row(wire, HALF, bridge="b")
    _row(wire, FAR, application="Queue", application_data="vip")
    wire.send(ami.QueueCallerJoin(**wire.fields(FAR), queue="vip", position=1, waited_s=3.0))
    _end(wire, CALLER, MEI, HALF, FAR)
    found, now = _what_was_found(wire)
    assert found.queue is None
    assert (now.holders, now.asking) == (frozenset({MEI}), {MEI: "vip"})
    for name in (HALF, FAR, MEI, CALLER):
        wire.hung_up(name)
    (ended,) = wire.of_kind(CallEnded)
    assert ended.reason == "completed"


@pytest.mark.parametrize("met", [True, False])
def test_a_phone_that_held_while_nobody_looked_is_asked(wire: Wire, met: bool) -> None:
    if not met:
        wire.answered_queue_call()
    _lose(wire)
    if met:
        _found_talking(wire, born_at=wire.at - 60)
    else:
        _row(wire, CALLER, application="Queue", application_data="support", bridge="bridge-a")
        _row(wire, MEI, application="AppQueue", bridge="bridge-a")
        _end(wire, CALLER, MEI)
    wire.send(ami.HoldSeen(channel=MEI, held=True))
    wire.send(ami.HoldSeen(channel=MEI, held=True))
    assert [event.by.agent for event in wire.of_kind(CallHeld)] == ["mei"]
    wire.resumes(MEI, after=2.0)
    assert [event.by.agent for event in wire.of_kind(CallResumed)] == ["mei"]


def test_a_phone_that_took_the_call_back_while_nobody_looked_is_asked(wire: Wire) -> None:
    wire.answered_queue_call()
    wire.holds(MEI, after=1.0)
    _lose(wire)
    _row(wire, CALLER, application="Queue", application_data="support", bridge="bridge-a")
    _row(wire, MEI, application="AppQueue", bridge="bridge-a")
    _end(wire, CALLER, MEI)
    wire.send(ami.HoldSeen(channel=MEI, held=False))
    assert [event.by.agent for event in wire.of_kind(CallResumed)] == ["mei"]


def test_what_a_phone_did_after_it_was_asked_counts(wire: Wire) -> None:
    wire.answered_queue_call()
    _lose(wire)
    _row(wire, CALLER, application="Queue", application_data="support", bridge="bridge-a")
    _row(wire, MEI, application="AppQueue", bridge="bridge-a")
    _end(wire, CALLER, MEI)
    wire.resumes(MEI)
    wire.send(ami.HoldSeen(channel=MEI, held=True))
    assert not wire.of_kind(CallHeld)
