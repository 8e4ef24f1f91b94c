"""A parking place connects nobody, however many calls are parked there."""

from __future__ import annotations

from cti.ami import messages as ami
from cti.events import CallAnswered, CallJoined
from tests.unit.calls.wire import Wire


def test_calls_parked_in_one_place_do_not_talk_with_each_other() -> None:
    wire = Wire()
    for name in ("PJSIP/trunk-00000001", "PJSIP/trunk-00000002", "PJSIP/trunk-00000003"):
        wire.born(name, state=4, exten="4008001", after=1.0)
        wire.send(ami.BridgeEnter(**wire.fields(name), bridge="lot", bridge_type="parking"), after=1.0)
    assert not wire.of_kind(CallAnswered)
    assert not wire.of_kind(CallJoined)
