"""Two customers become one, and two again: in one transaction, with everything that names them.

Every table with a `customer_id` takes part without being listed here; which rows moved is kept, so that an
undo brings back exactly those. The row of the customer that is gone is deleted; its id leads to the kept one.
"""

from __future__ import annotations

import builtins
import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Column, Select, Table, delete, exists, insert, literal, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cti.customers.merging import Choice, DuplicateGroup, Merge, merged
from cti.customers.model import Customer
from cti.errors import Conflict, InvalidInput, NotFound
from db import cursor as cursors
from db import duplicates
from db.column_types import Moment, Words
from db.customer_rows import get, number_rows, require_free_external_id, standing_for, values, write_numbers
from db.rows import AnyRow, to_struct
from db.tables import customer_merge_moves, customer_merges, customer_numbers, customers, metadata
from db.tables import number_rulings as rulings
from db.transaction import Transactions

UNDO_FOR = timedelta(days=1)
_M = customer_merges.c
_MOVES = customer_merge_moves.c
_CUSTOMER = msgspec.json.Decoder(Customer)


class Merges:
    """The store behind `cti.customers.stores.MergeStore`; numbers are read as dialled in `country`."""

    def __init__(self, transactions: Transactions, country: str, now: Callable[[], datetime]) -> None:
        self._transactions = transactions
        self._country = country
        self._now = now

    async def merge(
        self, kept: tuple[str, int], gone: tuple[str, int], choices: Mapping[str, Choice], by: str
    ) -> Merge:
        """Raises NotFound, Conflict for an old version, InvalidInput for a wrong choice or the same one."""
        if kept[0] == gone[0]:
            raise InvalidInput("a customer cannot be merged with itself", "gone_id")
        async with self._transactions.writing() as connection:
            await _hold(connection, kept[0], gone[0])
            before, other = await _newest(connection, *kept), await _newest(connection, *gone)
            after = msgspec.structs.replace(
                merged(before, other, choices), version=before.version + 1, updated_at=self._now()
            )
            merge = Merge(
                merge_id=uuid.uuid4().hex, by=by, at=self._now(), gone=other, kept_before=before,
                kept_after=after,
            )  # fmt: skip
            await connection.execute(insert(customer_merges).values(**_row(merge)))
            await _move_all(connection, merge)
            await connection.execute(delete(customers).where(customers.c.customer_id == gone[0]))
            await self._write(connection, after)
            return merge

    async def undo(self, merge_id: str, version: int, by: str) -> Merge:
        """Both are what they were before, and what moved is with its owner again, unless somebody gave it to
        a third one. `version` is that of the kept customer now. Raises NotFound, Conflict."""
        async with self._transactions.writing() as connection:
            merge = await self._undoable(connection, merge_id)
            await _hold(connection, merge.kept_before.customer_id)
            now = await _newest(connection, merge.kept_before.customer_id, version)
            at = self._now()
            change = update(customer_merges).where(_M.merge_id == merge_id, _M.undone_at.is_(None))
            if (await connection.execute(change.values(undone_by=by, undone_at=at))).rowcount == 0:
                raise Conflict("this merge was undone before")
            await self._free_ids(connection, merge)
            before = msgspec.structs.replace(merge.kept_before, version=now.version + 1, updated_at=at)
            await self._write(connection, before)
            await self._write(connection, merge.gone, new=True)
            await _move_back(connection, merge)
            return msgspec.structs.replace(merge, undone_by=by, undone_at=at)

    async def get(self, merge_id: str) -> Merge:
        """Raises NotFound."""
        async with self._transactions.reading() as connection:
            return await _get(connection, merge_id)

    async def list(
        self, customer_id: str | None = None, limit: int = 20, cursor: str | None = None
    ) -> tuple[builtins.list[Merge], str | None]:
        """Newest first; those a customer was kept in, or all. Raises InvalidInput for a foreign cursor."""
        query = select(customer_merges).order_by(_M.at.desc(), _M.merge_id.desc()).limit(limit + 1)
        if customer_id is not None:
            query = query.where(_M.kept_id == customer_id)
        if cursor:
            at, merge_id = cursors.decode(cursor, tuple[datetime, str])
            query = query.where(
                tuple_(_M.at, _M.merge_id) < tuple_(literal(at, Moment), literal(merge_id, Words))
            )
        async with self._transactions.reading() as connection:
            found = [_merge(row) for row in await connection.execute(query)]
        if len(found) <= limit:
            return found, None
        last = found[limit - 1]
        return found[:limit], cursors.encode(last.at, last.merge_id)

    async def duplicates(
        self, limit: int = 20, cursor: str | None = None
    ) -> tuple[builtins.list[DuplicateGroup], str | None]:
        """Customers who may be one, the surest reason first. Raises InvalidInput for a foreign cursor."""
        async with self._transactions.reading() as connection:
            return await duplicates.read(connection, limit, cursor)

    async def _undoable(self, connection: AsyncConnection, merge_id: str) -> Merge:
        merge = await _get(connection, merge_id)
        if merge.undone_at is not None:
            raise Conflict("this merge was undone before")
        if self._now() - merge.at > UNDO_FOR:
            raise Conflict("a merge can be undone for a day only")
        kept_id = merge.kept_before.customer_id
        if await standing_for(connection, kept_id) != kept_id:
            raise Conflict("the customer became part of another one since: undo that merge first")
        later = exists().where(_M.kept_id == kept_id, _M.at > merge.at, _M.undone_at.is_(None))
        if await connection.scalar(select(later)):
            raise Conflict("another customer was merged into this one since: undo that merge first")
        return merge

    async def _free_ids(self, connection: AsyncConnection, merge: Merge) -> None:
        """What both had then is nobody else's now; the kept one may have the gone one's."""
        both = merge.kept_before.customer_id, merge.gone.customer_id
        for one in (merge.kept_before, merge.gone):
            await require_free_external_id(connection, one.external_id, *both)

    async def _write(self, connection: AsyncConnection, customer: Customer, new: bool = False) -> None:
        mine = customers.c.customer_id == customer.customer_id
        change = insert(customers) if new else update(customers).where(mine)
        await connection.execute(change.values(**values(customer)))
        await write_numbers(connection, customer.customer_id, number_rows(customer.numbers, self._country))


async def _hold(connection: AsyncConnection, *customer_ids: str) -> None:
    """Nobody else writes these customers until the transaction ends; always taken in the same order."""
    rows = select(customers.c.version).where(customers.c.customer_id.in_(customer_ids))
    await connection.execute(rows.order_by(customers.c.customer_id).with_for_update())


async def _newest(connection: AsyncConnection, customer_id: str, version: int) -> Customer:
    """Raises NotFound, Conflict for an old version."""
    customer = await get(connection, customer_id)
    if customer.version != version:
        raise Conflict("{name} was changed by somebody else meanwhile: load it again", name=customer.name)
    return customer


async def _get(connection: AsyncConnection, merge_id: str) -> Merge:
    row = (await connection.execute(select(customer_merges).where(_M.merge_id == merge_id))).one_or_none()
    if row is None:
        raise NotFound("there is no merge {merge_id}", merge_id=merge_id)
    return _merge(row)


def _row(merge: Merge) -> dict[str, object]:
    texts = {
        name: msgspec.json.encode(getattr(merge, name)).decode()
        for name in ("gone", "kept_before", "kept_after")
    }
    ids = {"kept_id": merge.kept_before.customer_id, "gone_id": merge.gone.customer_id}
    return {"merge_id": merge.merge_id, "by": merge.by, "at": merge.at, **texts, **ids}


def _merge(row: AnyRow) -> Merge:
    texts = ("gone", "kept_before", "kept_after")
    return to_struct(Merge, row, **{name: _CUSTOMER.decode(getattr(row, name)) for name in texts})


def followers() -> Iterator[tuple[Table, Column[str]]]:
    """The tables whose rows belong to a customer and go with them, each with its key."""
    for table in metadata.sorted_tables:
        if "customer_id" in table.c and table not in (customers, customer_numbers):
            (key,) = table.primary_key.columns
            yield table, key


async def _move_all(connection: AsyncConnection, merge: Merge) -> None:
    kept_id, gone_id = merge.kept_before.customer_id, merge.gone.customer_id
    columns = ["merge_id", "table_name", "row_id"]
    for table, key in followers():
        rows = _belonging(table, key, merge, gone_id, kept_id)
        await connection.execute(insert(customer_merge_moves).from_select(columns, rows))
        change = update(table).where(key.in_(_moved(merge, table))).values(customer_id=kept_id)
        await connection.execute(change)


def _belonging(
    table: Table, key: Column[str], merge: Merge, gone_id: str, kept_id: str
) -> Select[str, str, str]:
    """All of the gone one; of a number that both were ruled on, what was said of the kept one stays."""
    query = select(
        literal(merge.merge_id, Words), literal(table.name, Words), key
    ).where(table.c.customer_id == gone_id)  # fmt: skip
    if table is not rulings:
        return query
    kept = rulings.alias()
    same = exists().where(
        kept.c.customer_id == kept_id, kept.c.key == rulings.c.key, kept.c.undone_at.is_(None)
    )
    return query.where(~same)


def _moved(merge: Merge, table: Table) -> Select[str]:
    return select(_MOVES.row_id).where(_MOVES.merge_id == merge.merge_id, _MOVES.table_name == table.name)


async def _move_back(connection: AsyncConnection, merge: Merge) -> None:
    still_there = merge.kept_before.customer_id
    for table, key in followers():
        change = update(table).where(table.c.customer_id == still_there, key.in_(_moved(merge, table)))
        await connection.execute(change.values(customer_id=merge.gone.customer_id))
