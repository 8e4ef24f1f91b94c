"""Every way out of a queue is told by its evidence, each once."""

from __future__ import annotations

import pytest

from cti.ami import messages as ami
from cti.events import CallEnded, CallLeftQueue, LeaveReason
from tests.unit.calls.wire import CALLER, Wire


@pytest.fixture
def wire() -> Wire:
    """A caller who waits in support."""
    wire = Wire()
    wire.born(CALLER, state=4, exten="4008001", caller_number="13800138000")
    wire.joins_queue(CALLER, "support")
    return wire


def _reasons(wire: Wire) -> list[tuple[str, str]]:
    return [(event.queue, event.reason) for event in wire.of_kind(CallLeftQueue)]


def _status(wire: Wire, value: str) -> None:
    uniqueid = wire.fields(CALLER)["uniqueid"]
    wire.send(ami.QueueStatusVariable(channel=CALLER, uniqueid=uniqueid, value=value))


@pytest.mark.parametrize(
    ("status", "reason"),
    [("TIMEOUT", "timeout"), ("LEAVEEMPTY", "empty"), ("LEAVEUNAVAIL", "empty"), ("WITHDRAW", "transferred")],
)
def test_queuestatus_says_why_the_caller_went_on(wire: Wire, status: str, reason: LeaveReason) -> None:
    wire.send(ami.QueueCallerAbandon(**wire.fields(CALLER), queue="support"), after=5.0)
    wire.leaves_queue(CALLER, "support")
    _status(wire, status)
    wire.hung_up(CALLER)
    assert _reasons(wire) == [("support", reason)]
    assert [event.reason for event in wire.of_kind(CallEnded)] == ["no_answer"]


@pytest.mark.parametrize(("status", "reason"), [("FULL", "full"), ("JOINEMPTY", "empty")])
def test_a_queue_that_takes_nobody_in_is_left_at_once(status: str, reason: LeaveReason) -> None:
    wire = Wire()
    wire.born(CALLER, state=4, exten="4008001")
    wire.send(ami.NewExten(**wire.fields(CALLER), application="Queue", application_data="support,tT"))
    _status(wire, status)
    assert _reasons(wire) == [("support", reason)]


def test_a_key_sends_the_caller_on_in_the_dialplan(wire: Wire) -> None:
    wire.leaves_queue(CALLER, "support", after=3.0)
    wire.send(ami.NewExten(**wire.fields(CALLER), application="Playback", application_data="menu"))
    assert _reasons(wire) == [("support", "key")]


def test_another_queue_is_a_transfer(wire: Wire) -> None:
    wire.leaves_queue(CALLER, "support", after=3.0)
    wire.joins_queue(CALLER, "sales")
    assert _reasons(wire) == [("support", "transferred")]


def test_codecs_that_do_not_fit_are_no_abandon(wire: Wire) -> None:
    agent = "PJSIP/1001-00000002"
    wire.born(agent, wire.linkedid(CALLER), state=0)
    wire.rings(CALLER, agent)
    wire.dial_ended(CALLER, agent, "ANSWER", after=2.0)
    wire.send(ami.QueueCallerAbandon(**wire.fields(CALLER), queue="support"))
    wire.leaves_queue(CALLER, "support")
    wire.hung_up(agent)
    wire.hung_up(CALLER)
    assert _reasons(wire) == [("support", "failed")]


def test_a_caller_who_hangs_up_has_abandoned(wire: Wire) -> None:
    wire.asks_to_hang_up(CALLER, after=4.0)
    wire.send(ami.QueueCallerAbandon(**wire.fields(CALLER), queue="support"))
    wire.leaves_queue(CALLER, "support")
    wire.hung_up(CALLER)
    assert _reasons(wire) == [("support", "abandoned")]
    assert [event.reason for event in wire.of_kind(CallEnded)] == ["abandoned"]
