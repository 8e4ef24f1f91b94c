"""When which PBX was not seen, and until when each was seen (for the time in which no server ran)."""

from __future__ import annotations

import builtins
from datetime import datetime

from sqlalchemy import insert, select, update

from cti.calls.record import LinkGap
from db.rows import to_struct, to_values
from db.tables import link_gaps, link_seen
from db.transaction import Transactions, insert_if_absent


class Gaps:
    """The store behind `cti.ports.GapStore`."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def add(self, gap: LinkGap) -> None:
        """Writes it; nothing when it was written before."""
        async with self._transactions.writing() as connection:
            await insert_if_absent(connection, link_gaps, to_values(gap, link_gaps))

    async def list(
        self, since: datetime, until: datetime | None = None, limit: int = 200
    ) -> builtins.list[LinkGap]:
        """Those that touch this time, newest first."""
        query = select(link_gaps).where(link_gaps.c.ended_at >= since)
        if until is not None:
            query = query.where(link_gaps.c.began_at <= until)
        query = query.order_by(link_gaps.c.began_at.desc(), link_gaps.c.pbx).limit(limit)
        async with self._transactions.reading() as connection:
            return [to_struct(LinkGap, row) for row in await connection.execute(query)]

    async def saw(self, pbx: str, at: datetime) -> None:
        """The PBX was seen until `at`."""
        change = update(link_seen).where(link_seen.c.pbx == pbx).values(seen_at=at)
        async with self._transactions.writing() as connection:
            if (await connection.execute(change)).rowcount == 0:
                await connection.execute(insert(link_seen).values(pbx=pbx, seen_at=at))

    async def last_seen(self, pbx: str) -> datetime | None:
        """Until when the PBX was seen; None when it never was."""
        async with self._transactions.reading() as connection:
            seen: datetime | None = await connection.scalar(
                select(link_seen.c.seen_at).where(link_seen.c.pbx == pbx)
            )
        return seen
