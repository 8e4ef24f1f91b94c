"""Agents' work items: one per call and agent, whoever asks for it first."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, or_, select, update

from cti.calls.record import Outcome, WorkItem
from cti.errors import NotFound
from db.rows import AnyRow, to_struct, to_values
from db.tables import works
from db.transaction import Transactions, insert_if_absent


class Works:
    """The store behind `cti.ports.WorkStore`."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def add(self, item: WorkItem) -> bool:
        """False, and nothing done, when this call and agent have one already. Before what else is to be
        written: a phone rings."""
        async with self._transactions.writing(first=True) as connection:
            return await insert_if_absent(connection, works, _values(item))

    async def get(self, work_id: str) -> WorkItem:
        """Raises NotFound."""
        found = await self._find(works.c.work_id == work_id)
        if not found:
            raise NotFound("there is no work item {work_id}", work_id=work_id)
        return found[0]

    async def find(self, call_id: str, agent: str) -> WorkItem | None:
        """The one of this call and agent."""
        found = await self._find(works.c.call_id == call_id, works.c.agent == agent)
        return found[0] if found else None

    async def of_call(self, call_id: str) -> list[WorkItem]:
        """Those of everybody who was shown this call, oldest first."""
        return await self._find(works.c.call_id == call_id)

    async def open_items(self, agent: str) -> list[WorkItem]:
        """Not finished and not dismissed, oldest first."""
        undone = works.c.finished_at.is_(None), works.c.dismissed_at.is_(None)
        return await self._find(works.c.agent == agent, *undone)

    async def open_with(self, customer_ids: Collection[str]) -> list[WorkItem]:
        """Everybody's open items that are about one of these customers or name one as a candidate."""
        undone = works.c.finished_at.is_(None), works.c.dismissed_at.is_(None)
        named = (works.c.pop.contains(customer_id, autoescape=True) for customer_id in customer_ids)
        return await self._find(*undone, or_(works.c.customer_id.in_(customer_ids), *named))

    async def uncoded(self, agent: str) -> list[WorkItem]:
        """Those whose time ended before the agent said how the call went, oldest first."""
        return await self._find(works.c.agent == agent, works.c.uncoded_at.is_not(None))

    async def save(self, item: WorkItem) -> None:
        """Replaces it. Raises NotFound."""
        change = update(works).where(works.c.work_id == item.work_id).values(**_values(item))
        async with self._transactions.writing() as connection:
            if (await connection.execute(change)).rowcount == 0:
                raise NotFound("there is no work item {work_id}", work_id=item.work_id)

    async def _find(self, *conditions: ColumnElement[bool]) -> list[WorkItem]:
        query = select(works).where(*conditions).order_by(works.c.created_at, works.c.work_id)
        async with self._transactions.reading() as connection:
            return [_item(row) for row in await connection.execute(query)]


def _values(item: WorkItem) -> dict[str, object]:
    return to_values(item, works) | to_values(item.outcome, works)


def _item(row: AnyRow) -> WorkItem:
    return to_struct(WorkItem, row, outcome=to_struct(Outcome, row))
