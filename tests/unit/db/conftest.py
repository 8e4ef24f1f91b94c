"""Every test that asks for `database` runs twice: on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from cti.customers.model import Customer, CustomerDraft
from db.engine import Database, open_database
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
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    cluster = PrivateCluster(programs)
    cluster.start()
    try:
        cluster.create("with_tables", template="template0")
        _make_tables(cluster.url("with_tables"))
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def empty_url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without tables."""
    yield from _url(kind, request, tmp_path, template="template0")


@pytest.fixture
def url(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with tables and no rows."""
    for url in _url(kind, request, tmp_path, template="with_tables"):
        if kind == "sqlite":
            _make_tables(url)
        yield url


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


def _url(kind: str, request: pytest.FixtureRequest, folder: Path, template: str) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder}/cti.db"
        return
    cluster: PrivateCluster = request.getfixturevalue("cluster")
    name = next(_NAMES)
    yield cluster.create(name, template)
    cluster.drop(name)


def _make_tables(url: str) -> None:
    async def run() -> None:
        await (await open_database(url)).close()

    asyncio.run(run())
