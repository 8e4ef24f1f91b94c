"""Looks whether a database is sound: its files, its tables, and that nothing points to nothing."""

from __future__ import annotations

from sqlalchemy import Column, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.tables import (
    call_recordings,
    calls,
    customers,
    metadata,
    queue_scripts,
    script_runs,
    script_versions,
    works,
)
from db.transaction import Transactions
from db.upgrade import newest_revision, revision

_POINTERS: tuple[tuple[Column[str], Column[str]], ...] = (
    (calls.c.merged_into, calls.c.call_id),
    (works.c.call_id, calls.c.call_id),
    (call_recordings.c.call_id, calls.c.call_id),
    (works.c.customer_id, customers.c.customer_id),
    (works.c.run_id, script_runs.c.run_id),
    (script_runs.c.call_id, calls.c.call_id),
    (script_runs.c.customer_id, customers.c.customer_id),
    (queue_scripts.c.name, script_versions.c.name),
)


async def problems(transactions: Transactions) -> list[str]:
    """What is wrong, each one line that says what to do; [] when all is well. Raises StoreUnavailable."""
    found, newest = await revision(transactions), newest_revision()
    if found != newest:
        return [f"the tables are at {found or 'nothing'}, the newest are {newest}: run `cti db upgrade`"]
    async with transactions.reading() as connection:
        look = _sqlite if connection.dialect.name == "sqlite" else _postgresql
        damage = await look(connection)
        return damage + [line for pair in _POINTERS if (line := await _orphans(connection, *pair))]


async def _sqlite(connection: AsyncConnection) -> list[str]:
    words = [row[0] for row in await connection.execute(text("PRAGMA integrity_check"))]
    lost = (await connection.execute(text("PRAGMA foreign_key_check"))).all()
    damage = [f"the file is damaged ({word}): restore a backup" for word in words if word != "ok"]
    return damage + [f"row {row[1]} of {row[0]} belongs to no row of {row[2]}: delete it" for row in lost]


async def _postgresql(connection: AsyncConnection) -> list[str]:
    """Reads every table once, which meets damaged pages, and asks for unusable indexes."""
    for table in metadata.sorted_tables:
        await connection.execute(select(func.count()).select_from(table))
    query = text("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid")
    return [f"index {row[0]} is unusable: run REINDEX on it" for row in await connection.execute(query)]


async def _orphans(connection: AsyncConnection, pointer: Column[str], target: Column[str]) -> str | None:
    there = select(target.label("id")).distinct().subquery()
    query = (
        select(func.count())
        .select_from(pointer.table.outerjoin(there, pointer == there.c.id))
        .where(pointer.is_not(None), there.c.id.is_(None))
    )
    count = await connection.scalar(query)
    if not count:
        return None
    column = f"{pointer.table.name}.{pointer.name}"
    return f"{count} x {column} points to no row of {target.table.name}: remove these rows"
