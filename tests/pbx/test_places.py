"""The place of each caller who waits on a real Asterisk: told at the join, and whenever it changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from cti.events import CallQueued, CallStarted, QueuePosition
from cti.testbed.asterisk import Asterisk
from cti.testbed.waiting import until
from tests.pbx.centre import Centre, centre

pytestmark = pytest.mark.asyncio(loop_scope="session")

FIRST, SECOND, THIRD, FOURTH = CALLERS = tuple(f"138001385{n:02}" for n in range(4))


async def test_when_the_second_of_four_gives_up_those_behind_move_up(
    asterisk: Asterisk, tmp_path: Path
) -> None:
    async with centre(asterisk, tmp_path) as floor:
        for caller in CALLERS:
            await floor.dial(caller, "4008005")
            await floor.waits(caller)
        assert _places(floor) == {FIRST: 1, SECOND: 2, THIRD: 3, FOURTH: 4} == await _places_of_pbx(floor)
        await floor.hang_up(SECOND)
        await until(lambda: not floor.on(SECOND))
        await until(lambda: _places(floor) == {FIRST: 1, THIRD: 2, FOURTH: 3})
        assert _places(floor) == await _places_of_pbx(floor)
        await floor.serves("vip", "1031")
        await floor.talks(FIRST)
        await until(lambda: _places(floor) == {THIRD: 1, FOURTH: 2})
        assert _told(floor) == {FIRST: [1], SECOND: [2], THIRD: [3, 2, 1], FOURTH: [4, 3, 2]}


def _places(floor: Centre) -> dict[str | None, int]:
    """As the boards show them."""
    return {call.caller.number: call.position for call in floor.calls() if call.position is not None}


async def _places_of_pbx(floor: Centre) -> dict[str | None, int]:
    async with floor.asterisk.console() as console:
        rows = await console.list("QueueStatus", Queue="vip")
    return {row["CallerIDNum"]: int(row["Position"]) for row in rows if row["Event"] == "QueueEntry"}


def _told(floor: Centre) -> dict[str, list[int | None]]:
    told: dict[str, list[int | None]] = {}
    number = {event.call_id: event.caller.number for event in floor.heard(CallStarted)}
    for event in floor.told:
        if isinstance(event, CallQueued | QueuePosition):
            told.setdefault(number[event.call_id] or "", []).append(event.position)
    return told
