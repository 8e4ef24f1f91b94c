"""The floor, open for one test; a database that has its tables already."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from db.engine import open_database
from tests.unit.floor import Floor


@pytest.fixture
async def floor() -> AsyncIterator[Floor]:
    opened = await Floor().open()
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def sqlite_with_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("sqlite") / "cti.db"
    asyncio.run(make_tables(f"sqlite:///{file}"))
    return file


@pytest.fixture
def sqlite_file(sqlite_with_tables: Path, tmp_path: Path) -> Path:
    """Tables and no rows."""
    return Path(shutil.copy(sqlite_with_tables, tmp_path / "cti.db"))


async def make_tables(url: str) -> None:
    """As the program does when it starts."""
    await (await open_database(url)).close()
