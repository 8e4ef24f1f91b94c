"""Every query that grows with the database has an index; SQLite's planner says which one it takes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection

from cti.calls.record import CallFilter
from cti.timeline import Wanted
from db.engine import Database
from tests.unit.db.calls import at, call, leg

Query = Callable[[Database], Awaitable[object]]

QUERIES: dict[str, Query] = {
    "number key": lambda it: it.customers.by_number_key("+8613800138000"),
    "about a number": lambda it: it.rulings.about("+8613800138000"),
    "people of an organisation": lambda it: it.rulings.people_of("Acme", 20),
    "timeline": lambda it: it.timelines.list("x", Wanted()),
    "timeline searched": lambda it: it.timelines.list("x", Wanted(text="invoice 138")),
    "merges": lambda it: it.merges.list(),
    "merges of a customer": lambda it: it.merges.list("x"),
    "number ending": lambda it: it.customers.by_number_suffix("8000"),
    "external id": lambda it: it.customers.by_external_id("A-7"),
    "all customers": lambda it: it.customers.search(""),
    "all calls": lambda it: it.calls.list(CallFilter()),
    "calls of a day": lambda it: it.calls.list(CallFilter(since=at(0), until=at(86400))),
    "calls of a customer": lambda it: it.calls.list(CallFilter(customer="x")),
    "calls of an agent": lambda it: it.calls.list(CallFilter(agent="ann")),
    "calls of a queue": lambda it: it.calls.list(CallFilter(queue="sales")),
    "calls of a number": lambda it: it.calls.list(CallFilter(number="13800138000")),
    "open promises of customers": lambda it: it.calls.open_follow_ups(["x", "y"]),
    "open tasks of customers": lambda it: it.tasks.open_of(["x", "y"]),
    "one call": lambda it: it.calls.get("c1"),
    "open calls": lambda it: it.calls.open_calls("main"),
    "queue counts": lambda it: it.calls.queue_counts("main", at(0), {"sales": 20}),
    "open work": lambda it: it.works.open_items("ann"),
    "work to code later": lambda it: it.works.uncoded("ann"),
    "open shift": lambda it: it.shifts.open_of("ann"),
    "states of an agent": lambda it: it.intervals.of_agent("ann", at(0), at(86400)),
    "last rest of an agent": lambda it: it.intervals.last_rest("ann"),
    "plan of an agent": lambda it: it.plans.get("ann"),
    "messages of a customer": lambda it: it.messages.of_customer("x"),
    "messages of a call": lambda it: it.messages.of_call("c1"),
    "work of a call": lambda it: it.works.find("c1", "ann"),
    "answers of a call": lambda it: it.scripts.answers("c1"),
    "session": lambda it: it.sessions.find("token"),
    "audit": lambda it: it.audit.list(before=at(0)),
}


PAGES = ("all customers", "all calls", "calls of a day", "calls of a customer", "calls of an agent", "audit")


@contextmanager
def heard(database: Database) -> Iterator[list[tuple[str, Any]]]:
    """The SELECTs that are run meanwhile."""
    statements: list[tuple[str, Any]] = []

    def note(_c: object, _u: object, statement: str, parameters: Any, _x: object, _m: bool) -> None:
        if statement.lstrip().startswith("SELECT"):
            statements.append((statement, parameters))

    event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    yield statements
    event.remove(database.engine.sync_engine, "before_cursor_execute", note)


async def plan(connection: AsyncConnection, statement: str, parameters: Any) -> list[str]:
    rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
    return [str(row.detail) for row in rows]


async def plans(file: Path, query: Query) -> list[list[str]]:
    """The steps of each SELECT that `query` runs."""
    database = Database(f"sqlite:///{file}")
    await database.calls.open(call("c1", legs=(leg(),)))
    with heard(database) as statements:
        await query(database)
    async with database.transactions.reading() as connection:
        steps = [await plan(connection, *statement) for statement in statements]
    await database.close()
    assert steps
    return steps


@pytest.mark.parametrize("name", QUERIES)
async def test_no_query_reads_a_whole_table(sqlite_file: Path, name: str) -> None:
    steps = await plans(sqlite_file, QUERIES[name])
    assert [step for each in steps for step in each if step.startswith("SCAN") and "INDEX" not in step] == []


@pytest.mark.parametrize("name", PAGES)
async def test_no_page_sorts_the_whole_list(sqlite_file: Path, name: str) -> None:
    listing, *_ = await plans(sqlite_file, QUERIES[name])
    assert "USE TEMP B-TREE FOR ORDER BY" not in listing
