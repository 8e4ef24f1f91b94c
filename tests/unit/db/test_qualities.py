"""How calls sounded at browsers' phones: the newest word of each agent, found with the whole journey."""

from __future__ import annotations

import msgspec

from cti.calls.quality import CallQuality
from db.engine import Database
from tests.unit.db.calls import at, call

MEASURED = CallQuality(
    call_id="k1", agent="ann", at=at(20), seconds=18.5, sent=925, received=920, lost=5, lost_there=0,
    jitter_ms=4.2, rtt_ms=None, mos=4.2, mos_worst=3.1,
)  # fmt: skip


async def test_a_later_measurement_takes_the_place_of_an_earlier_one(database: Database) -> None:
    later = msgspec.structs.replace(MEASURED, at=at(40), seconds=38.0, rtt_ms=21.0)
    for quality in (MEASURED, later):
        await database.qualities.save(quality)
    assert await database.qualities.of_calls(["k1", "k2"]) == {"k1": [later]}


async def test_call_that_became_part_of_another_takes_its_sound_along(database: Database) -> None:
    consulted = msgspec.structs.replace(MEASURED, call_id="k2", agent="bob", at=at(30))
    await database.calls.open(call("k1"))
    await database.calls.open(call("k2"))
    for quality in (MEASURED, consulted):
        await database.qualities.save(quality)
    await database.calls.merge("k2", into="k1")
    assert await database.qualities.of_calls(["k1"]) == {"k1": [MEASURED, consulted]}
