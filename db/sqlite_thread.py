"""SQLite on a thread of its own, visited once per statement: the statement runs and all its rows come back.

SQLAlchemy with plain aiosqlite goes there four times (make a cursor, execute, fetch, close) and once more for
BEGIN, and every visit is a turn of the event loop that a ringing phone waits for on a busy machine. A BEGIN
that takes no lock goes along with the statement behind it: SQLite's view of the data begins there anyway.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import aiosqlite

BEGIN = "BEGIN"
"""Of readers; waits for its first statement."""

_CHUNK = 64


class Connection(aiosqlite.Connection):
    """`is_begun` says that a transaction has begun that SQLite has not heard of, `is_brief` that it reads a
    few rows by an index. Only one of the two, loop or thread, works on it at a time."""

    is_begun = False
    is_brief = False

    def cursor(self) -> Cursor:  # type: ignore[override]
        """Costs nothing."""
        return Cursor(self)

    async def visit(self, act: Callable[[sqlite3.Connection], None]) -> None:
        """On the connection's thread, in turn; what is brief at once."""
        if self.is_brief:
            act(self._conn)
        else:
            await self._execute(act, self._conn)  # type: ignore[no-untyped-call]

    async def rollback(self) -> None:
        """Nothing to undo when nothing was asked since BEGIN."""
        if self.is_begun:
            self.is_begun = False
        elif self.is_brief:
            self._conn.rollback()
        else:
            await super().rollback()

    async def commit(self) -> None:
        """Likewise."""
        if self.is_begun:
            self.is_begun = False
        else:
            await super().commit()


class Cursor:
    """As much of a cursor as SQLAlchemy uses: one statement and what came of it."""

    arraysize = 1

    def __init__(self, connection: Connection) -> None:
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self._connection = connection
        self._rows: Sequence[Any] = ()

    async def __aenter__(self) -> Cursor:
        return self

    async def execute(self, statement: str, parameters: Iterable[object] = ()) -> None:
        """Runs it. Raises sqlite3.Error."""
        if statement == BEGIN:
            self._connection.is_begun = True
        else:
            await self._run(lambda cursor: cursor.execute(statement, parameters))  # type: ignore[arg-type]

    async def executemany(self, statement: str, parameters: Iterable[Any]) -> None:
        """Once for each. Raises sqlite3.Error."""
        await self._run(lambda cursor: cursor.executemany(statement, parameters))

    async def fetchall(self) -> Sequence[Any]:
        """Every row of the statement."""
        return self._rows

    async def close(self) -> None:
        """It is closed already."""

    async def _run(self, execute: Callable[[sqlite3.Cursor], object]) -> None:
        begins, self._connection.is_begun = self._connection.is_begun, False

        def act(connection: sqlite3.Connection) -> None:
            cursor = connection.cursor()
            try:
                if begins:
                    cursor.execute(BEGIN)
                execute(cursor)
                self.description, self.rowcount = cursor.description, cursor.rowcount
                self.lastrowid = cursor.lastrowid
                self._rows = cursor.fetchall() if cursor.description else ()
            finally:
                cursor.close()

        await self._connection.visit(act)


def connect(database: str, *, factory: type[sqlite3.Connection], check_same_thread: bool) -> Connection:
    """For SQLAlchemy to await; the thread ends with the program."""
    opened = partial(sqlite3.connect, database, factory=factory, check_same_thread=check_same_thread)
    connection = Connection(opened, _CHUNK)
    connection._thread.daemon = True
    return connection
