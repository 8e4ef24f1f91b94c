"""Changing a work item safely: one change at a time, each saved and told to the agent's tabs.

The phone (screenpop) and the agent (desk) change the same items; what one of them reads must not be
overwritten by the other before it is saved.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from cti.calls.outcomes import common_outcome
from cti.calls.record import Outcome, WorkItem
from cti.ports import Outbox, WorkStore


class WorkItems:
    """The store of work items with a lock per item. Methods raise NotFound and StoreUnavailable."""

    def __init__(self, store: WorkStore, outbox: Outbox) -> None:
        self.store = store
        self._outbox = outbox
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._late: dict[str, WorkItem] = {}

    @asynccontextmanager
    async def held(self, work_id: str) -> AsyncIterator[WorkItem]:
        """The item as it is now; nobody else changes it inside the block."""
        lock = self._locks.setdefault(work_id, asyncio.Lock())
        async with lock:
            await self._catch_up(work_id)
            yield await self.store.get(work_id)

    @asynccontextmanager
    async def alone(self, name: str) -> AsyncIterator[None]:
        """Nobody else is inside with the same `name`: an id of a call or of a script run."""
        async with self._locks.setdefault(name, asyncio.Lock()):
            yield

    def is_late(self, item: WorkItem) -> None:
        """The store could not take a new item, which waits to be added: whoever is first to change it does
        not wait for that."""
        self._late[item.work_id] = item

    async def _catch_up(self, work_id: str) -> None:
        if work_id in self._late:
            await self.store.add(self._late[work_id])
            del self._late[work_id]

    async def others(self, item: WorkItem) -> list[WorkItem]:
        """The items that colleagues have of the same call, oldest first."""
        items = await self.store.of_call(item.call_id)
        return [other for other in items if other.work_id != item.work_id]

    async def outcome_with(self, item: WorkItem) -> Outcome:
        """What is to be kept of the call: `item` as given, colleagues' as stored now."""
        items = [*await self.others(item), item]
        return common_outcome(sorted(items, key=lambda one: (one.created_at, one.work_id)))

    @asynccontextmanager
    async def outcome_of(self, call_id: str) -> AsyncIterator[Outcome]:
        """What is to be kept of the call as its items are stored now; nobody says more inside the block."""
        async with self.alone(call_id):
            yield common_outcome(await self.store.of_call(call_id))

    async def save(self, item: WorkItem) -> WorkItem:
        """Stores a held item and tells the agent's tabs."""
        await self.store.save(item)
        self.tell(item)
        return item

    def tell(self, item: WorkItem) -> None:
        """Tells the agent's tabs that the item, or its script run, has changed."""
        self._outbox.work_changed(item.agent, item.work_id)
