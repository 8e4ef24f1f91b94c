"""Who is told to be in a conversation: rooms answer, and what Asterisk does to its bridges is nothing."""

from __future__ import annotations

from cti.ami import messages as ami
from cti.events import CallAnswered, CallJoined, CallParted, CallStarted
from tests.unit.calls.wire import CALLER, Wire

MEI, TOM = "PJSIP/1001-00000002", "PJSIP/1002-00000003"
GUEST = "PJSIP/trunk-00000009"


def _in_room(wire: Wire, name: str, after: float = 1.0) -> None:
    wire.send(ami.BridgeEnter(**wire.fields(name), bridge="room", bridge_type="base", room="7001"), after)


def _told(wire: Wire, kind: type[CallJoined] | type[CallParted], call: str) -> list[str | None]:
    return [e.party.agent or e.party.number for e in wire.of_kind(kind) if e.call_id == call]


def _call_of(wire: Wire, caller: str) -> str:
    return next(e.call_id for e in wire.of_kind(CallStarted) if e.caller.channel == caller)


def _guest_in_occupied_room() -> Wire:
    wire = Wire()
    wire.answered_queue_call()
    for name in (MEI, CALLER):
        _in_room(wire, name)
    wire.born(GUEST, state=4, exten="7001", caller_number="13900139000", after=1.0)
    wire.send(ami.NewExten(**wire.fields(GUEST), application="ConfBridge", application_data="7001"))
    _in_room(wire, GUEST)
    return wire


def test_a_call_into_a_room_is_answered_by_the_room_and_nobody_is_credited() -> None:
    wire = _guest_in_occupied_room()
    (answered,) = [e for e in wire.of_kind(CallAnswered) if e.call_id == _call_of(wire, GUEST)]
    assert (answered.by.number, answered.by.agent, answered.queue, answered.waited_s) == (
        "7001",
        None,
        None,
        1.0,
    )


def test_everybody_in_a_room_is_told_of_everybody_else_but_nobody_of_their_own_call() -> None:
    wire = _guest_in_occupied_room()
    own, guest = _call_of(wire, CALLER), _call_of(wire, GUEST)
    assert _told(wire, CallJoined, own) == ["13900139000"]
    assert sorted(_told(wire, CallJoined, guest), key=str) == ["13800138000", "mei"]
    wire.leaves(GUEST, "room")
    wire.hung_up(GUEST)
    assert _told(wire, CallParted, own) == ["13900139000"]
    assert _told(wire, CallParted, guest) == []


def test_who_leaves_is_told_with_the_time_of_leaving() -> None:
    wire = _guest_in_occupied_room()
    left_at = wire.at + 2.0
    wire.leaves(GUEST, "room", after=2.0)
    assert not wire.of_kind(CallParted)
    wire.hung_up(GUEST, after=0.5)
    assert [e.at.timestamp() for e in wire.of_kind(CallParted)] == [left_at]


def test_whoever_is_back_with_the_same_people_never_left() -> None:
    wire = Wire()
    wire.answered_queue_call()
    wire.born(TOM, wire.linkedid(CALLER), state=0)
    wire.enters(TOM, "bridge-a")
    wire.events.clear()
    wire.leaves(TOM, "bridge-a")
    wire.enters(TOM, "bridge-a")
    assert not wire.events


def test_whoever_comes_back_to_fewer_people_left_and_joined() -> None:
    wire = Wire()
    wire.answered_queue_call()
    for name in (TOM, GUEST):
        wire.born(name, wire.linkedid(CALLER), state=0)
        wire.enters(name, "bridge-a")
    wire.events.clear()
    wire.leaves(TOM, "bridge-a")
    wire.leaves(GUEST, "bridge-a")
    wire.hung_up(GUEST)
    wire.enters(TOM, "bridge-a")
    assert [e.party.channel for e in wire.of_kind(CallParted)] == [GUEST, TOM]
    assert [e.party.channel for e in wire.of_kind(CallJoined)] == [TOM]


def test_whoever_takes_somebodys_place_joins_nobody() -> None:
    wire = Wire()
    wire.answered_queue_call()
    wire.born(TOM, wire.linkedid(CALLER), state=0)
    replaced = wire.channel(MEI).uniqueid
    wire.send(ami.BridgeEnter(**wire.fields(TOM), bridge="bridge-a", replaces=replaced))
    wire.leaves(MEI, "bridge-a")
    wire.hung_up(MEI)
    assert not wire.of_kind(CallJoined)
    assert not wire.of_kind(CallParted)
