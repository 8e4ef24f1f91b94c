"""Headers -> message, for recordings: MixMonitor and the variable that names its file.

As in `channel_events.py`, a missing header that the message cannot do without raises KeyError.
"""

from __future__ import annotations

from cti.ami import messages as m
from cti.ami.channel_events import Maker
from cti.ami.fields import OWN, Fields, flag, known


def file_variable(f: Fields) -> m.Message | None:
    """VarSet of MIXMONITOR_FILENAME."""
    if f.get("Uniqueid") is None:
        return None
    return m.RecordingFile(channel=f["Channel"], uniqueid=f["Uniqueid"], file=known(f.get("Value")))


def _started(f: Fields) -> m.Message:
    return m.MixMonitor(*OWN(f), change="started")


def _stopped(f: Fields) -> m.Message:
    return m.MixMonitor(*OWN(f), change="stopped")


def _muted(f: Fields) -> m.Message:
    """`State` 1: nothing is written any more, of one direction or both."""
    return m.MixMonitor(*OWN(f), change="paused" if flag(f.get("State")) else "resumed")


SOUND_EVENTS: dict[bytes, Maker] = {
    b"MixMonitorStart": _started,
    b"MixMonitorStop": _stopped,
    b"MixMonitorMute": _muted,
}
