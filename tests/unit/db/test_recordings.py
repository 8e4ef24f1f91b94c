"""What was recorded of calls: kept with its pauses, found by call, moved when calls merge."""

from __future__ import annotations

import msgspec
import pytest

from cti.calls.record import SoundRecording, Unrecorded
from cti.errors import NotFound
from db.engine import Database
from tests.unit.db.calls import at


async def test_a_recording_is_kept_with_what_was_left_out_of_it(database: Database) -> None:
    begun = SoundRecording(
        recording_id="r1", call_id="c1", pbx="main", channel="PJSIP/1001-1", file="a.wav", started_at=at(0)
    )
    ended = msgspec.structs.replace(
        begun, ended_at=at(60), started_by="li", unrecorded=(Unrecorded(began_at=at(10), ended_at=at(20)),)
    )
    await database.recordings.save(begun)
    assert await database.recordings.running() == [begun]
    await database.recordings.save(ended)
    assert await database.recordings.running() == []
    assert await database.recordings.get("r1") == ended


async def test_recordings_of_a_call_come_in_order_and_go_where_the_call_goes(database: Database) -> None:
    for number, call_id, second in (("r2", "c1", 5), ("r1", "c1", 0), ("r3", "c2", 1)):
        await database.recordings.save(
            SoundRecording(
                recording_id=number,
                call_id=call_id,
                pbx="main",
                channel="x",
                file=None,
                started_at=at(second),
            )
        )
    assert [row.recording_id for row in await database.recordings.of_call("c1")] == ["r1", "r2"]
    await database.recordings.move("c1", "c2")
    assert [row.recording_id for row in await database.recordings.of_call("c2")] == ["r1", "r3", "r2"]


async def test_an_unknown_recording_is_not_found(database: Database) -> None:
    with pytest.raises(NotFound, match="there is no recording nope"):
        await database.recordings.get("nope")
