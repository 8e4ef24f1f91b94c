"""Who calls from outside without wanting to be known is nobody's number, whatever way the PBX says so."""

from __future__ import annotations

import pytest

from cti.ami import messages as ami
from cti.ami.parse import parse
from cti.events import CallFound, CallOffered, CallStarted
from tests.unit.calls.wire import CALLER, Wire

NUMBER = "13800138000"
PHONE = "PJSIP/1001-00000002"


def _hidden(wire: Wire, way: str) -> ami.Message:
    own = wire.fields(CALLER)
    match way:
        case "not to be shown":
            return ami.NewCallerId(**own, caller_number=NUMBER, presentation_allowed=False)
        case "a word":
            return ami.NewCallerId(**own, caller_number="anonymous")
    return ami.NewExten(**own, application="Set", withheld=True)


@pytest.mark.parametrize("way", ["not to be shown", "a word", "a step of the dialplan"])
def test_a_withheld_number_is_in_nothing_told(way: str) -> None:
    wire = Wire()
    wire.born(CALLER, state=4, exten="4008001", caller_number=NUMBER)
    wire.send(_hidden(wire, way))
    wire.send(ami.NewExten(**wire.fields(CALLER), application="Dial"))
    wire.born(PHONE, wire.linkedid(CALLER), state=0)
    wire.rings(CALLER, PHONE)
    wire.enters(PHONE, "bridge")
    wire.enters(CALLER, "bridge")
    wire.holds(CALLER)
    (started,) = wire.of_kind(CallStarted)
    assert (started.direction, started.caller.number, started.dialed) == ("inbound", None, "4008001")
    assert wire.of_kind(CallOffered)
    assert NUMBER not in repr(wire.events)


def test_who_is_met_by_an_event_before_the_lists_is_told_by_the_lists() -> None:
    wire = Wire()
    wire.send(ami.LinkConnecting(attempt=1))
    wire.name(CALLER)
    wire.send(ami.NewState(**wire.fields(CALLER), state=6, caller_number=NUMBER))
    wire.born(PHONE, wire.linkedid(CALLER), state=0)
    wire.rings(CALLER, PHONE)
    wire.send(ami.SnapshotBegin())
    wire.send(ami.NewChannel(**wire.fields(CALLER), state=6, age_s=1.0, withheld=True))
    wire.send(ami.NewExten(**wire.fields(CALLER), caller_number=NUMBER, application="Dial"))
    assert wire.events == []
    alive = frozenset(wire.fields(each)["uniqueid"] for each in (CALLER, PHONE))
    wire.send(ami.SnapshotEnd(uniqueids=alive))
    (started,) = wire.of_kind(CallStarted)
    assert (started.direction, started.caller.number) == ("inbound", None)
    assert wire.of_kind(CallFound)
    (offered,) = wire.of_kind(CallOffered)
    assert offered.to.channel == PHONE
    assert NUMBER not in repr(wire.events)


def test_a_number_that_the_dialplan_corrects_is_told_corrected() -> None:
    wire = Wire()
    wire.born(CALLER, state=4, exten="4008001", caller_number="+8613800138000")
    wire.send(ami.NewExten(**wire.fields(CALLER), application="Set"))
    wire.send(ami.NewCallerId(**wire.fields(CALLER), caller_number=NUMBER))
    wire.send(ami.NewExten(**wire.fields(CALLER), application="Answer"))
    assert [event.caller.number for event in wire.of_kind(CallStarted)] == [NUMBER]


@pytest.mark.parametrize("line", ["ChanVariable", "AppData"])
def test_both_ways_in_which_asterisk_says_so_are_read(line: str) -> None:
    head = b"Event: Newexten\r\nChannel: PJSIP/trunk-00000000\r\nUniqueid: 1.0\r\nLinkedid: 1.0\r\n"
    for value, withheld in ((b"prohib_not_screened", True), (b"allowed_not_screened", False)):
        step = parse(head + line.encode() + b": CALLERID(pres)=" + value)
        assert isinstance(step, ami.NewExten)
        assert step.withheld is withheld
