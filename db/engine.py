"""One database by URL: SQLite (a file, WAL) or PostgreSQL, with the same tables and queries on both.

`open_database` brings the tables up to date and hands out the repositories. A password in the URL is
never shown in a message.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, event, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.engine.url import URL
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from cti.errors import StoreUnavailable, UsageError
from db import sqlite_thread
from db.audit import Audit
from db.calls import Calls
from db.customers import Customers
from db.days import Days
from db.gaps import Gaps
from db.intervals import Intervals
from db.merges import Merges
from db.messages import Messages, Templates
from db.plans import Plans
from db.qualities import Qualities
from db.recordings import Recordings
from db.rulings import Rulings
from db.scripts import Scripts
from db.sessions import Sessions
from db.shifts import Shifts
from db.tasks import Tasks
from db.timeline import Timelines
from db.transaction import BRIEF, WRITE, Transactions
from db.upgrade import upgrade
from db.users import Users
from db.worklists import WorkLists
from db.works import Works

BUSY_TIMEOUT_MS = 2000
"""How long one attempt waits for an SQLite file that another process writes."""

_PRAGMAS = ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON")
_FORMS = "sqlite:///FILE or postgresql://USER@HOST/NAME"
_CONNECT_S = 10
_COMMAND_S = 60


class _UndoingConnection(sqlite3.Connection):
    """Closes without leaving a lock: SQLite keeps the open transaction of a closed connection, such as
    that of a cancelled task, for as long as Python keeps one of its statements."""

    def close(self) -> None:
        if self.in_transaction:
            self.rollback()
        super().close()


def _now() -> datetime:
    return datetime.now(UTC)


class Database:
    """The repositories of one database, and what they stand on. Connects at the first use."""

    def __init__(self, url: str, country: str = "CN", now: Callable[[], datetime] = _now) -> None:
        self.url = normalised(url)
        self.engine = _engine(self.url)
        transactions = Transactions(self.engine)
        self.transactions = transactions
        self.customers = Customers(transactions, country, now)
        self.rulings = Rulings(transactions, now)
        self.merges = Merges(transactions, country, now)
        self.timelines = Timelines(transactions, country)
        self.calls = Calls(transactions, country)
        self.gaps = Gaps(transactions)
        self.recordings = Recordings(transactions)
        self.qualities = Qualities(transactions)
        self.works = Works(transactions)
        self.worklists = WorkLists(transactions)
        self.tasks = Tasks(transactions)
        self.days = Days(transactions)
        self.scripts = Scripts(transactions, now)
        self.users = Users(transactions, now)
        self.sessions = Sessions(transactions, now)
        self.audit = Audit(transactions)
        self.shifts = Shifts(transactions)
        self.plans = Plans(transactions)
        self.intervals = Intervals(transactions)
        self.templates = Templates(transactions, now)
        self.messages = Messages(transactions)

    async def ping(self) -> None:
        """Raises StoreUnavailable when the database does not answer."""
        async with self.transactions.reading() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Gives all connections back; only when nobody uses them any more."""
        await self.engine.dispose()


async def open_database(url: str, country: str = "CN") -> Database:
    """A database with its tables at the newest migration. Raises UsageError for a URL of another kind,
    StoreUnavailable."""
    database = Database(url, country)
    try:
        await upgrade(database.transactions)
    except BaseException:
        await database.close()
        raise
    return database


def normalised(url: str) -> URL:
    """The URL with the driver we use. Raises UsageError for what is neither SQLite nor PostgreSQL."""
    try:
        given = make_url(url)
    except ArgumentError:
        raise UsageError(f"[database] url is no URL: write {_FORMS}") from None
    kind = given.drivername.partition("+")[0]
    if kind == "sqlite":
        if not given.database or given.database == ":memory:":
            raise UsageError("[database] url needs a file: write sqlite:///FILE")
        return given.set(drivername="sqlite+aiosqlite")
    if kind in ("postgres", "postgresql"):
        return _with_our_ssl_name(given.set(drivername="postgresql+asyncpg"))
    raise UsageError(f"[database] url begins with {given.drivername}: write {_FORMS}")


def _with_our_ssl_name(url: URL) -> URL:
    """libpq's `?sslmode=` under the name that asyncpg gives it."""
    if "sslmode" not in url.query:
        return url
    mode = url.query["sslmode"]
    return url.difference_update_query(["sslmode"]).update_query_dict({"ssl": mode})


def _engine(url: URL) -> AsyncEngine:
    if url.get_backend_name() == "postgresql":
        waits = {"timeout": _CONNECT_S, "command_timeout": _COMMAND_S}
        return create_async_engine(url, pool_pre_ping=True, connect_args=waits)
    _make_private_file(Path(str(url.database)))
    ways = {"factory": _UndoingConnection, "async_creator_fn": sqlite_thread.connect}
    engine = create_async_engine(url, connect_args=ways)
    event.listen(engine.sync_engine, "connect", _set_up)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _make_private_file(file: Path) -> None:
    """A new database is for this user's eyes only."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            file.touch(mode=0o600)
    except OSError as error:
        raise StoreUnavailable(f"the database {file} cannot be made: {error.strerror}") from error


def _set_up(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    """Writers take SQLite's lock at once: a reader that becomes a writer half-way could not wait for it."""
    options = connection.get_execution_options()
    writes, own = options.get(WRITE), connection.connection.driver_connection
    if isinstance(own, sqlite_thread.Connection):
        own.is_brief = bool(options.get(BRIEF))
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else sqlite_thread.BEGIN)
