from __future__ import annotations

import os
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import JSON, Column, TypeDecorator, delete, insert, select, text

from cti.calls.record import LinkGap
from cti.errors import StoreUnavailable, UsageError
from cti.users.model import AuditEntry
from db.backup import backup, restore
from db.engine import Database
from db.tables import metadata
from tests.unit.db.calls import ENDED, at, call, leg, visit
from tests.unit.db.test_scripts import SURVEY, run
from tests.unit.db.test_works import work


def quiet(_share: float | None) -> None:
    """Nobody watches."""


async def fill(database: Database) -> None:
    wang = await database.customers.search("")
    await database.calls.open(call("c1", customer_id=wang[0][0].customer_id, legs=(leg(),), **ENDED))
    await database.calls.open(call("c2", visits=(visit(),)))
    await database.works.add(work("w1"))
    await database.gaps.add(LinkGap(pbx="main", began_at=at(0), ended_at=at(12), calls_closed=1))
    await database.gaps.saw("main", at(20))
    await database.scripts.publish(SURVEY)
    await database.scripts.assign("sales", "survey")
    await database.scripts.save_run(run(answers=[{"item": "grade", "values": ["1"]}]))
    user = await database.users.add("ann", "agent", "correct horse", queues=("sales",))
    await database.sessions.create(user, 60)
    await database.audit.add(AuditEntry(at=at(0), user="ann", action="x", subject="y", detail={"电话": "1"}))
    await _fill_the_rest(database)


async def _fill_the_rest(database: Database) -> None:
    """A row of any values in every table that is still empty."""
    samples: dict[type[object], object] = {str: "号", int: 1, float: 1.5, bool: True, datetime: at(0)}
    async with database.transactions.writing() as connection:
        for table in metadata.sorted_tables:
            if (await connection.execute(select(table))).first() is None:
                own = [column for column in table.c if not column.foreign_keys]
                row = {
                    column.name: ["号"] if isinstance(column.type, JSON) else samples[_kind(column)]
                    for column in own
                }
                for column in set(table.c) - set(own):
                    (key,) = column.foreign_keys
                    row[column.name] = await connection.scalar(select(key.column))
                await connection.execute(insert(table).values(**row))


def _kind(column: Column[Any]) -> type[object]:
    stored = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    return stored.python_type


async def content(database: Database) -> dict[str, list[Any]]:
    async with database.transactions.reading() as connection:
        return {
            name: sorted(map(str, await connection.execute(select(table))))
            for name, table in metadata.tables.items()
        }


async def wipe(database: Database) -> None:
    async with database.transactions.writing() as connection:
        for table in reversed(metadata.sorted_tables):
            await connection.execute(delete(table))


@pytest.mark.usefixtures("wang")
async def test_what_was_backed_up_comes_back_equal(database: Database, url: str, tmp_path: Path) -> None:
    await fill(database)
    before = await content(database)
    assert all(before.values())
    await backup(url, tmp_path / "b", quiet)
    await wipe(database)
    assert not any((await content(database)).values())
    await restore(url, tmp_path / "b", quiet)
    assert await content(database) == before
    await database.audit.add(AuditEntry(at=at(1), user="ann", action="x", subject="z"))


async def test_a_backup_is_for_its_owner_and_never_overwritten(url: str, tmp_path: Path) -> None:
    await backup(url, tmp_path / "b", quiet)
    assert (tmp_path / "b").stat().st_mode & 0o077 == 0
    with pytest.raises(UsageError, match="exists already"):
        await backup(url, tmp_path / "b", quiet)
    assert not (tmp_path / "b.part").exists()


async def test_a_backup_that_cannot_be_written_says_so(url: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        await backup(url, tmp_path / "no" / "b", quiet)


async def test_foreign_files_are_not_restored(database: Database, url: str, tmp_path: Path) -> None:
    await database.calls.open(call("c1"))
    (tmp_path / "text").write_text("hello")
    with pytest.raises(UsageError, match="is no backup"):
        await restore(url, tmp_path / "text", quiet)
    with pytest.raises(UsageError, match="cannot be read"):
        await restore(url, tmp_path / "missing", quiet)
    other = b"PGDMP" if url.startswith("sqlite") else b"SQLite format 3\0"
    (tmp_path / "other").write_bytes(other)
    with pytest.raises(UsageError, match="is a backup of"):
        await restore(url, tmp_path / "other", quiet)
    assert await database.calls.get("c1") == call("c1")


async def test_a_damaged_backup_leaves_everything_as_it_was(
    database: Database, url: str, tmp_path: Path
) -> None:
    await database.calls.open(call("c1"))
    await backup(url, tmp_path / "b", quiet)
    whole = (tmp_path / "b").read_bytes()
    (tmp_path / "b").write_bytes(whole[: len(whole) // 2])
    with pytest.raises((UsageError, StoreUnavailable)):
        await restore(url, tmp_path / "b", quiet)
    assert await database.calls.get("c1") == call("c1")


async def test_a_backup_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "newer") as newer:
        newer.execute("CREATE TABLE alembic_version (version_num TEXT)")
        newer.execute("INSERT INTO alembic_version VALUES ('9999')")
    with pytest.raises(UsageError, match="newer version of cti"):
        await restore(f"sqlite:///{tmp_path}/cti.db", tmp_path / "newer", quiet)


async def test_sqlite_is_backed_up_while_it_is_written(tmp_path: Path, sqlite_file: Path) -> None:
    source = f"sqlite:///{sqlite_file}"
    database = Database(source)
    async with database.transactions.writing() as connection:
        await connection.execute(text("CREATE TABLE ballast (b BLOB)"))
        for _ in range(40):
            await connection.execute(text("INSERT INTO ballast VALUES (zeroblob(1000000))"))
    outsider = sqlite3.connect(sqlite_file, isolation_level=None, check_same_thread=False)
    shares: list[float | None] = []

    def write_meanwhile(share: float | None) -> None:
        shares.append(share)
        outsider.execute("INSERT INTO ballast VALUES ('late')")

    await backup(source, tmp_path / "b", write_meanwhile)
    outsider.close()
    await database.close()
    assert len(shares) > 3
    assert shares == sorted(shares, key=lambda share: share or 0.0)
    with sqlite3.connect(tmp_path / "b") as copy:
        assert copy.execute("SELECT count(*), sum(b = 'late') FROM ballast").fetchone() == (40, 0)


async def test_restoring_into_a_database_in_use_gives_up_in_time(
    sqlite_file: Path, sqlite_with_tables: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.backup_sqlite._PATIENCE_S", 0.1)
    writer = sqlite3.connect(sqlite_file, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="stop it and try again"):
        await restore(f"sqlite:///{sqlite_file}", sqlite_with_tables, quiet)
    writer.close()


async def test_without_the_client_programs_the_message_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StoreUnavailable, match="install PostgreSQL's client programs"):
        await backup("postgresql://cti@127.0.0.1/cti", tmp_path / "b", quiet)
    assert os.listdir(tmp_path) == []
