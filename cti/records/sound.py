"""Recordings of calls: events in, one row per recording out, with the times that were kept out of it.

The PBX writes the sound (MixMonitor); here is only when it was written, of which call, and where the file
lies. What was being recorded when a run of the server ended goes on in its old row.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import uuid4

import msgspec

from cti.calls.record import SoundRecording, Unrecorded
from cti.events import CallEnded, CallMerged, CallRecording, Event
from cti.ports import RecordingStore

Later = Callable[[str, str, Callable[[], Awaitable[object]]], None]
"""Kind, name and write: done in order, never lost while the store is away (`Recorder.later`)."""

replace = msgspec.structs.replace


class SoundKeeper:
    """A listener of the bus; `start` before the first event."""

    def __init__(self, store: RecordingStore, later: Later) -> None:
        self._store = store
        self._later = later
        self._running: dict[tuple[str, str], SoundRecording] = {}

    async def start(self) -> None:
        """Takes up what the last run left open."""
        self._running = {(row.pbx, row.channel): row for row in await self._store.running()}

    async def hear(self, event: Event) -> None:
        """The listener."""
        match event:
            case CallRecording():
                self._recording(event)
            case CallMerged():
                for row in self._of(event.other_call_id):
                    self._keep(replace(row, call_id=event.call_id))
                old, new = event.other_call_id, event.call_id
                self._later("recordings", old, lambda: self._store.move(old, new))
            case CallEnded():
                for row in self._of(event.call_id):
                    self._end(row, event.at)

    def _of(self, call_id: str) -> list[SoundRecording]:
        return [row for row in self._running.values() if row.call_id == call_id]

    def _recording(self, event: CallRecording) -> None:
        row = self._running.get((event.pbx, event.channel))
        if row is None:
            if event.state != "stopped":
                self._keep(_begun(event))
        elif event.state == "started":
            if event.file not in (None, row.file):
                self._end(row, event.at)
                self._keep(_begun(event))
        elif event.state == "stopped":
            self._end(row, event.at)
        elif event.state == "paused" and not row.is_paused:
            self._keep(replace(row, unrecorded=(*row.unrecorded, Unrecorded(began_at=event.at))))
        elif event.state == "resumed" and row.is_paused:
            self._keep(replace(row, unrecorded=_closed(row.unrecorded, event.at)))

    def _keep(self, row: SoundRecording) -> None:
        self._running[row.pbx, row.channel] = row
        self._later("recording", row.recording_id, lambda: self._store.save(row))

    def _end(self, row: SoundRecording, at: datetime) -> None:
        ended = replace(row, ended_at=at, unrecorded=_closed(row.unrecorded, at))
        del self._running[row.pbx, row.channel]
        self._later("recording", row.recording_id, lambda: self._store.save(ended))


def _begun(event: CallRecording) -> SoundRecording:
    return SoundRecording(
        recording_id=uuid4().hex,
        call_id=event.call_id,
        pbx=event.pbx,
        channel=event.channel,
        file=event.file,
        started_at=event.at,
        started_by=event.by,
        unrecorded=(Unrecorded(began_at=event.at),) if event.state == "paused" else (),
    )


def _closed(spans: tuple[Unrecorded, ...], at: datetime) -> tuple[Unrecorded, ...]:
    return tuple(span if span.ended_at else replace(span, ended_at=at) for span in spans)
