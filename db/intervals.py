"""The states that agents went through, one row each, without holes while their PBX is seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Case, ColumnElement, bindparam, case, delete, func, insert, literal, select, update

from cti.agents.shift import Interval
from db.column_types import Moment
from db.rows import to_struct, to_values
from db.tables import agent_intervals
from db.transaction import Transactions

replace = msgspec.structs.replace
RESTING = ("ready", "paused", "offline")


class Intervals:
    """The store behind `cti.ports.IntervalStore`."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def turn(self, following: Sequence[Interval]) -> None:
        """One after the other: the agent's open interval ends where the next begins; all or nothing. What
        lasted no time is not kept."""
        rows = [to_values(one, agent_intervals) for one in _in_a_row(following)]
        first = {one.agent: one.began_at for one in reversed(following)}
        ends = [{"theirs": agent, "moment": at} for agent, at in first.items()]
        if not ends:
            return
        async with self._transactions.writing() as connection:
            await connection.execute(_LASTED_NO_TIME, ends)
            await connection.execute(_END, ends)
            await connection.execute(insert(agent_intervals), rows)

    async def left_over(self, pbx: str, seen_until: datetime | None) -> None:
        """What a run before this left open ended where the PBX was last seen, as far as anybody knows."""
        columns = agent_intervals.c
        unseen = columns.pbx == pbx, columns.ended_at.is_(None)
        end = columns.began_at if seen_until is None else _not_before_it_began(literal(seen_until, Moment))
        change = update(agent_intervals).where(*unseen).values(ended_at=end, certain=False)
        async with self._transactions.writing() as connection:
            await connection.execute(change)

    async def of_agent(self, agent: str, since: datetime, until: datetime) -> list[Interval]:
        """Those that touch this time, oldest first."""
        columns = agent_intervals.c
        touching = columns.began_at < until, func.coalesce(columns.ended_at, until) > since
        query = select(agent_intervals).where(columns.agent == agent, *touching)
        query = query.order_by(columns.began_at, columns.interval_id)
        async with self._transactions.reading() as connection:
            return [to_struct(Interval, row) for row in await connection.execute(query)]

    async def last_rest(self, agent: str) -> Interval | None:
        """The last state that was neither ringing, talking nor wrap-up."""
        columns = agent_intervals.c
        query = select(agent_intervals).where(columns.agent == agent, columns.state.in_(RESTING))
        query = query.order_by(columns.began_at.desc(), columns.interval_id.desc()).limit(1)
        async with self._transactions.reading() as connection:
            row = (await connection.execute(query)).first()
        return to_struct(Interval, row) if row is not None else None


def _in_a_row(turns: Sequence[Interval]) -> list[Interval]:
    """`turns` with the ends that those behind them mean, without what lasted no time."""
    open_now: dict[str, Interval] = {}
    ended: list[Interval] = []
    for one in turns:
        before = open_now.get(one.agent)
        if before is not None and before.began_at != one.began_at:
            ended.append(replace(before, ended_at=max(before.began_at, one.began_at)))
        open_now[one.agent] = one
    return [*ended, *open_now.values()]


def _not_before_it_began(at: ColumnElement[datetime]) -> Case[datetime]:
    return case((agent_intervals.c.began_at > at, agent_intervals.c.began_at), else_=at)


_MOMENT = bindparam("moment", type_=Moment)
_OPEN = agent_intervals.c.agent == bindparam("theirs"), agent_intervals.c.ended_at.is_(None)
_LASTED_NO_TIME = delete(agent_intervals).where(*_OPEN, agent_intervals.c.began_at == _MOMENT)
_END = update(agent_intervals).where(*_OPEN).values(ended_at=_not_before_it_began(_MOMENT))
