"""A manager connection of the doctor's own: what it says, what it hears, and when.

Passes through: typed messages and raw bytes of one connection, to whoever waits for something in them. Does
not pass: anything to the server's trackers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from cti.ami.actions import Action
from cti.ami.link import Answer, Connection
from cti.ami.link_times import LinkTimes
from cti.ami.messages import FullyBooted, Message
from cti.ami.parse import Block, parse_all
from cti.clock import Clock
from cti.config import Pbx
from cti.errors import ActionRefused

_ALL_EVENTS = "on"


class Ear:
    """Open between `connect` and `hang_up`. `booted` is set when FullyBooted came."""

    def __init__(self, pbx: Pbx, clock: Clock, times: LinkTimes | None = None) -> None:
        self.pbx = pbx
        self.clock = clock
        self.booted = asyncio.Event()
        self._connection = Connection(pbx, times or LinkTimes(), self._deliver, self._tap)
        self._listeners: list[Callable[[Message], None]] = []
        self._mark = b""
        self._tail = b""
        self._marked = asyncio.Event()

    async def connect(self) -> None:
        """Raises LinkError, LoginRefused."""
        await self._connection.open()
        await self._connection.log_in(_ALL_EVENTS)

    def hang_up(self) -> None:
        """Ends the connection."""
        self._connection.lose("the doctor has seen enough")

    async def ask(self, action: Action, rows: bool = False) -> Answer:
        """Raises ActionRefused with the words of the PBX, LinkError."""
        return await self._connection.ask(action, rows)

    async def seen(self, action: Action, rows: bool = False) -> Answer | None:
        """The answer; None when the PBX refuses."""
        try:
            return await self.ask(action, rows)
        except ActionRefused:
            return None

    async def refusal(self, action: Action) -> str:
        """In which words the PBX refuses; "" when it does not."""
        try:
            await self.ask(action)
        except ActionRefused as refusal:
            return str(refusal)
        return ""

    def listen(self, listener: Callable[[Message], None]) -> None:
        """Every message from now on."""
        self._listeners.append(listener)

    def watch_for(self, mark: bytes) -> asyncio.Event:
        """Set when these bytes come."""
        self._mark, self._marked = mark, asyncio.Event()
        return self._marked

    def _deliver(self, blocks: list[Block]) -> None:
        for message in parse_all(blocks):
            if isinstance(message, FullyBooted):
                self.booted.set()
            if isinstance(message, Message):
                for listener in self._listeners:
                    listener(message)

    def _tap(self, data: bytes) -> None:
        if self._mark:
            self._tail = self._tail[-len(self._mark) :] + data
            if self._mark in self._tail:
                self._marked.set()
