"""Time for the simulator: real for a demo, virtual for tests, which then jump from one alarm to the next.

Everything that waits in the simulator waits through a `Timeline`; no other module reads a clock. Only the
socket's write timeout is always real.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

T = TypeVar("T")

_SETTLE_ROUNDS = 40


class Alarm(Protocol):
    """A call that is going to be made."""

    def cancel(self) -> None:
        """It is not made; no matter if it was already."""


class Timeline(Protocol):
    """Tells the time and calls back later."""

    def now(self) -> float:
        """Seconds since 1970, UTC."""

    def call_later(self, seconds: float, callback: Callable[[], None]) -> Alarm:
        """Calls back then."""


async def sleep(timeline: Timeline, seconds: float) -> None:
    """Waits on `timeline`."""
    woken = asyncio.get_running_loop().create_future()

    def wake() -> None:
        if not woken.done():
            woken.set_result(None)

    alarm = timeline.call_later(seconds, wake)
    try:
        await woken
    finally:
        alarm.cancel()


class RealTime:
    """The time of this machine."""

    def now(self) -> float:
        """Seconds since 1970, UTC."""
        return time.time()

    def call_later(self, seconds: float, callback: Callable[[], None]) -> Alarm:
        """Calls back from the running event loop."""
        return asyncio.get_running_loop().call_later(seconds, callback)


class _VirtualAlarm:
    def __init__(self, callback: Callable[[], None]) -> None:
        self.callback: Callable[[], None] | None = callback

    def cancel(self) -> None:
        self.callback = None


class VirtualTime:
    """Time that stands still until `run` or `advance` moves it; nothing ever sleeps for real."""

    def __init__(self, start: float = 1_795_290_900.0) -> None:
        self._now = start
        self._order = itertools.count()
        self._alarms: list[tuple[float, int, _VirtualAlarm]] = []

    def now(self) -> float:
        """Virtual seconds since 1970."""
        return self._now

    def call_later(self, seconds: float, callback: Callable[[], None]) -> Alarm:
        """Calls back when `run` or `advance` gets there."""
        alarm = _VirtualAlarm(callback)
        heapq.heappush(self._alarms, (self._now + max(seconds, 0.0), next(self._order), alarm))
        return alarm

    async def advance(self, seconds: float) -> None:
        """Plays everything that is due within `seconds`."""
        end = self._now + seconds
        await self._settle()
        while self._alarms and self._alarms[0][0] <= end:
            await self._step()
        self._now = end

    async def run(self, work: Awaitable[T]) -> T:
        """Moves time on until `work` is done. Raises RuntimeError when it would wait for ever."""
        task = asyncio.ensure_future(work)
        await self._settle()
        while not task.done():
            if not self._alarms:
                task.cancel()
                raise RuntimeError("nothing is going to happen any more, but the work is not done")
            await self._step()
        return task.result()

    async def _step(self) -> None:
        self._now, _, alarm = heapq.heappop(self._alarms)
        if alarm.callback is not None:
            alarm.callback()
            await self._settle()

    @staticmethod
    async def _settle() -> None:
        for _ in range(_SETTLE_ROUNDS):
            await asyncio.sleep(0)
