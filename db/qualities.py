"""How calls sounded at browsers' phones: one row per call and agent, written again as the call goes on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import delete, insert, select

from cti.calls.quality import CallQuality
from db.rows import to_struct, to_values
from db.tables import call_quality, calls
from db.transaction import Transactions


class Qualities:
    """The store behind `cti.ports.QualityStore`."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def save(self, quality: CallQuality) -> None:
        """Inserts or replaces the row of this call and agent."""
        columns = call_quality.c
        old = delete(call_quality).where(columns.call_id == quality.call_id, columns.agent == quality.agent)
        async with self._transactions.writing() as connection:
            await connection.execute(old)
            await connection.execute(insert(call_quality).values(**to_values(quality, call_quality)))

    async def of_calls(self, call_ids: Collection[str]) -> dict[str, list[CallQuality]]:
        """call -> its rows, oldest first, those of calls that became part of it with them."""
        joined = call_quality.outerjoin(calls, calls.c.call_id == call_quality.c.call_id)
        whose = calls.c.merged_into
        query = (
            select(call_quality, whose.label("whose"))
            .select_from(joined)
            .where(call_quality.c.call_id.in_(call_ids) | whose.in_(call_ids))
            .order_by(call_quality.c.at, call_quality.c.agent)
        )
        found: dict[str, list[CallQuality]] = defaultdict(list)
        async with self._transactions.reading() as connection:
            for row in await connection.execute(query):
                quality = to_struct(CallQuality, row)
                found[row.whose or quality.call_id].append(quality)
        return found
