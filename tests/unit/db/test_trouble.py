"""What goes wrong outside: URLs, disks, locks, servers that are not there."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Connection, ExceptionContext, event, text

from cti.calls.record import CallFilter
from cti.customers.model import CustomerDraft
from cti.errors import Conflict, StoreUnavailable, UsageError
from db.check import problems
from db.engine import Database, normalised, open_database
from tests.unit.db.calls import call, leg
from tests.unit.db.test_works import work


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("sqlite:///var/cti.db", "sqlite+aiosqlite:///var/cti.db"),
        ("sqlite:////srv/cti.db", "sqlite+aiosqlite:////srv/cti.db"),
        ("sqlite+aiosqlite:///x.db", "sqlite+aiosqlite:///x.db"),
        ("postgres://u:p@h/d", "postgresql+asyncpg://u:***@h/d"),
        ("postgresql://u@h:5433/d", "postgresql+asyncpg://u@h:5433/d"),
        ("postgresql+psycopg://h/d", "postgresql+asyncpg://h/d"),
        ("postgres://h/d?sslmode=require", "postgresql+asyncpg://h/d?ssl=require"),
    ],
)
def test_urls_are_brought_to_our_drivers(given: str, used: str) -> None:
    assert str(normalised(given)) == used


@pytest.mark.parametrize("url", ["", "cti.db", "mysql://h/d", "sqlite://", "sqlite:///:memory:", "http://x"])
def test_other_urls_are_refused_with_the_forms_that_work(url: str) -> None:
    with pytest.raises(UsageError, match="sqlite:///FILE"):
        normalised(url)


async def test_a_new_database_file_and_its_folder_are_made_for_this_user_only(tmp_path: Path) -> None:
    database = await open_database(f"sqlite:///{tmp_path}/a/b/cti.db")
    await database.ping()
    await database.close()
    assert (tmp_path / "a/b/cti.db").stat().st_mode & 0o077 == 0


async def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailable, match="cannot be made"):
        Database(f"sqlite:///{tmp_path}/file/cti.db")


async def test_sqlite_runs_in_wal_mode_with_foreign_keys(tmp_path: Path) -> None:
    database = await open_database(f"sqlite:///{tmp_path}/cti.db")
    async with database.transactions.reading() as connection:
        modes = [
            await connection.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        ]
    await database.close()
    assert modes == ["wal", 1, 1, 2000]


async def test_a_full_disk_is_said_and_nothing_is_half_written(sqlite_file: Path) -> None:
    database = Database(f"sqlite:///{sqlite_file}")

    @event.listens_for(database.engine.sync_engine, "begin")
    def _small_disk(connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {limit}")

    limit = 60
    big = call("c1", caller_name="x" * 100_000, legs=(leg(),))
    with pytest.raises(StoreUnavailable, match="disk is full: free some space"):
        await database.calls.open(big)
    limit = 1000
    assert await database.calls.list(CallFilter()) == ([], None)
    assert await database.calls.open(big) is True
    await database.close()


async def test_a_database_locked_for_long_is_given_up_with_a_clear_word(
    sqlite_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.engine.BUSY_TIMEOUT_MS", 20)
    database = Database(f"sqlite:///{sqlite_file}")
    other = sqlite3.connect(sqlite_file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="locked by another program"):
        await database.calls.open(call("c1"))
    assert await database.calls.list(CallFilter()) == ([], None)
    other.execute("COMMIT")
    other.close()
    assert await database.calls.open(call("c1")) is True
    await database.close()


async def test_a_short_lock_is_waited_for(sqlite_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.engine.BUSY_TIMEOUT_MS", 20)
    database = Database(f"sqlite:///{sqlite_file}")
    other = sqlite3.connect(sqlite_file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    refusals = []

    @event.listens_for(database.engine.sync_engine, "handle_error")
    def _release_at_the_second(context: ExceptionContext) -> None:
        refusals.append(str(context.original_exception))
        if len(refusals) == 2:
            other.execute("COMMIT")

    assert await database.calls.open(call("c1")) is True
    assert refusals == ["database is locked"] * 2
    other.close()
    await database.close()


async def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "cti.db").write_text("hello " * 1000)
    with pytest.raises(StoreUnavailable, match="damaged"):
        await open_database(f"sqlite:///{tmp_path}/cti.db")


async def test_a_server_that_is_not_there_is_said_without_the_password() -> None:
    with pytest.raises(StoreUnavailable, match="cannot be reached") as caught:
        await open_database("postgresql://cti:geheim@127.0.0.1:1/cti")
    assert "geheim" not in str(caught.value)


async def test_a_missing_database_is_named(postgresql_with_tables: str) -> None:
    with pytest.raises(StoreUnavailable, match="no database of that name"):
        await open_database(postgresql_with_tables.replace("with_tables", "missing"))


async def test_connections_that_postgresql_cut_are_replaced(
    postgresql_with_tables: str,
) -> None:
    database, other = Database(postgresql_with_tables), Database(postgresql_with_tables)
    await database.ping()
    async with other.transactions.reading() as connection:
        await connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        )
    await database.ping()
    await database.close()
    await other.close()


async def test_an_error_in_the_middle_undoes_everything(database: Database) -> None:
    async def insert_twice() -> None:
        async with database.transactions.writing() as connection:
            await connection.execute(text("INSERT INTO queue_scripts VALUES ('a', 'x')"))
            await connection.execute(text("INSERT INTO queue_scripts VALUES ('a', 'y')"))

    with pytest.raises(Conflict):
        await insert_twice()
    async with database.transactions.reading() as connection:
        assert (await connection.execute(text("SELECT * FROM queue_scripts"))).all() == []


async def test_a_reader_sees_one_state_while_others_write(database: Database) -> None:
    async with database.transactions.reading() as connection:
        count = text("SELECT count(*) FROM calls")
        before = await connection.scalar(count)
        await database.calls.open(call("c1"))
        assert await connection.scalar(count) == before == 0


async def test_cancelled_writes_leave_no_lock_and_no_half_of_a_call(database: Database) -> None:
    for turns in range(0, 200, 4):
        writes = [
            asyncio.create_task(database.calls.open(call(f"{turns}-{number}", legs=(leg(), leg()))))
            for number in range(3)
        ]
        for _ in range(turns):
            await asyncio.sleep(0)
        writes[0].cancel()
        await asyncio.wait_for(asyncio.gather(*writes, return_exceptions=True), timeout=5)
    assert await asyncio.wait_for(database.calls.open(call("last", legs=(leg(), leg()))), timeout=1)
    stored, _ = await database.calls.list(CallFilter(), limit=200)
    assert len(stored) > 100
    assert {len(record.legs) for record in stored} == {2}


async def test_the_check_finds_nothing_in_a_sound_database(database: Database) -> None:
    await database.customers.create(CustomerDraft(name="x", numbers=("95588",)))
    await database.calls.open(call("c1", legs=(leg(),)))
    await database.works.add(work("w1"))
    assert await problems(database.transactions) == []


async def test_the_check_names_rows_that_point_to_nothing(database: Database) -> None:
    await database.works.add(work("w1", call_id="gone"))
    await database.calls.open(call("c1"))
    await database.calls.merge("c1", into="gone")
    assert await problems(database.transactions) == [
        "1 x calls.merged_into points to no row of calls: remove these rows",
        "1 x works.call_id points to no row of calls: remove these rows",
    ]


async def test_the_check_asks_for_a_missing_upgrade(empty_url: str) -> None:
    database = Database(empty_url)
    assert [line.rpartition(": ")[2] for line in await problems(database.transactions)] == [
        "run `cti db upgrade`"
    ]
    await database.close()


async def test_the_check_finds_lost_child_rows_in_sqlite(sqlite_file: Path) -> None:
    with sqlite3.connect(sqlite_file) as outsider:
        outsider.execute(
            "INSERT INTO customer_numbers (customer_id, position, raw, key, tail) VALUES (1,0,1,1,1)"
        )
    database = Database(f"sqlite:///{sqlite_file}")
    assert await problems(database.transactions) == [
        "row 1 of customer_numbers belongs to no row of customers: delete it"
    ]
    await database.close()
