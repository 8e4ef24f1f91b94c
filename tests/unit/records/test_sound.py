"""Recordings from events: one row each, with what was left out, through merges, hang-ups and restarts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from cti.calls.record import Unrecorded
from cti.events import CallEnded, CallMerged, CallRecording, RecordingState
from cti.records.sound import SoundKeeper
from tests.fakes.clock import START
from tests.fakes.stores import FakeRecordings


class Room:
    """A keeper whose writes are done at once."""

    def __init__(self) -> None:
        self.store = FakeRecordings()
        self.writes: list[Callable[[], Awaitable[object]]] = []
        self.keeper = SoundKeeper(self.store, lambda kind, name, write: self.writes.append(write))

    async def told(
        self, second: int, state: RecordingState, call_id: str = "c1", file: str = "a.wav"
    ) -> None:
        await self.heard(
            CallRecording(
                at=at(second), pbx="main", call_id=call_id, state=state, channel="PJSIP/1-1", file=file
            )
        )

    async def heard(self, event: CallRecording | CallMerged | CallEnded) -> None:
        await self.keeper.hear(event)
        while self.writes:
            await self.writes.pop(0)()


def at(second: int) -> datetime:
    return START + timedelta(seconds=second)


def ended(second: int, call_id: str = "c1") -> CallEnded:
    return CallEnded(
        at=at(second), pbx="main", call_id=call_id, reason="completed", ended_by="caller",
        waited_s=0, talk_s=0, hold_s=0,
    )  # fmt: skip


async def test_a_recording_has_its_time_and_its_pauses() -> None:
    room = Room()
    told: list[tuple[int, RecordingState]] = [
        (0, "started"), (5, "paused"), (6, "paused"), (9, "resumed"), (20, "stopped"),
    ]  # fmt: skip
    for second, state in told:
        await room.told(second, state)
    (row,) = room.store.rows.values()
    assert (row.started_at, row.ended_at, row.file) == (at(0), at(20), "a.wav")
    assert row.unrecorded == (Unrecorded(began_at=at(5), ended_at=at(9)),)


async def test_the_end_of_the_call_ends_the_recording_and_its_pause() -> None:
    room = Room()
    await room.told(0, "started")
    await room.told(5, "paused")
    await room.heard(ended(30))
    (row,) = room.store.rows.values()
    assert (row.ended_at, row.unrecorded) == (at(30), (Unrecorded(began_at=at(5), ended_at=at(30)),))


async def test_another_file_is_another_recording() -> None:
    room = Room()
    await room.told(0, "started")
    await room.told(3, "started", file="b.wav")
    rows = sorted(room.store.rows.values(), key=lambda row: row.started_at)
    assert [(row.file, row.ended_at) for row in rows] == [("a.wav", at(3)), ("b.wav", None)]


async def test_recordings_of_a_consultation_go_on_under_the_surviving_call() -> None:
    room = Room()
    await room.told(0, "started", call_id="c2")
    await room.told(1, "stopped", call_id="c2")
    await room.told(2, "started", call_id="c2", file="b.wav")
    await room.heard(CallMerged(at=at(4), pbx="main", call_id="c1", other_call_id="c2"))
    await room.heard(ended(9))
    assert [row.call_id for row in room.store.rows.values()] == ["c1", "c1"]
    assert all(row.ended_at for row in room.store.rows.values())


async def test_after_a_restart_a_running_recording_goes_on_in_its_row() -> None:
    room = Room()
    await room.told(0, "started")
    again = SoundKeeper(room.store, lambda kind, name, write: room.writes.append(write))
    await again.start()
    room.keeper = again
    await room.told(8, "stopped")
    (row,) = room.store.rows.values()
    assert row.ended_at == at(8)
