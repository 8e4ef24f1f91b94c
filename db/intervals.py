"""The states that agents went through, one row each, without holes while their PBX is seen."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Case, case, delete, func, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cti.agents.shift import Interval
from db.column_types import Moment
from db.rows import to_struct, to_values
from db.tables import agent_intervals
from db.transaction import Transactions

RESTING = ("ready", "paused", "offline")


class Intervals:
    """The store behind `cti.ports.IntervalStore`."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def turn(self, following: Interval) -> None:
        """The agent's open interval ends where `following` begins; both or nothing. What lasted no time is
        not kept."""
        async with self._transactions.writing() as connection:
            await _end(connection, following.agent, following.began_at)
            values = to_values(following, agent_intervals)
            await connection.execute(insert(agent_intervals).values(**values))

    async def left_over(self, pbx: str, seen_until: datetime | None) -> None:
        """What a run before this left open ended where the PBX was last seen, as far as anybody knows."""
        columns = agent_intervals.c
        unseen = columns.pbx == pbx, columns.ended_at.is_(None)
        end = columns.began_at if seen_until is None else _not_before_it_began(seen_until)
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


async def _end(connection: AsyncConnection, agent: str, at: datetime) -> None:
    columns = agent_intervals.c
    is_open = columns.agent == agent, columns.ended_at.is_(None)
    await connection.execute(delete(agent_intervals).where(*is_open, columns.began_at == at))
    change = update(agent_intervals).where(*is_open).values(ended_at=_not_before_it_began(at))
    await connection.execute(change)


def _not_before_it_began(at: datetime) -> Case[datetime]:
    moment = literal(at, Moment)
    return case((agent_intervals.c.began_at > moment, agent_intervals.c.began_at), else_=moment)
