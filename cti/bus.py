"""The bus inside one process: domain events in, the same events out to every listener, in order.

Does not pass: waiting. `publish` only lays an event into each listener's own bounded queue; a task per
listener takes them out, so a slow or failing listener holds up nobody. A listener that works on many things
at once names the lanes of an event: in each lane one event follows the other, and lanes do not wait for each
other.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Collection

from cti.events import Event
from cti.ports import Listener, Unsubscribe

LIMIT = 50_000
Lanes = Callable[[Event], Collection[str]]
"""What an event is about, asked in the order of the events; nothing: it is not for the listener."""

_log = logging.getLogger(__name__)


class Subscription:
    """One listener and what waits for it. Read by /metrics: `handled`, `failed`, `dropped`."""

    def __init__(self, name: str, listener: Listener, limit: int) -> None:
        self.name = name
        self.handled = self.failed = self.dropped = 0
        self._listener = listener
        self._limit = limit
        self._waiting: deque[Event] = deque()
        self._arrived = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()

    def __len__(self) -> int:
        return len(self._waiting)

    def offer(self, event: Event) -> None:
        """Takes the event, or drops it when too many wait."""
        if len(self) >= self._limit:
            self.dropped += 1
            if self.dropped == 1:
                _log.error("listener %s is %d events behind; it loses events", self.name, self._limit)
            return
        self._waiting.append(event)
        self._idle.clear()
        self._arrived.set()

    async def run(self) -> None:
        """Hands on events until cancelled."""
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            while self._waiting:
                await self._hand_on(self._waiting[0])
                self._waiting.popleft()
            self._idle.set()

    async def _hand_on(self, event: Event) -> None:
        try:
            await self._listener(event)
            self.handled += 1
        except Exception:
            self.failed += 1
            _log.exception("listener %s failed on %r; it goes on with the next event", self.name, event)

    async def drained(self) -> None:
        """Waits until nothing is left to hand on."""
        await self._idle.wait()


class LanedSubscription(Subscription):
    """An event waits for those before it that share a lane with it, and for no other."""

    def __init__(self, name: str, listener: Listener, limit: int, lanes: Lanes) -> None:
        super().__init__(name, listener, limit)
        self._lanes = lanes
        self._last: dict[str, asyncio.Task[None]] = {}
        self._under_way: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._waiting) + len(self._under_way)

    async def run(self) -> None:
        """Hands on events until cancelled."""
        async with asyncio.TaskGroup() as handing_on:
            while True:
                await self._arrived.wait()
                self._arrived.clear()
                while self._waiting:
                    self._begin(self._waiting.popleft(), handing_on)
                self._rest()

    def _begin(self, event: Event, handing_on: asyncio.TaskGroup) -> None:
        lanes = self._lanes(event)
        if not lanes:
            self.handled += 1
            return
        before = {self._last[lane] for lane in lanes if lane in self._last}
        task = handing_on.create_task(self._after(before, event))
        self._under_way.add(task)
        self._last.update(dict.fromkeys(lanes, task))
        task.add_done_callback(lambda done: self._done(done, lanes))

    async def _after(self, before: set[asyncio.Task[None]], event: Event) -> None:
        if before:
            await asyncio.wait(before)
        await self._hand_on(event)

    def _done(self, task: asyncio.Task[None], lanes: Collection[str]) -> None:
        self._under_way.discard(task)
        for lane in lanes:
            if self._last.get(lane) is task:
                del self._last[lane]
        self._rest()

    def _rest(self) -> None:
        if not len(self):
            self._idle.set()


class MemoryBus:
    """The `Bus` port. Made and used inside a running event loop."""

    def __init__(self, limit: int = LIMIT) -> None:
        self.published = 0
        self.subscriptions: list[Subscription] = []
        self._limit = limit
        self._tasks: dict[Subscription, asyncio.Task[None]] = {}

    def subscribe(self, name: str, listener: Listener, lanes: Lanes | None = None) -> Unsubscribe:
        """`listener` hears every event published from now on, in order, one at a time; with `lanes` one at a
        time in each of them."""
        subscription = (
            Subscription(name, listener, self._limit)
            if lanes is None
            else LanedSubscription(name, listener, self._limit, lanes)
        )
        self.subscriptions.append(subscription)
        self._tasks[subscription] = asyncio.create_task(subscription.run(), name=f"bus:{name}")

        def unsubscribe() -> None:
            if subscription in self._tasks:
                self.subscriptions.remove(subscription)
                self._tasks.pop(subscription).cancel()

        return unsubscribe

    def publish(self, event: Event) -> None:
        """Never waits, never raises."""
        self.published += 1
        for subscription in self.subscriptions:
            subscription.offer(event)

    async def drain(self) -> None:
        """Waits until every listener has handled what was published."""
        while any(len(subscription) for subscription in self.subscriptions):
            for subscription in list(self.subscriptions):
                await subscription.drained()

    async def close(self) -> None:
        """Lets listeners finish what waits for them, then ends their tasks."""
        await self.drain()
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._tasks.clear()
        self.subscriptions.clear()
