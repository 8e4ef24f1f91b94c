"""A parking place connects nobody, however many calls are parked there."""

from __future__ import annotations

import pytest

from cti.ami import messages as ami
from cti.events import (
    CallAnswered,
    CallFound,
    CallJoined,
    CallLegEnded,
    CallParked,
    CallTransferred,
    CallUnparked,
)
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


CALLER, MEI, TOM = "PJSIP/trunk-00000001", "PJSIP/1001-00000002", "PJSIP/1002-00000003"


def _parked(wire: Wire, kind: str, retriever: str | None = None) -> ami.Message:
    return ami.ParkedCall(
        kind=kind,
        parkee=wire.channel(CALLER),
        parker_dial_string="PJSIP/1001",
        retriever=wire.channel(retriever) if retriever else None,
        space="701",
    )


def _sent_to_the_parking_extension(*, parked_first: bool) -> Wire:
    wire = Wire()
    wire.answered_queue_call()
    sent = ami.BlindTransfer(
        success=True,
        transferer=wire.channel(MEI),
        transferee=wire.channel(CALLER),
        exten="700",
        context="from-agents",
    )
    both = [sent, _parked(wire, "ParkedCall")]
    for message in reversed(both) if parked_first else both:
        wire.send(message)
    wire.leaves(CALLER, "bridge-a")
    wire.send(ami.BridgeEnter(**wire.fields(CALLER), bridge="lot", bridge_type="parking"))
    wire.hung_up(MEI, after=0.5)
    return wire


@pytest.mark.parametrize("parked_first", [False, True])
def test_a_phone_that_sends_a_call_to_the_parking_extension_parks_it(parked_first: bool) -> None:
    wire = _sent_to_the_parking_extension(parked_first=parked_first)
    (parked,) = wire.of_kind(CallParked)
    assert (parked.by.agent, parked.space) == ("mei", "701")
    assert not wire.of_kind(CallTransferred)
    (leg,) = wire.of_kind(CallLegEnded)
    assert (leg.transfer, leg.hold_s) == (None, 0.0)


def test_a_transfer_told_late_does_not_make_whoever_parked_hold_the_line() -> None:
    wire = Wire()
    wire.answered_queue_call()
    wire.send(_parked(wire, "ParkedCall"), after=2.0)
    wire.leaves(CALLER, "bridge-a")
    sent = ami.BlindTransfer(
        success=True, transferer=wire.channel(MEI), transferee=wire.channel(CALLER), exten="700", context="x"
    )
    wire.send(sent)
    wire.hung_up(MEI, after=1.3)
    assert [(leg.talk_s, leg.hold_s) for leg in wire.of_kind(CallLegEnded)] == [(2.0, 0.0)]


def test_a_call_sent_elsewhere_is_told_as_a_transfer_when_it_goes_on() -> None:
    wire = Wire()
    wire.answered_queue_call()
    sent = ami.BlindTransfer(
        success=True, transferer=wire.channel(MEI), transferee=wire.channel(CALLER), exten="1002", context="x"
    )
    wire.send(sent, after=1.0)
    sent_at = wire.at
    assert not wire.of_kind(CallTransferred)
    wire.send(ami.NewExten(**wire.fields(CALLER), application="Dial"), after=0.01)
    assert [(e.kind, e.to.agent, e.at.timestamp()) for e in wire.of_kind(CallTransferred)] == [
        ("blind", "tom", sent_at)
    ]


def test_a_transfer_is_told_before_the_part_of_whoever_made_it_ends() -> None:
    wire = Wire()
    wire.answered_queue_call()
    wire.send(
        ami.BlindTransfer(
            success=True,
            transferer=wire.channel(MEI),
            transferee=wire.channel(CALLER),
            exten="1002",
            context="x",
        )
    )
    wire.hung_up(MEI)
    assert [type(e) for e in wire.events[-2:]] == [CallTransferred, CallLegEnded]
    assert wire.of_kind(CallLegEnded)[0].transfer == "blind"


@pytest.mark.parametrize(
    ("kind", "retriever", "reason", "by"),
    [
        ("UnParkedCall", TOM, "retrieved", "tom"),
        ("ParkedCallTimeOut", None, "timeout", None),
        ("ParkedCallGiveUp", None, "hung_up", None),
    ],
)
def test_how_a_call_leaves_the_parking_place_is_told(
    kind: str, retriever: str | None, reason: str, by: str | None
) -> None:
    wire = _sent_to_the_parking_extension(parked_first=False)
    if retriever is not None:
        wire.born(retriever, state=4, exten="701", after=5.0)
    wire.send(_parked(wire, kind, retriever))
    (unparked,) = wire.of_kind(CallUnparked)
    assert (unparked.reason, unparked.by.agent if unparked.by else None) == (reason, by)
