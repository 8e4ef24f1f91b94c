"""SQLite's online backup in both directions; blocking, meant for a thread."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from cti.errors import StoreUnavailable, UsageError
from db.upgrade import known_revisions

SIGNATURE = b"SQLite format 3\0"
_PAGES_PER_STEP = 1000
_PATIENCE_S = 5.0
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def write(database: Path, file: Path, progress: Callable[[float], None]) -> None:
    """Copies the database as it is now, however much is written meanwhile. Raises StoreUnavailable."""
    try:
        with closing(_connect(database)) as source, closing(sqlite3.connect(file)) as target:
            source.execute("BEGIN")
            source.execute("SELECT 1 FROM sqlite_master").fetchone()
            _copy(source, target, progress)
            target.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise StoreUnavailable(f"the backup failed: {error}") from error


def read(database: Path, file: Path, progress: Callable[[float], None]) -> None:
    """Puts the content of `file` in place of the database's. Raises UsageError for a damaged or foreign
    file, StoreUnavailable."""
    _require_sound(file)
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        target = sqlite3.connect(database, timeout=_PATIENCE_S)
        with closing(_connect(file)) as source, closing(target):
            _copy(source, target, progress)
    except (sqlite3.Error, OSError) as error:
        raise StoreUnavailable(f"the restore failed, the database is as before: {error}") from error


def _connect(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)


def _copy(source: sqlite3.Connection, target: sqlite3.Connection, progress: Callable[[float], None]) -> None:
    """The library asks a locked database for ever; here one wait of `_PATIENCE_S` is enough."""

    def step(status: int, remaining: int, total: int) -> None:
        if status in _BUSY:
            raise StoreUnavailable("another program is writing the database: stop it and try again")
        progress(1 - remaining / max(total, 1))

    source.backup(target, pages=_PAGES_PER_STEP, progress=step)


def _require_sound(file: Path) -> None:
    try:
        with closing(_connect(file)) as source:
            damage = [str(words) for (words,) in source.execute("PRAGMA quick_check")]
            (revision,) = source.execute("SELECT version_num FROM alembic_version").fetchone()
    except (sqlite3.Error, TypeError) as error:
        raise UsageError(f"{file} is no backup of cti, or damaged: {error}") from error
    if damage != ["ok"]:
        raise UsageError(f"{file} is damaged: {damage[0]}")
    if revision not in known_revisions():
        raise UsageError(f"{file} is the backup of a newer version of cti: use that one")
