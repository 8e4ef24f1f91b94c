"""Agents' shifts: from the start of work to its end, with the queues joined."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cti.agents.shift import Shift
from db.rows import to_struct, to_values
from db.tables import shifts
from db.transaction import Transactions, insert_if_absent


class Shifts:
    """The store behind `cti.ports.ShiftStore`."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def begin(self, shift: Shift) -> bool:
        """False, and nothing done, when the agent has an open shift."""
        async with self._transactions.writing() as connection:
            return await insert_if_absent(connection, shifts, to_values(shift, shifts))

    async def join(self, agent: str, queues: Sequence[str]) -> None:
        """The queues of the open shift, if there is one, are these now."""
        await self._change_open(agent, {"queues": list(queues)})

    async def end(self, agent: str, at: datetime) -> None:
        """The open shift, if there is one, ended."""
        await self._change_open(agent, {"ended_at": at})

    async def open_of(self, agent: str) -> Shift | None:
        """The agent's shift of this moment."""
        async with self._transactions.reading() as connection:
            return await _open_shift(connection, agent)

    async def of_agent(self, agent: str, since: datetime) -> list[Shift]:
        """Those begun since, oldest first."""
        query = select(shifts).where(shifts.c.agent == agent, shifts.c.started_at >= since)
        async with self._transactions.reading() as connection:
            found = await connection.execute(query.order_by(shifts.c.started_at))
            return [to_struct(Shift, row) for row in found]

    async def _change_open(self, agent: str, values: dict[str, object]) -> None:
        change = update(shifts).where(shifts.c.agent == agent, shifts.c.ended_at.is_(None)).values(**values)
        async with self._transactions.writing() as connection:
            await connection.execute(change)


async def _open_shift(connection: AsyncConnection, agent: str) -> Shift | None:
    query = select(shifts).where(shifts.c.agent == agent, shifts.c.ended_at.is_(None))
    row = (await connection.execute(query.order_by(shifts.c.started_at.desc()).limit(1))).first()
    return to_struct(Shift, row) if row is not None else None
