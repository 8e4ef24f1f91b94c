"""Writes that must not be lost: kept in memory in order until the store has taken them.

A full disk or a locked database stops this queue, never the listeners that feed it; the trouble is said
once in the log and in `trouble`, and its end too. A write that the store will never take is logged and
left out, so that it cannot block the ones behind it. Writes gather for a moment, so that a burst about one
call is few writes and screen pops find the database free.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from cti.errors import CtiError, StoreUnavailable

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
GATHER_S = 0.1

Write = Callable[[], Awaitable[object]]
Key = tuple[str, str]
log = logging.getLogger(__name__)


class Steps:
    """An ordered queue of writes. A newer write with the key of one still waiting takes its place."""

    def __init__(self, pause_s: float = FIRST_PAUSE_S, gather_s: float = GATHER_S) -> None:
        self.trouble: str | None = None
        self._first_pause_s = pause_s
        self._gather_s = gather_s
        self._waiting: dict[Key, Write] = {}
        self._wake = asyncio.Event()
        self._empty = asyncio.Event()
        self._empty.set()
        self._task: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, key: Key, write: Write) -> None:
        """Never waits. `key` is (kind, id)."""
        self._waiting[key] = write
        self._empty.clear()
        self._wake.set()

    def spare(self, key: Key) -> None:
        """Leaves out a write that still waits, because one behind it holds all it would have written."""
        self._waiting.pop(key, None)

    def start(self) -> None:
        """Begins to write."""
        self._task = asyncio.create_task(self._run(), name="records")

    async def stop(self, within_s: float = 10.0) -> None:
        """Writes what waits, for at most `within_s`, then ends; says in the log what could not be written."""
        try:
            await asyncio.wait_for(self._empty.wait(), within_s)
        except TimeoutError:
            log.error("%d writes are lost: %s", len(self._waiting), self.trouble)
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def written(self) -> None:
        """Returns when nothing waits."""
        await self._empty.wait()

    async def _run(self) -> None:
        pause_s = self._first_pause_s
        while True:
            if not self._wake.is_set():
                await self._wake.wait()
                await asyncio.sleep(self._gather_s)
            key, write = next(iter(self._waiting.items()))
            if await self._done(key, write):
                pause_s = self._first_pause_s
                self._forget(key, write)
            else:
                await asyncio.sleep(pause_s)
                pause_s = min(pause_s * 2, LONGEST_PAUSE_S)

    async def _done(self, key: Key, write: Write) -> bool:
        """False when the store cannot be used now."""
        try:
            await write()
        except StoreUnavailable as error:
            if self.trouble is None:
                log.error("call records wait in memory: %s", error)
            self.trouble = str(error)
            return False
        except CtiError as error:
            log.error("%s %s was not written: %s", *key, error)
        except Exception:
            log.exception("%s %s was not written", *key)
        if self.trouble is not None:
            log.warning("call records are written again")
            self.trouble = None
        return True

    def _forget(self, key: Key, write: Write) -> None:
        if self._waiting.get(key) is write:
            del self._waiting[key]
        if not self._waiting:
            self._wake.clear()
            self._empty.set()
