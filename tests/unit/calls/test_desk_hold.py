"""Hold at the desk: both people wait apart, and it is told and credited as hold."""

from __future__ import annotations

from cti.ami import messages as ami
from cti.events import CallAnswered, CallEnded, CallHeld, CallLegEnded, CallParted, CallResumed
from tests.unit.calls.wire import CALLER, Wire

AGENT = "PJSIP/1001-00000002"


def _held(wire: Wire) -> None:
    """Ten seconds of talk, then the desk puts the call on hold."""
    wire.answered_queue_call()
    wire.send(ami.HoldOrdered(channel=AGENT, other=CALLER), after=10.0)
    wire.leaves(CALLER, "bridge-a")
    wire.leaves(AGENT, "bridge-a")
    wire.send(ami.BridgeDestroy(bridge="bridge-a"))


def test_hold_at_the_desk_is_told_when_both_wait_and_resumed_when_they_meet() -> None:
    wire = Wire()
    _held(wire)
    (held,) = wire.of_kind(CallHeld)
    assert (held.by.agent, held.apart) == ("mei", True)
    assert wire.of_kind(CallResumed) == []
    wire.enters(AGENT, "bridge-b", after=4.0)
    assert wire.of_kind(CallResumed) == []
    wire.enters(CALLER, "bridge-b")
    assert [event.by.agent for event in wire.of_kind(CallResumed)] == ["mei"]
    assert len(wire.of_kind(CallAnswered)) == 1
    assert wire.of_kind(CallParted) == []


def test_talk_and_hold_are_credited_apart() -> None:
    wire = Wire()
    _held(wire)
    wire.enters(AGENT, "bridge-b", after=4.0)
    wire.enters(CALLER, "bridge-b")
    wire.asks_to_hang_up(CALLER, after=6.0)
    wire.hung_up(CALLER)
    wire.hung_up(AGENT)
    (leg,) = [each for each in wire.of_kind(CallLegEnded) if each.party.agent == "mei"]
    assert (leg.talk_s, leg.hold_s) == (16.0, 4.0)
    (ended,) = wire.of_kind(CallEnded)
    assert (ended.talk_s, ended.hold_s, ended.ended_by, ended.reason) == (16.0, 4.0, "caller", "completed")


def test_a_customer_who_hangs_up_on_hold_is_told_and_ended_the_call() -> None:
    wire = Wire()
    _held(wire)
    wire.asks_to_hang_up(CALLER, after=5.0)
    wire.hung_up(CALLER)
    assert [each.party.agent for each in wire.of_kind(CallLegEnded)] == [None]
    wire.hung_up(AGENT)
    (ended,) = wire.of_kind(CallEnded)
    assert (ended.ended_by, ended.hold_s) == ("caller", 5.0)


def test_a_hold_that_the_pbx_refused_leaves_no_trace() -> None:
    wire = Wire()
    wire.answered_queue_call()
    wire.send(ami.HoldOrdered(channel=AGENT, other=CALLER))
    wire.send(ami.HoldRefused(channel=AGENT))
    wire.leaves(CALLER, "bridge-a", after=1.0)
    wire.leaves(AGENT, "bridge-a")
    assert wire.of_kind(CallHeld) == []


def test_a_hold_met_in_mid_course_is_known_by_its_place_in_the_dialplan() -> None:
    wire = Wire()
    begun = wire.at - 60
    for name in (CALLER, AGENT):
        wire.name(name, None if name == CALLER else wire.linkedid(CALLER), born_at=begun)
    wire.send(ami.SnapshotBegin())
    for name, exten in ((CALLER, "customer"), (AGENT, "agent")):
        wire.send(
            ami.NewChannel(
                **wire.fields(name), state=6, context="cti-hold", exten=exten, application="Wait", age_s=60.0
            )
        )
    wire.send(ami.SnapshotEnd(uniqueids=frozenset(wire.fields(each)["uniqueid"] for each in (CALLER, AGENT))))
    (held,) = wire.of_kind(CallHeld)
    assert (held.by.agent, held.apart) == ("mei", True)


def test_taking_back_the_line_of_a_colleague_is_not_taking_back_the_customer() -> None:
    wire = Wire()
    wire.answered_queue_call()
    wire.holds(AGENT, after=5.0)
    wire.leaves(AGENT, "bridge-a")
    wire.enters(AGENT, "bridge-b")
    wire.resumes(AGENT)
    assert wire.of_kind(CallResumed) == []
    wire.leaves(AGENT, "bridge-b", after=3.0)
    wire.enters(AGENT, "bridge-a")
    wire.resumes(AGENT)
    assert len(wire.of_kind(CallResumed)) == 1
