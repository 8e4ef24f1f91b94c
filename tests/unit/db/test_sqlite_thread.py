"""What a question to SQLite costs, and that it still sees one state."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import text

from cti.calls.record import CallFilter
from cti.customers.model import CustomerDraft
from db import sqlite_thread
from db.engine import Database


@pytest.fixture
def visits(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every visit to a connection's thread for a statement, as it is made."""
    made: list[object] = []
    visit = sqlite_thread.Connection.visit

    async def noted(self: sqlite_thread.Connection, act: object) -> None:
        made.append(act)
        await visit(self, act)  # type: ignore[arg-type]

    monkeypatch.setattr(sqlite_thread.Connection, "visit", noted)
    return made


async def test_a_question_is_one_visit_to_the_thread(sqlite_file: Path, visits: list[object]) -> None:
    database = Database(f"sqlite:///{sqlite_file}")
    await database.ping()
    visits.clear()
    for asked in (1, 2, 3):
        await database.ping()
        assert len(visits) == asked
    await database.close()


async def test_a_reader_who_asked_nothing_leaves_nothing_open(sqlite_file: Path) -> None:
    database = Database(f"sqlite:///{sqlite_file}")
    async with database.transactions.reading():
        pass
    async with database.transactions.reading() as reader:
        raw = (await reader.get_raw_connection()).driver_connection
        assert isinstance(raw, sqlite_thread.Connection)
        assert not raw.in_transaction
        await reader.execute(text("SELECT 1"))
        assert raw.in_transaction
    assert not raw.in_transaction
    await database.close()


async def test_rows_and_their_number_come_back_with_the_statement(sqlite_file: Path) -> None:
    database = Database(f"sqlite:///{sqlite_file}")
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) SELECT i FROM n"
    async with database.transactions.reading() as reader:
        rows = (await reader.execute(text(numbers))).all()
    assert [row.i for row in rows] == list(range(1, 1001))
    async with database.transactions.writing() as writer:
        await writer.execute(text("CREATE TABLE heap (grain INTEGER)"))
        grains = [{"grain": grain} for grain in range(5)]
        assert (await writer.execute(text("INSERT INTO heap VALUES (:grain)"), grains)).rowcount == 5
        assert (await writer.execute(text("DELETE FROM heap WHERE grain > 2"))).rowcount == 2
    await database.close()


async def test_who_calls_is_found_without_a_visit_and_as_it_is_now(
    sqlite_file: Path, visits: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(f"sqlite:///{sqlite_file}")
    await database.ping()
    went: list[object] = []
    execute = sqlite_thread.Connection._execute

    async def noted(self: sqlite_thread.Connection, act: object, *given: object) -> object:
        went.append(act)
        return await execute(self, act, *given)

    monkeypatch.setattr(sqlite_thread.Connection, "_execute", noted)
    assert (await database.rulings.about("+8613800138000")).owners == ()
    assert went == []
    made = await database.customers.create(CustomerDraft(name="Wang", numbers=("13800138000",)))
    assert went
    went.clear()
    (owner,) = (await database.rulings.about("+8613800138000")).owners
    assert await database.calls.list(CallFilter(customer=owner.customer_id), 50) == ([], None)
    assert (owner.customer_id, went) == (made.customer_id, [])
    await database.ping()
    assert went
    await database.close()


async def test_who_is_to_write_first_passes_the_line(sqlite_file: Path) -> None:
    database, written = Database(f"sqlite:///{sqlite_file}"), list[str]()
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def write(name: str, first: bool = False) -> None:
        async with database.transactions.writing(first=first):
            begun.set()
            await go_on.wait()
            written.append(name)

    async with asyncio.TaskGroup() as writers:
        writers.create_task(write("a"))
        await begun.wait()
        for name in "bcde":
            writers.create_task(write(name))
        await asyncio.sleep(0)
        writers.create_task(write("pop", first=True))
        await asyncio.sleep(0)
        go_on.set()
    assert written.index("pop") <= 2
    assert [name for name in written if name != "pop"] == ["a", "b", "c", "d", "e"]
    await database.close()
