"""Where every read and write begins and ends: one connection, one transaction, drivers' errors translated.

On SQLite writers of this process take turns, and a file locked by another process is asked for again a
few times before `StoreUnavailable`: the lock is taken when the transaction begins, so nothing is done twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from db.failures import translated

WRITE = "cti_write"
"""Execution option of connections that will write; SQLite's lock is taken at once for them."""

BRIEF = "cti_brief"
"""Execution option of connections that read a few rows by an index; SQLite answers them at once."""

_ATTEMPTS = 3


class Transactions:
    """Hands out transactions of one database."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._one_writer = engine.dialect.name == "sqlite"
        one_view = {} if self._one_writer else {"isolation_level": "REPEATABLE READ"}
        self._reading_engine = engine.execution_options(**one_view)
        self._brief_engine = engine.execution_options(**one_view, **{BRIEF: True})
        self._writing_engine = engine.execution_options(**{WRITE: True})
        self._turn, self._in_line = asyncio.Lock(), asyncio.Lock()

    @asynccontextmanager
    async def reading(self, *, brief: bool = False) -> AsyncIterator[AsyncConnection]:
        """One view of the data, whatever others write meanwhile; nothing written in it is kept. `brief`: an
        index leads to a few rows, whatever is asked in it."""
        with translated():
            async with (self._brief_engine if brief else self._reading_engine).connect() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self, *, first: bool = False) -> AsyncIterator[AsyncConnection]:
        """Everything or nothing: kept when the block ends, undone when it raises. Who is to be `first` waits
        for no line of others, only for those whose turn it is and comes next."""
        async with AsyncExitStack() as stack:
            if self._one_writer and not first:
                await stack.enter_async_context(self._in_line)
            if self._one_writer:
                await stack.enter_async_context(self._turn)
            with translated():
                connection = await self._begun(stack)
                async with stack.pop_all():
                    yield connection

    async def _begun(self, stack: AsyncExitStack) -> AsyncConnection:
        for _ in range(_ATTEMPTS - 1):
            try:
                return await stack.enter_async_context(self._writing_engine.begin())
            except OperationalError as error:
                if "locked" not in str(error.orig):
                    raise
        return await stack.enter_async_context(self._writing_engine.begin())


async def insert_if_absent(connection: AsyncConnection, table: Table, values: Mapping[str, object]) -> bool:
    """False, and nothing done, when a row with this key (or unique value) is there."""
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    result = await connection.execute(insert(table).values(**values).on_conflict_do_nothing())
    return result.rowcount == 1
