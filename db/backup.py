"""A whole database into one file and back: SQLite by its online backup, PostgreSQL by pg_dump.

A backup appears under its name only when it is complete; a restore replaces everything or nothing, and
ends with the newest tables.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine.url import URL

from cti.errors import StoreUnavailable, UsageError
from db import backup_postgresql, backup_sqlite
from db.engine import normalised, open_database

Progress = Callable[[float | None], None]
"""Told now and then how much is done, 0 to 1; None: unknown, but alive. May be called in another thread."""


async def backup(url: str, file: Path, progress: Progress) -> None:
    """Writes `file` while the server may go on. Raises UsageError when it exists already or cannot be
    made, StoreUnavailable."""
    require_database(url)
    database = normalised(url)
    with _complete_only(file) as part:
        if database.get_backend_name() == "sqlite":
            await asyncio.to_thread(backup_sqlite.write, Path(str(database.database)), part, progress)
        else:
            await backup_postgresql.write(database, part, progress)


async def restore(url: str, file: Path, progress: Progress) -> None:
    """Replaces the database by `file`. Raises UsageError for a file that is no backup of this kind of
    database, StoreUnavailable, for instance when a server is writing."""
    database = normalised(url)
    _require_kind(database, file)
    if database.get_backend_name() == "sqlite":
        await asyncio.to_thread(backup_sqlite.read, Path(str(database.database)), file, progress)
    else:
        await backup_postgresql.read(database, file, progress)
    await (await open_database(url)).close()


def require_database(url: str) -> None:
    """Raises StoreUnavailable when the file of an SQLite database is not there, UsageError for a bad URL."""
    database = normalised(url)
    file = Path(str(database.database))
    if database.get_backend_name() == "sqlite" and not file.is_file():
        raise StoreUnavailable(f"there is no database at {file}: correct [database] url, or `cti db upgrade`")


@contextmanager
def _complete_only(file: Path) -> Iterator[Path]:
    """A file beside `file` to write to, for this user's eyes only; it takes the name when all went well."""
    if file.exists():
        raise UsageError(f"{file} exists already: choose another name, a backup is never overwritten")
    part = file.with_name(f"{file.name}.part")
    try:
        part.touch(mode=0o600)
        yield part
        part.rename(file)
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)


def _require_kind(database: URL, file: Path) -> None:
    kinds = {"sqlite": backup_sqlite.SIGNATURE, "postgresql": backup_postgresql.SIGNATURE}
    try:
        with file.open("rb") as stream:
            start = stream.read(16)
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from error
    found = [kind for kind, signature in kinds.items() if start.startswith(signature)]
    if not found:
        raise UsageError(f"{file} is no backup: give a file that `cti db backup` wrote")
    wanted = database.get_backend_name()
    if found[0] != wanted:
        raise UsageError(f"{file} is a backup of {found[0]}, but [database] url names {wanted}")
