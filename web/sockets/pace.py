"""Slows down figures that change faster than people read: each queue's newest, a few times a second.

A call that rings moves the figures of several queues several times, and they go to every tab; all other
events pass by this module untouched.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from cti.events import QueueFigures


class Pace:
    """The first figures of a queue go at once; of those within `interval_s` after it only the newest, at
    its end. What was left out was overtaken, so nobody misses anything."""

    def __init__(self, send: Callable[[QueueFigures], None], interval_s: float) -> None:
        self._send = send
        self._interval_s = interval_s
        self._newest: dict[tuple[str, str], QueueFigures | None] = {}

    def offer(self, figures: QueueFigures) -> None:
        """Sends now or keeps for the end of the interval."""
        queue = (figures.pbx, figures.queue)
        if queue in self._newest:
            self._newest[queue] = figures
        else:
            self._send(figures)
            self._wait(queue)

    def drop(self, pbx: str, queue: str) -> None:
        """The queue is gone: nothing of it is sent any more."""
        if (pbx, queue) in self._newest:
            self._newest[pbx, queue] = None

    def _wait(self, queue: tuple[str, str]) -> None:
        self._newest[queue] = None
        asyncio.get_running_loop().call_later(self._interval_s, self._over, queue)

    def _over(self, queue: tuple[str, str]) -> None:
        newest = self._newest.pop(queue)
        if newest is not None:
            self._send(newest)
            self._wait(queue)
