"""The inbox of one call: what phones, alarms and manager actions do to it.

The coroutine that plays the call takes them up in order; they are posted from anywhere and never lost.
Nothing here knows what they mean.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Literal

import msgspec

from cti.simulator.timeline import Timeline

if TYPE_CHECKING:
    from cti.simulator.model import Channel

Kind = Literal[
    "answered", "hung_up", "transferred",
    "held", "bridged", "asked", "cancelled", "completed", "joined", "swapped", "parked", "fetched",
    "pressed",
]  # fmt: skip


class Happening(msgspec.Struct, frozen=True):
    """`channel` picked up, ended, or (transferred) is to go on at `exten`, `announced` or not. The others are
    asked for by the desk of `channel`: hold and its end, a consultation at `exten` and what comes of it,
    parking; `fetched`: `channel` took the call out of its parking place; `pressed`: the key `exten`."""

    kind: Kind
    channel: Channel
    exten: str = ""
    announced: bool = False


class Call:
    """One call from first channel to last."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._inbox: deque[Happening] = deque()
        self._waiter: asyncio.Future[None] | None = None

    def post(self, happening: Happening) -> None:
        """Tells the coroutine that plays this call."""
        self._inbox.append(happening)
        self._wake()

    async def next(self, within_s: float | None = None) -> Happening | None:
        """The next happening, or None when nothing happened within that time."""
        if self._inbox:
            return self._inbox.popleft()
        self._waiter = asyncio.get_running_loop().create_future()
        alarm = None if within_s is None else self._timeline.call_later(within_s, self._wake)
        try:
            await self._waiter
        finally:
            if alarm is not None:
                alarm.cancel()
        return self._inbox.popleft() if self._inbox else None

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
