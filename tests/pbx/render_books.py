"""Writes docs/books.md: every scenario on a real Asterisk, our figures beside its books and the phones.

`python -m tests.pbx.render_books` (root on Debian, about two minutes).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from cti.events import AnyCallEvent
from cti.simulator.scenario import ENTRANCES, QUEUES, SCENARIOS, Scenario
from cti.testbed.asterisk import Asterisk
from cti.testbed.books import CdrRow, QueueLogRow
from cti.testbed.configuration import House
from cti.testbed.hard_scenarios import HARD_ENTRANCES, HARD_QUEUES
from cti.testbed.player import play
from tests.pbx.hard import Witnessed, all_flows, by_call, play_all
from tests.pbx.hard_telling import as_told, ended, first_stay_s, legs_of, started, visits_of
from tests.pbx.performance import eavesdrop, manager_of
from tests.pbx.telling import call_events

PAGE = Path(__file__).parents[2] / "docs" / "books.md"

TEMPLATE = Path(__file__).with_name("books_template.md")


_NONE = "–"
_TALK_AT = {"COMPLETECALLER": 1, "COMPLETEAGENT": 1, "BLINDTRANSFER": 3, "ATTENDEDTRANSFER": 3}
_WAIT_AT = {"CONNECT": 0, "ABANDON": 2, "EXITWITHTIMEOUT": 2}


async def rows() -> list[str]:
    """One line of the table for each scenario."""
    house = House(queues=QUEUES + HARD_QUEUES, entrances=ENTRANCES + HARD_ENTRANCES)
    asterisk = await Asterisk.start(house=house)
    try:
        lines = [line for each in SCENARIOS.values() for line in await _plain(asterisk, each)]
        played = await play_all(asterisk, all_flows())
        return lines + [_hard(witnessed) for witnessed in (played[flow.name] for flow in all_flows())]
    finally:
        await asterisk.stop()


def page(lines: Sequence[str]) -> str:
    """The whole document."""
    return TEMPLATE.read_text(encoding="utf-8").replace("@rows@", "\n".join(lines))


async def _plain(asterisk: Asterisk, scenario: Scenario) -> list[str]:
    before, details = len(asterisk.queue_log()), len(asterisk.cdr())
    async with eavesdrop(*manager_of(asterisk)) as ear:
        await play(asterisk, scenario)
    calls = by_call(call_events(ear.heard)).values()
    return [
        _line(
            scenario.name,
            call,
            [row for row in asterisk.queue_log()[before:] if row.call == started(call).linkedid],
            asterisk.cdr()[details:],
            _NONE,
        )
        for call in calls
    ]


def _hard(witnessed: Witnessed) -> str:
    call = witnessed.call_of(witnessed.flow.journeys[0].caller)
    phones = [_phone(witnessed, desk.number) for desk in witnessed.flow.desks]
    return _line(witnessed.flow.name, call, witnessed.queue_log, witnessed.cdr, ", ".join(phones))


def _line(
    name: str,
    call: Sequence[AnyCallEvent],
    queue_log: Sequence[QueueLogRow],
    cdr: Sequence[CdrRow],
    phones: str,
) -> str:
    waits = [row.data[_WAIT_AT[row.event]] for row in queue_log if row.event in _WAIT_AT]
    wait = f"{sum(visit.waited_s for visit in visits_of(call)):.1f} / {' + '.join(waits)}" if waits else _NONE
    cells = (name, _told(call), wait, _first(call, queue_log), phones, _length(call, cdr))
    return f"| {' | '.join(cells)} |"


def _told(call: Sequence[AnyCallEvent]) -> str:
    told = as_told(call)
    parts = [f"{queue}: {reason}" for queue, reason in told.visits]
    parts += [f"answered by {agent}" for agent in told.answered_by]
    parts += [f"{kind} {by} → {to}" for kind, by, to in told.transfers]
    parts += [f"{mode}: {number}" for number, mode in told.joined]
    parts += [f"parked by {agent}: {end.replace('_', ' ')}" for agent, end in told.parked]
    return "; ".join((*parts, f"{told.reason}, ended by {told.ended_by}"))


def _first(call: Sequence[AnyCallEvent], queue_log: Sequence[QueueLogRow]) -> str:
    told = as_told(call)
    own = [row for row in queue_log if row.event in _TALK_AT and row.queue == told.visits[0][0]]
    times, answered = [row.data[_TALK_AT[row.event]] for row in own], told.answered_by
    if not times or not answered:
        return _NONE
    return f"{first_stay_s(call, answered[0]):.1f} / {times[0]}"


def _phone(witnessed: Witnessed, number: str) -> str:
    told = sum(leg.talk_s + leg.hold_s for leg in legs_of(witnessed, number))
    return f"{number} {told:.1f} / {witnessed.phone_s(number):.1f}"


def _length(call: Sequence[AnyCallEvent], cdr: Sequence[CdrRow]) -> str:
    own = [row for row in cdr if row.linkedid in ended(call).linkedids]
    books = (max(row.end for row in own) - min(row.start for row in own)).total_seconds()
    return f"{(ended(call).at - started(call).at).total_seconds():.1f} / {books:.1f} ({len(own)})"


if __name__ == "__main__":
    PAGE.write_text(page(asyncio.run(rows())), encoding="utf-8")
