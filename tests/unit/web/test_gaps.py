"""GET /api/v1/gaps: when a PBX was not seen, for supervisors."""

from __future__ import annotations

from cti.calls.record import LinkGap
from tests.fakes.clock import START
from tests.unit.floor import at
from tests.unit.web.office import Office


async def test_supervisors_read_the_gaps_of_a_time(office: Office) -> None:
    await office.gaps.add(LinkGap(pbx="main", began_at=at(0), ended_at=at(12), calls_closed=1, calls_kept=2))
    boss = await office.browser("boss")
    status, page = await boss.get(f"/api/v1/gaps?from={START.date().isoformat()}")
    (gap,) = page["items"]
    assert status == 200
    assert (gap["pbx"], gap["gap_s"], gap["calls_closed"], gap["calls_kept"]) == ("main", 12.0, 1, 2)
    assert gap["from"] < gap["to"]


async def test_agents_do_not(office: Office) -> None:
    li = await office.browser("li")
    status, _ = await li.get("/api/v1/gaps")
    assert status == 403
