"""Every test that asks for `database` runs twice: on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import text

from cti.customers.model import Customer, CustomerDraft
from db.engine import Database
from db.tables import metadata
from tests.unit.conftest import make_tables
from tests.unit.db.postgresql import PrivateCluster, binaries

_NAMES = (f"test_{number}" for number in count())


class HandClock:
    """Time stands still until it is moved."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def advance(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture(scope="session")
def cluster() -> Iterator[PrivateCluster]:
    programs = binaries()
    if programs is None:
        reason = "PostgreSQL's server programs are not installed"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    cluster = PrivateCluster(programs)
    cluster.start()
    try:
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def empty_url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without tables."""
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.db"
        return
    cluster: PrivateCluster = request.getfixturevalue("cluster")
    name = next(_NAMES)
    yield cluster.create(name)
    cluster.drop(name)


@pytest.fixture(scope="session")
def postgresql_with_tables(cluster: PrivateCluster) -> str:
    url = cluster.create("with_tables")
    asyncio.run(make_tables(url))
    return url


@pytest.fixture
def url(kind: str, request: pytest.FixtureRequest) -> str:
    """A database with tables and no rows."""
    if kind == "sqlite":
        return f"sqlite:///{request.getfixturevalue('sqlite_file')}"
    url: str = request.getfixturevalue("postgresql_with_tables")
    asyncio.run(_empty(url))
    return url


@pytest.fixture
async def database(url: str, clock: HandClock) -> AsyncIterator[Database]:
    database = Database(url, "CN", clock)
    yield database
    await database.close()


@pytest.fixture
async def wang(database: Database) -> Customer:
    return await database.customers.create(
        CustomerDraft(name="王芳", organisation="华为", numbers=("138 0013 8000", "0755-27722222转8012"))
    )


async def _empty(url: str) -> None:
    database = Database(url)
    names = ", ".join(table.name for table in metadata.tables.values())
    async with database.transactions.writing() as connection:
        await connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY"))
    await database.close()
