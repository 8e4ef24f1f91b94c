"""Recordings and muting are told of the call they belong to."""

from __future__ import annotations

from cti.ami import messages as ami
from cti.ami.messages import RecordingChange
from cti.ami.parse import Malformed, parse
from cti.events import CallMuted, CallRecording
from tests.unit.calls.wire import CALLER, Wire

AGENT = "PJSIP/1001-00000002"
FILE = "/var/spool/asterisk/monitor/cti/1.wav"


def _talking() -> Wire:
    wire = Wire()
    wire.answered_queue_call()
    return wire


def _change(wire: Wire, change: RecordingChange, name: str = AGENT) -> None:
    wire.send(ami.MixMonitor(**wire.fields(name), change=change))


def _told(wire: Wire) -> list[tuple[str, str, str | None, str | None]]:
    return [(each.state, each.channel, each.file, each.by) for each in wire.of_kind(CallRecording)]


def test_a_recording_asked_for_at_a_desk_names_file_and_agent() -> None:
    wire = _talking()
    wire.send(ami.RecordingOrdered(channel=AGENT, agent="mei"))
    wire.send(ami.RecordingFile(channel=AGENT, uniqueid=wire.fields(AGENT)["uniqueid"], file=FILE))
    _change(wire, "started")
    assert _told(wire) == [("started", AGENT, FILE, "mei")]


def test_a_recording_of_the_dialplan_is_told_too_and_nobody_asked_for_it() -> None:
    wire = _talking()
    wire.send(ami.RecordingFile(channel=CALLER, uniqueid=wire.fields(CALLER)["uniqueid"], file=FILE))
    _change(wire, "started", CALLER)
    _change(wire, "paused", CALLER)
    _change(wire, "resumed", CALLER)
    _change(wire, "stopped", CALLER)
    assert [state for state, *_ in _told(wire)] == ["started", "paused", "resumed", "stopped"]
    assert {by for *_, by in _told(wire)} == {None}


def test_a_pause_where_nothing_is_recorded_says_nothing() -> None:
    wire = _talking()
    _change(wire, "paused")
    _change(wire, "stopped")
    assert _told(wire) == []


def test_a_recording_ends_with_its_channel() -> None:
    wire = _talking()
    _change(wire, "started")
    wire.hung_up(AGENT, after=3.0)
    assert [state for state, *_ in _told(wire)] == ["started", "stopped"]


def test_muting_is_told_once_for_each_change() -> None:
    wire = _talking()
    for muted in (True, True, False):
        wire.send(ami.MuteOrdered(channel=AGENT, muted=muted))
    assert [(each.by.agent, each.muted) for each in wire.of_kind(CallMuted)] == [
        ("mei", True),
        ("mei", False),
    ]


def test_mixmonitor_is_read_from_the_wire() -> None:
    own = (
        b"Channel: PJSIP/1001-00000001\r\nChannelState: 6\r\nChannelStateDesc: Up\r\nCallerIDNum: 1001\r\n"
        b"CallerIDName: Agent 1001\r\nConnectedLineNum: 138\r\nConnectedLineName: <unknown>\r\n"
        b"Language: en\r\nAccountCode: \r\nContext: from-agents\r\nExten: 4009011\r\nPriority: 1\r\n"
        b"Uniqueid: 1.1\r\nLinkedid: 1.0"
    )
    file = parse(
        b"Event: VarSet\r\nPrivilege: dialplan,all\r\n" + own + b"\r\nVariable: MIXMONITOR_FILENAME\r\n"
        b"Value: " + FILE.encode() + b"\r\n"
    )
    assert isinstance(file, ami.RecordingFile)
    assert (file.channel, file.uniqueid, file.file) == ("PJSIP/1001-00000001", "1.1", FILE)
    for line, change in (
        (b"MixMonitorStart\r\n", "started"),
        (b"MixMonitorStop\r\n", "stopped"),
        (b"MixMonitorMute\r\nState: 1\r\nDirection: both\r\n", "paused"),
        (b"MixMonitorMute\r\nState: 0\r\nDirection: both\r\n", "resumed"),
    ):
        message = parse(b"Event: " + line + own + b"\r\n")
        assert not isinstance(message, Malformed)
        assert isinstance(message, ami.MixMonitor)
        assert message.change == change
