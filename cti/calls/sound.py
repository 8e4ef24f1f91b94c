"""What is done to the sound of a channel: recorded, kept out of the recording, muted.

A recording is told whoever began it; the file's name comes in a variable just before. Muting is told by
our own note alone, for Asterisk has no event for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cti.ami.messages import MixMonitor, MuteOrdered, RecordingFile, RecordingOrdered
from cti.calls.model import Channel
from cti.events import CallMuted, CallRecording, RecordingState

if TYPE_CHECKING:
    from cti.calls.tracking import Tracking

_WHILE: dict[RecordingState, tuple[RecordingState | None, ...]] = {
    "started": (None, "stopped", "started", "resumed", "paused"),
    "paused": ("started", "resumed"),
    "resumed": ("paused",),
    "stopped": ("started", "resumed", "paused"),
}
"""Which changes can follow which; Asterisk also tells of a pause where nothing is recorded."""


def file_named(t: Tracking, message: RecordingFile) -> None:
    """Where the recording that begins now is written."""
    channel = t.registry.channels.get(message.uniqueid)
    if channel is not None:
        channel.recording_file = message.file


def recording_ordered(t: Tracking, message: RecordingOrdered) -> None:
    """Whose wish the next change is."""
    channel = t.registry.named(message.channel)
    if channel is not None:
        channel.recording_by = message.agent


def recorded(t: Tracking, message: MixMonitor) -> None:
    """A recording begins, rests, goes on or ends."""
    channel = t.get(message)
    if channel is not None and channel.recording in _WHILE[message.change]:
        _say(t, channel, message.change)


def muted(t: Tracking, message: MuteOrdered) -> None:
    """Says `call_muted` when that is a change."""
    channel = t.registry.named(message.channel)
    if channel is None or channel.leg is None or channel.muted == message.muted:
        return
    channel.muted = message.muted
    call, by = channel.call, channel.leg.party
    t.emit(call, CallMuted(at=t.now, pbx=t.pbx, call_id=call.call_id, by=by, muted=message.muted))


def ended(t: Tracking, channel: Channel) -> None:
    """With the channel its recording ends; Asterisk does not say so."""
    if channel.recording not in (None, "stopped"):
        channel.recording_by = None
        _say(t, channel, "stopped")


def _say(t: Tracking, channel: Channel, state: RecordingState) -> None:
    by, channel.recording_by = channel.recording_by, None
    channel.recording = state
    t.emit(
        channel.call,
        CallRecording(
            at=t.now, pbx=t.pbx, call_id=channel.call.call_id, state=state, channel=channel.name,
            file=channel.recording_file, by=by,
        ),
    )  # fmt: skip
