"""A person's time counts once, however many lines they have."""

from __future__ import annotations

from cti.events import CallEnded, CallLegEnded
from tests.unit.calls.wire import CALLER, Wire

MEI, SECOND, TOM = "PJSIP/1001-00000002", "PJSIP/1001-00000003", "PJSIP/1002-00000004"


def _asked_on_a_second_line() -> Wire:
    """mei talks 10 s, holds, rings tom 2 s on a second line and talks 20 s there; both lines are one call."""
    wire = Wire()
    wire.answered_queue_call(MEI)
    wire.holds(MEI, after=10.0)
    wire.born(SECOND, state=4, exten="1002")
    wire.born(TOM, wire.linkedid(SECOND), state=0)
    wire.rings(SECOND, TOM)
    wire.enters(TOM, "bridge-b", after=2.0)
    wire.enters(SECOND, "bridge-b")
    return wire


def _legs(wire: Wire) -> dict[str | None, tuple[float, float]]:
    return {leg.party.channel: (leg.talk_s, leg.hold_s) for leg in wire.of_kind(CallLegEnded)}


def _joined_by_transfer(wire: Wire) -> None:
    wire.leaves(SECOND, "bridge-b", after=20.0)
    wire.leaves(TOM, "bridge-b")
    wire.relinked(TOM, wire.linkedid(CALLER))
    wire.relinked(SECOND, wire.linkedid(CALLER))
    wire.leaves(MEI, "bridge-a")
    wire.enters(TOM, "bridge-a")
    for name in (MEI, SECOND):
        wire.hung_up(name)


def test_hold_on_one_line_while_the_other_talks_is_not_counted_twice() -> None:
    wire = _asked_on_a_second_line()
    _joined_by_transfer(wire)
    assert _legs(wire)[MEI] == (10.0, 2.0)
    assert _legs(wire)[SECOND] == (20.0, 0.0)


def test_the_customers_hold_is_whole() -> None:
    wire = _asked_on_a_second_line()
    _joined_by_transfer(wire)
    for name in (CALLER, TOM):
        wire.leaves(name, "bridge-a", after=5.0 if name == CALLER else 0.0)
        wire.hung_up(name)
    ended = wire.of_kind(CallEnded)[-1]
    assert (ended.talk_s, ended.hold_s) == (15.0, 22.0)
    assert _legs(wire)[TOM] == (25.0, 0.0)


def test_a_consultation_that_stays_a_call_of_its_own_keeps_its_own_time() -> None:
    wire = _asked_on_a_second_line()
    for name in (SECOND, TOM):
        wire.leaves(name, "bridge-b", after=20.0 if name == SECOND else 0.0)
        wire.hung_up(name)
    wire.resumes(MEI)
    wire.hung_up(MEI, after=5.0)
    assert _legs(wire)[SECOND] == (20.0, 0.0)
    assert _legs(wire)[MEI] == (15.0, 22.0)
