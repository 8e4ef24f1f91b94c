"""The link breaks again and again while calls come and go on a real Asterisk: nothing false, nothing left."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from cti.events import CallEnded, CallStarted
from cti.testbed.asterisk import Asterisk
from cti.testbed.waiting import until
from tests.pbx.centre import Centre, centre
from tests.pbx.performance import eavesdrop, manager_of
from tests.pbx.telling import call_events
from tests.replay.claims import claims, journeys

pytestmark = pytest.mark.asyncio(loop_scope="session")

CALLERS = tuple(f"138001383{n:02}" for n in range(24))
CUTS = 6
MEMBERS = (("support", "1011"), ("support", "1012"), ("sales", "1013"), ("vip", "1014"))


async def test_a_link_that_breaks_in_a_storm_of_calls_tells_nothing_false_and_leaves_no_ghost(
    asterisk: Asterisk, tmp_path: Path
) -> None:
    """The witness: another manager connection, which sees everything."""
    async with centre(asterisk, tmp_path) as floor:
        for queue, extension in MEMBERS:
            await floor.serves(queue, extension)
        floor.told.clear()
        async with eavesdrop(*manager_of(asterisk)) as ear:
            await asyncio.gather(_calls(floor), _cuts(floor))
            await until(lambda: not floor.calls())
        whole = call_events(ear.heard)
        merged = journeys(whole)
        told, true = claims(floor.told, merged), claims(whole, merged)
        of_these = {claim[1] for claim in told - true}
        assert told <= true, sorted(claim for claim in true if claim[1] in of_these)
        begun = {event.call_id for event in floor.heard(CallStarted)}
        assert begun == {event.call_id for event in floor.heard(CallEnded)}
        assert len(floor.heard(CallEnded)) == len(begun)
        await _hold_to_the_books(floor)


async def _calls(floor: Centre) -> None:
    """Every caller comes 0.15 s after the one before and is sent away 1 s later."""
    for n, caller in enumerate(CALLERS):
        await floor.dial(caller, ("4008001", "4008002", "4008005")[n % 3])
        await asyncio.sleep(0.15)
        await floor.hang_up(CALLERS[max(n - 7, 0)])
    await floor.hang_up(*CALLERS)


async def _cuts(floor: Centre) -> None:
    for _ in range(CUTS):
        await asyncio.sleep(0.2)
        await floor.lose()
        await floor.regain()


async def _hold_to_the_books(floor: Centre) -> None:
    """What is said to be answered or given up is so in queue_log; whatever is certain has the agent of it."""
    records = await floor.records()
    assert records
    for caller, record in records.items():
        books = floor.books(caller or "")
        reasons = {visit.reason for visit in record.visits}
        assert "answered" not in reasons or "CONNECT" in books, caller
        assert "abandoned" not in reasons or "ABANDON" in books, caller
        assert record.ended_at is not None
        if record.certain and "CONNECT" in books:
            assert books["CONNECT"].agent == f"Agent {record.agent}"
