"""What was recorded of calls, and where the PBX keeps the sound."""

from __future__ import annotations

import msgspec
from sqlalchemy import ColumnElement, insert, select, update

from cti.calls.record import SoundRecording
from cti.errors import NotFound
from db.rows import AnyRow, to_values
from db.tables import call_recordings
from db.transaction import Transactions


class Recordings:
    """The store behind `cti.ports.RecordingStore`."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def save(self, recording: SoundRecording) -> None:
        """Inserts or replaces it."""
        values = to_values(recording, call_recordings)
        values["unrecorded"] = [
            [span.began_at.isoformat(), span.ended_at and span.ended_at.isoformat()]
            for span in recording.unrecorded
        ]
        same = call_recordings.c.recording_id == recording.recording_id
        async with self._transactions.writing() as connection:
            changed = await connection.execute(update(call_recordings).where(same).values(**values))
            if changed.rowcount == 0:
                await connection.execute(insert(call_recordings).values(**values))

    async def get(self, recording_id: str) -> SoundRecording:
        """Raises `NotFound`."""
        found = await self._where(call_recordings.c.recording_id == recording_id)
        if not found:
            raise NotFound("there is no recording {recording_id}", recording_id=recording_id)
        return found[0]

    async def of_call(self, call_id: str) -> list[SoundRecording]:
        """Those of a call, oldest first."""
        return await self._where(call_recordings.c.call_id == call_id)

    async def running(self) -> list[SoundRecording]:
        """Those whose end is not known yet."""
        return await self._where(call_recordings.c.ended_at.is_(None))

    async def move(self, call_id: str, into: str) -> None:
        """The call became part of another: so do its recordings."""
        change = update(call_recordings).where(call_recordings.c.call_id == call_id).values(call_id=into)
        async with self._transactions.writing() as connection:
            await connection.execute(change)

    async def _where(self, condition: ColumnElement[bool]) -> list[SoundRecording]:
        query = select(call_recordings).where(condition)
        query = query.order_by(call_recordings.c.started_at, call_recordings.c.recording_id)
        async with self._transactions.reading() as connection:
            return [_recording(row) for row in await connection.execute(query)]


def _recording(row: AnyRow) -> SoundRecording:
    spans = [{"began_at": began, "ended_at": ended} for began, ended in row.unrecorded]
    values = {str(name): value for name, value in row._mapping.items()}
    return msgspec.convert({**values, "unrecorded": spans}, SoundRecording)
