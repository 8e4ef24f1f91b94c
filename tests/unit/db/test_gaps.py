"""Gaps of the PBX links: written once, found by time; and until when each PBX was seen."""

from __future__ import annotations

from cti.calls.record import LinkGap
from db.engine import Database
from tests.unit.db.calls import at


async def test_a_gap_is_written_once_and_found_by_the_time_it_touches(database: Database) -> None:
    early = LinkGap(pbx="main", began_at=at(0), ended_at=at(12), calls_closed=1, calls_kept=2)
    late = LinkGap(pbx="branch", began_at=at(100), ended_at=at(130))
    for gap in (early, late, early):
        await database.gaps.add(gap)
    assert await database.gaps.list(at(0)) == [late, early]
    assert await database.gaps.list(at(10), at(99)) == [early]
    assert await database.gaps.list(at(13)) == [late]


async def test_what_was_last_seen_is_kept_for_each_pbx(database: Database) -> None:
    assert await database.gaps.last_seen("main") is None
    await database.gaps.saw("main", at(1))
    await database.gaps.saw("branch", at(2))
    await database.gaps.saw("main", at(3))
    assert [await database.gaps.last_seen(pbx) for pbx in ("main", "branch")] == [at(3), at(2)]
