"""pg_dump and pg_restore of the machine; they get the password by environment, on no command line."""

from __future__ import annotations

import asyncio
import os
import shutil
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.engine.url import URL

from cti.errors import StoreUnavailable

SIGNATURE = b"PGDMP"
_BEAT_S = 1.0


async def write(database: URL, file: Path, progress: Callable[[None], None]) -> None:
    """Dumps the database as it is now. Raises StoreUnavailable."""
    await _run(database, progress, "pg_dump", "--format=custom", "--no-owner", f"--file={file}")


async def read(database: URL, file: Path, progress: Callable[[None], None]) -> None:
    """Replaces the tables by those of the dump, in one transaction. Raises StoreUnavailable."""
    how = ("--clean", "--if-exists", "--no-owner", "--single-transaction")
    await _run(database, progress, "pg_restore", *how, f"--dbname={database.database}", str(file))


async def _run(database: URL, progress: Callable[[None], None], program: str, *arguments: str) -> None:
    path = shutil.which(program)
    if path is None:
        raise StoreUnavailable(f"{program} is not on this machine: install PostgreSQL's client programs")
    process = await asyncio.create_subprocess_exec(
        path, *arguments, stdin=DEVNULL, stdout=DEVNULL, stderr=PIPE, env=os.environ | _connection(database)
    )
    output = asyncio.create_task(process.communicate())
    try:
        while not (await asyncio.wait({output}, timeout=_BEAT_S))[0]:
            progress(None)
    finally:
        if process.returncode is None:
            process.terminate()
    _, words = await output
    if process.returncode:
        raise StoreUnavailable(words.decode("utf-8", "replace").partition("\n")[0] or f"{program} failed")


def _connection(database: URL) -> dict[str, str]:
    """The URL as libpq's environment variables."""
    parts = {
        "PGHOST": database.host or database.query.get("host"),
        "PGPORT": database.port or database.query.get("port"),
        "PGUSER": database.username,
        "PGPASSWORD": database.password,
        "PGDATABASE": database.database,
        "PGSSLMODE": database.query.get("ssl"),
    }
    return {name: str(value) for name, value in parts.items() if value}
