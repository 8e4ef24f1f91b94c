"""Where the socket reader leaves messages and the pipeline takes them: ordered, bounded, measured.

Passes through: messages with the time of their arrival. The reader never waits here; when the bound is
reached it is told, and the link treats that as a loss.
"""

from __future__ import annotations

import asyncio
from collections import deque
from itertools import repeat

from cti.ami.journal import Journal
from cti.ami.messages import Message
from cti.clock import Clock, SteadyTime

LIMIT = 100_000

Timed = tuple[float, Message]


class Inbox:
    """Messages of one PBX. The counters are read by /metrics: `messages` put in all, `malformed`,
    `overflows`, `high_water` (most that ever waited), `lag_s` (age of the message last taken)."""

    def __init__(self, clock: Clock, limit: int = LIMIT, journal: Journal | None = None) -> None:
        self.journal = journal
        self.time = SteadyTime(clock)
        self.messages = self.malformed = self.overflows = self.high_water = 0
        self.lag_s = 0.0
        self._limit = limit
        self._waiting: deque[Timed] = deque()
        self._arrived = asyncio.Event()
        self._closed = False

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, at: float, messages: list[Message]) -> bool:
        """Messages of one read; False when too many wait already: none of them was taken."""
        if len(self._waiting) + len(messages) > self._limit:
            self.overflows += 1
            return False
        self._waiting.extend(zip(repeat(at), messages))
        self.messages += len(messages)
        self._arrived.set()
        return True

    def tell(self, message: Message) -> None:
        """A word of the link's own, now; always taken."""
        at = self.time.now()
        self.note(at, message)
        self._waiting.append((at, message))
        self._arrived.set()

    def note(self, at: float, note: Message) -> None:
        """Writes down what the trackers are told besides what the PBX says."""
        if self.journal is not None:
            self.journal.note(at, note)

    async def arrival(self) -> bool:
        """Waits until something can be taken; False once closed and empty."""
        while not self._waiting and not self._closed:
            self._arrived.clear()
            await self._arrived.wait()
        return bool(self._waiting)

    def take(self, most: int) -> list[Timed]:
        """Up to `most` of the messages that wait, in order."""
        waiting = self._waiting
        self.high_water = max(self.high_water, len(waiting))
        if len(waiting) <= most:
            taken = list(waiting)
            waiting.clear()
        else:
            taken = [waiting.popleft() for _ in range(most)]
        if taken:
            self.lag_s = max(0.0, self.time.now() - taken[-1][0])
        return taken

    def close(self) -> None:
        """Nothing more will come."""
        self._closed = True
        self._arrived.set()
