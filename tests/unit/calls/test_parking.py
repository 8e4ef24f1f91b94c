"""A parking place connects nobody, however many calls are parked there."""

from __future__ import annotations

from cti.ami import messages as ami
from cti.events import CallAnswered, CallFound, CallJoined
from tests.unit.calls.wire import Wire


def test_calls_parked_in_one_place_do_not_talk_with_each_other() -> None:
    wire = Wire()
    for name in ("PJSIP/trunk-00000001", "PJSIP/trunk-00000002", "PJSIP/trunk-00000003"):
        wire.born(name, state=4, exten="4008001", after=1.0)
        wire.send(ami.BridgeEnter(**wire.fields(name), bridge="lot", bridge_type="parking"), after=1.0)
    assert not wire.of_kind(CallAnswered)
    assert not wire.of_kind(CallJoined)


def test_calls_found_parked_after_a_connect_do_not_talk_with_each_other() -> None:
    wire = Wire()
    wire.send(ami.SnapshotBegin())
    wire.send(ami.BridgeListed(bridge="lot", bridge_type="parking"))
    for number in (1, 2):
        name = f"1795289000.{number}"
        wire.send(
            ami.NewChannel(
                channel=f"PJSIP/trunk-{number:08x}",
                uniqueid=name,
                linkedid=name,
                state=6,
                bridge="lot",
                age_s=60.0,
            )
        )
    wire.send(ami.SnapshotEnd(uniqueids=frozenset({"1795289000.1", "1795289000.2"})))
    assert [found.talking for found in wire.of_kind(CallFound)] == [(), ()]
