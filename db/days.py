"""What agents did in a time: sums of their own legs in the calls they talked in, and how customers rated
these calls. The same calls, legs and answers that the calls list shows."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

import msgspec
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cti.agents.figures import AgentDay
from cti.scripts.document import Script
from db.tables import call_legs, calls, script_answers, script_runs, script_versions
from db.transaction import Transactions

_LEGS, _RUNS, _ANSWERS = call_legs.c, script_runs.c, script_answers.c
_SCRIPT = msgspec.json.Decoder(Script)
Scores = dict[tuple[str, int, str], dict[str, float]]


class Days:
    """The store behind `cti.ports.DayStore`."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def agent_days(self, since: datetime, until: datetime, agent: str | None = None) -> list[AgentDay]:
        """Of calls that started in this time (`until` exclusive), each agent who talked; or one `agent`."""
        talked = [
            calls.c.started_at >= since,
            calls.c.started_at < until,
            calls.c.merged_into.is_(None),
            _LEGS.agent.is_not(None) if agent is None else _LEGS.agent == agent,
            _LEGS.talk_s + _LEGS.hold_s > 0,
        ]
        async with self._transactions.reading() as connection:
            queues, ratings = await _queues(connection, talked), await _ratings(connection, talked)
            rows = (await connection.execute(_sums(talked))).all()
        return [
            AgentDay(
                agent=row.agent, queues=frozenset(queues[row.agent]), calls=row.calls, talk_s=row.talk_s,
                hold_s=row.hold_s, wrap_up_s=row.wrap_up_s, ratings=tuple(ratings[row.agent]),
            )
            for row in rows
        ]  # fmt: skip


Talked = list[ColumnElement[bool]]


def _sums(talked: Talked) -> Select[tuple[str | None, int, float, float, float]]:
    return (
        select(
            _LEGS.agent,
            func.count(_LEGS.call_id.distinct()).label("calls"),
            func.sum(_LEGS.talk_s).label("talk_s"),
            func.sum(_LEGS.hold_s).label("hold_s"),
            func.sum(_LEGS.wrap_up_s).label("wrap_up_s"),
        )
        .join_from(calls, call_legs)
        .where(*talked)
        .group_by(_LEGS.agent)
    )


async def _queues(connection: AsyncConnection, talked: Talked) -> dict[str, set[str]]:
    wanted = select(_LEGS.agent, _LEGS.queue).distinct().join_from(calls, call_legs)
    found: dict[str, set[str]] = defaultdict(set)
    for agent, queue in await connection.execute(wanted.where(*talked, _LEGS.queue.is_not(None))):
        found[agent].add(queue)
    return found


async def _ratings(connection: AsyncConnection, talked: Talked) -> dict[str, list[float]]:
    """A call's answers count for everybody who talked in it, once each."""
    who = select(_LEGS.call_id, _LEGS.agent).distinct().join_from(calls, call_legs).where(*talked).subquery()
    wanted = (
        select(who.c.agent, _RUNS.script, _RUNS.version, _ANSWERS.item, _ANSWERS.value)
        .join_from(who, script_runs, _RUNS.call_id == who.c.call_id)
        .join(script_answers, _ANSWERS.run_id == _RUNS.run_id)
        .where(_ANSWERS.value.is_not(None), ~_ANSWERS.refused)
    )
    rows = (await connection.execute(wanted)).all()
    scores = await _scores(connection, {(row.script, row.version) for row in rows})
    found: dict[str, list[float]] = defaultdict(list)
    for agent, script, version, item, value in rows:
        score = scores.get((script, version, item), {}).get(value)
        if score is not None:
            found[agent].append(score)
    return found


async def _scores(connection: AsyncConnection, used: set[tuple[str, int]]) -> Scores:
    """Script, version and item that measures satisfaction -> its codes and what each counts."""
    found: Scores = {}
    for name, version in sorted(used):
        document = await connection.scalar(
            select(script_versions.c.document).where(
                script_versions.c.name == name, script_versions.c.version == version
            )
        )
        for item in _SCRIPT.decode(document or b"null").items if document else ():
            if item.measure == "csat":
                found[name, version, item.id] = item.scores
    return found
