from __future__ import annotations

import asyncio

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from cti.errors import StoreUnavailable
from db.engine import Database, open_database
from db.tables import metadata
from db.upgrade import newest_revision, revision, upgrade


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_server_default": True})
    return list(compare_metadata(context, metadata))


def _indexes(connection: Connection) -> set[tuple[str, str | None, tuple[str | None, ...]]]:
    inspector = inspect(connection)
    return {
        (table, index["name"], tuple(index["column_names"]))
        for table in inspector.get_table_names()
        for index in inspector.get_indexes(table)
        if not index.get("duplicates_constraint")
    }


async def test_the_migrations_lead_to_exactly_the_tables_of_the_program(empty_url: str) -> None:
    database = await open_database(empty_url)
    async with database.transactions.reading() as connection:
        assert await connection.run_sync(_differences) == []
        made = await connection.run_sync(_indexes)
    wanted = {
        (table.name, index.name, tuple(column.name for column in index.columns))
        for table in metadata.tables.values()
        for index in table.indexes
    }
    assert made == wanted
    await database.close()


async def test_an_empty_database_is_brought_to_the_newest_migration(empty_url: str) -> None:
    database = Database(empty_url)
    assert await revision(database.transactions) is None
    await upgrade(database.transactions)
    assert await revision(database.transactions) == newest_revision()
    await upgrade(database.transactions)
    assert await database.customers.count() == 0
    await database.close()


async def test_servers_that_start_at_once_take_turns(empty_url: str) -> None:
    databases = await asyncio.gather(*(open_database(empty_url) for _ in range(3)))
    assert [await database.customers.count() for database in databases] == [0, 0, 0]
    for database in databases:
        await database.close()


async def test_tables_of_a_newer_program_are_left_alone(url: str) -> None:
    database = Database(url)
    async with database.transactions.writing() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreUnavailable, match="newer version of cti"):
        await open_database(url)
    async with database.transactions.writing() as connection:
        await connection.execute(text(f"UPDATE alembic_version SET version_num = '{newest_revision()}'"))
    await database.close()


async def test_using_a_database_without_tables_says_what_to_run(empty_url: str) -> None:
    database = Database(empty_url)
    with pytest.raises(StoreUnavailable, match="cti db upgrade"):
        await database.customers.count()
    await database.close()
