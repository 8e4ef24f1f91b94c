"""Who did what to what, when. Append only: nothing here changes or deletes an entry."""

from __future__ import annotations

import builtins
from datetime import datetime

from sqlalchemy import insert, select

from cti.users.model import AuditEntry
from db.rows import to_struct, to_values
from db.tables import audit
from db.transaction import Transactions


class Audit:
    """The store behind `cti.ports.AuditStore`."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def add(self, entry: AuditEntry) -> None:
        """Appends it."""
        async with self._transactions.writing() as connection:
            await connection.execute(insert(audit).values(**to_values(entry, audit)))

    async def list(self, limit: int = 100, before: datetime | None = None) -> builtins.list[AuditEntry]:
        """Newest first; those before `before` only."""
        query = select(audit).order_by(audit.c.at.desc(), audit.c.entry_id.desc()).limit(limit)
        if before is not None:
            query = query.where(audit.c.at < before)
        async with self._transactions.reading() as connection:
            return [to_struct(AuditEntry, row) for row in await connection.execute(query)]
