"""What agents chose for longer than a page lives: queues to join, and what comes after the call. Beside it,
how many calls in a row they left unanswered.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import null, select, update

from cti.agents.shift import Next, Plan
from db.rows import AnyRow
from db.tables import agent_plans
from db.transaction import Transactions, insert_if_absent


class Plans:
    """The store behind `cti.ports.PlanStore`."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def get(self, agent: str) -> Plan:
        """An empty plan for who never made one."""
        query = select(agent_plans).where(agent_plans.c.agent == agent)
        async with self._transactions.reading() as connection:
            row = (await connection.execute(query)).first()
        return _plan(row) if row is not None else Plan(agent=agent)

    async def with_next(self) -> list[Plan]:
        """Those in which something comes after the call."""
        query = select(agent_plans).where(agent_plans.c.next_state.is_not(None)).order_by(agent_plans.c.agent)
        async with self._transactions.reading() as connection:
            return [_plan(row) for row in await connection.execute(query)]

    async def set_queues(self, agent: str, queues: Sequence[str] | None) -> None:
        """None: all queues of the account."""
        await self._set(agent, {"queues": null() if queues is None else list(queues)})

    async def set_next(self, agent: str, after: Next | None) -> None:
        """None: ready comes after the call, as usual."""
        state, reason, by = (after.state, after.reason, after.by) if after else (None, None, None)
        await self._set(agent, {"next_state": state, "next_reason": reason, "next_by": by})

    async def unanswered(self) -> dict[str, int]:
        """Agent -> calls, of those who left any."""
        columns = agent_plans.c
        query = select(columns.agent, columns.unanswered).where(columns.unanswered > 0)
        async with self._transactions.reading() as connection:
            return {row.agent: row.unanswered for row in await connection.execute(query)}

    async def set_unanswered(self, agent: str, calls: int) -> None:
        """So many in a row by now."""
        await self._set(agent, {"unanswered": calls})

    async def _set(self, agent: str, values: dict[str, object]) -> None:
        async with self._transactions.writing() as connection:
            await insert_if_absent(connection, agent_plans, {"agent": agent, "queues": null()})
            change = update(agent_plans).where(agent_plans.c.agent == agent).values(**values)
            await connection.execute(change)


def _plan(row: AnyRow) -> Plan:
    values = row._mapping
    after = (
        Next(state=values["next_state"], reason=values["next_reason"], by=values["next_by"])
        if values["next_state"]
        else None
    )
    queues = values["queues"]
    return Plan(agent=values["agent"], queues=None if queues is None else tuple(queues), next=after)
