"""A customer's timeline: what lies in many tables, as one list by time, page by page.

Two steps: which entries (time, place among entries of the same time, id) come from one union over the
tables, cut to the page there; then each kind reads its own.
"""

from __future__ import annotations

import builtins
from datetime import datetime

from sqlalchemy import Select, literal, select, tuple_, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from cti.timeline import Entry, Kind, Wanted
from db import cursor as cursors
from db.column_types import Moment, Words
from db.timeline_entries import READERS
from db.timeline_sources import SOURCES, search_of
from db.transaction import Transactions

_PLACES: tuple[Kind, ...] = tuple(SOURCES)
"""Entries of one moment come in this order: a call before what was said in it."""


class Timelines:
    """The store behind `cti.timeline.TimelineStore`."""

    def __init__(self, transactions: Transactions, country: str) -> None:
        self._transactions = transactions
        self._country = country

    async def list(
        self, customer_id: str, wanted: Wanted, limit: int = 50, cursor: str | None = None
    ) -> tuple[builtins.list[Entry], str | None]:
        """Newest first; nothing for a customer who is not there. Raises InvalidInput for a foreign cursor."""
        async with self._transactions.reading() as connection:
            found = await self._found(connection, customer_id, wanted, limit, cursor)
            page = found[:limit]
            entries: dict[tuple[Kind, str], Entry] = {}
            for kind in {kind for _, kind, _ in page}:
                ids = [entry_id for _, of_kind, entry_id in page if of_kind == kind]
                for entry in await READERS[kind](connection, ids):
                    entries[kind, entry.entry_id] = entry
        following = None
        if len(found) > limit:
            at, kind, entry_id = page[-1]
            following = cursors.encode(at, -_PLACES.index(kind), entry_id)
        shown = (entries[kind, entry_id] for _, kind, entry_id in page if (kind, entry_id) in entries)
        return builtins.list(shown), following

    async def _found(
        self, connection: AsyncConnection, customer_id: str, wanted: Wanted, limit: int, cursor: str | None
    ) -> builtins.list[tuple[datetime, Kind, str]]:
        search = await search_of(connection, customer_id, wanted, self._country)
        kinds = [kind for kind in _PLACES if not wanted.kinds or kind in wanted.kinds]
        parts = [_numbered(SOURCES[kind](customer_id, search), kind) for kind in kinds]
        union = union_all(*parts).subquery()
        key = union.c.at, union.c.place, union.c.entry_id
        query = select(*key).order_by(*(column.desc() for column in key)).limit(limit + 1)
        if cursor:
            at, place, entry_id = cursors.decode(cursor, tuple[datetime, int, str])
            here = tuple_(literal(at, Moment), literal(place), literal(entry_id, Words))
            query = query.where(tuple_(*key) < here)
        rows = await connection.execute(query)
        return [(row.at, _PLACES[-row.place], row.entry_id) for row in rows]


def _numbered(source: Select[datetime, str], kind: Kind) -> Select[datetime, str, int]:
    return source.add_columns(literal(-_PLACES.index(kind)).label("place"))
