"""One browser tab's bounded queue between the hub, which never waits, and the tab's writer task."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass

from web.live import LiveView
from web.sockets.frames import Frame

LIMIT = 256
TOO_SLOW = 1013


@dataclass(frozen=True)
class Start:
    """Everything begins anew here: the picture as it was at `seq`."""

    seq: int
    view: LiveView


Item = Start | bytes | tuple[Frame, ...]
"""A picture, a message outside the stream, or frames of the stream."""


class Tab:
    """Holds at most `LIMIT` items; a tab that falls further behind is closed, nothing is dropped silently."""

    def __init__(self) -> None:
        self._items: deque[Item] = deque()
        self._filled = asyncio.Event()
        self._closed: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    def put(self, item: Item) -> None:
        """Queues `item`; when the tab is too slow for it, the tab is closed."""
        if len(self._items) >= LIMIT:
            self.close(TOO_SLOW)
        else:
            self._items.append(item)
            self._filled.set()

    def go_on_with(self, item: Item) -> None:
        """Drops what is queued, which `item` holds already; a picture not yet sent still comes first."""
        first = self._items[0] if self._items else None
        self._items.clear()
        if isinstance(first, Start):
            self.put(first)
        if not (isinstance(first, Start) and isinstance(item, Start)):
            self.put(item)

    async def next(self) -> Item:
        """The next item, waiting for one."""
        while not self._items:
            self._filled.clear()
            await self._filled.wait()
        return self._items.popleft()

    def close(self, code: int) -> None:
        """Ends the tab with a websocket close code; the first one counts."""
        if not self._closed.done():
            self._closed.set_result(code)

    @property
    def is_closed(self) -> bool:
        """Whether somebody ended it."""
        return self._closed.done()

    async def closed(self) -> int:
        """Waits for the end; returns the close code."""
        return await asyncio.shield(self._closed)
