"""What the phone does to a work item: answered, rung out, wrap-up begun, wrap-up over.

Every change is saved and told to the agent's tabs. What the agent typed is never changed here: at the
end of wrap-up the draft becomes the call's outcome, and a call nobody coded stays without one.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from cti.calls.record import WorkItem
from cti.ports import CallStore, Outbox, WorkStore

replace = msgspec.structs.replace


class Lifecycle:
    """Finds the item of a call and agent and moves it on; no item, nothing to do."""

    def __init__(self, works: WorkStore, calls: CallStore, outbox: Outbox) -> None:
        self._works = works
        self._calls = calls
        self._outbox = outbox

    async def answered(self, call_id: str, agent: str, at: datetime) -> None:
        """The agent talks."""
        item = await self._works.find(call_id, agent)
        if item is not None and item.answered_at is None:
            await self._save(replace(item, answered_at=at, outcome=replace(item.outcome, finished_at=None)))

    async def rung_again(self, call_id: str, agent: str) -> None:
        """The phone rings once more for a call that was not answered the first time."""
        item = await self._works.find(call_id, agent)
        if item is not None and item.answered_at is None and item.outcome.finished_at is not None:
            await self._save(replace(item, outcome=replace(item.outcome, finished_at=None)))

    async def rung_out(self, call_id: str, agent: str, at: datetime) -> None:
        """The agent had no part in the call: the item goes, without outcome."""
        item = await self._works.find(call_id, agent)
        if item is not None and item.answered_at is None and item.outcome.finished_at is None:
            await self._save(replace(item, outcome=replace(item.outcome, finished_at=at)))

    async def wrap_up(self, call_id: str | None, agent: str, until: datetime | None) -> None:
        """Wrap-up began, or was made longer; not for a call that the agent finished while talking."""
        item = await self._works.find(call_id, agent) if call_id else None
        if item is None or (item.answered_at is not None and item.outcome.finished_at is not None):
            return
        outcome = replace(item.outcome, finished_at=None)
        await self._save(replace(item, wrap_up_until=until, outcome=outcome))

    async def over(self, call_id: str | None, agent: str, at: datetime) -> None:
        """Wrap-up ended: the draft is the outcome. After a restart the call may not be known; then it is
        that of the items in wrap-up."""
        item = await self._works.find(call_id, agent) if call_id else None
        items = [item] if item else [] if call_id else await self._works.open_items(agent)
        for item in items:
            if item.outcome.finished_at is None and item.wrap_up_until is not None:
                finished = replace(item.outcome, finished_at=at)
                await self._calls.set_outcome(item.call_id, finished)
                await self._save(replace(item, outcome=finished))

    async def gone(self, call_id: str, agent: str, at: datetime) -> None:
        """The call became part of another one, which has its own item."""
        item = await self._works.find(call_id, agent)
        if item is not None and item.dismissed_at is None:
            await self._save(replace(item, dismissed_at=at))

    async def _save(self, item: WorkItem) -> None:
        await self._works.save(item)
        self._outbox.work_changed(item.agent, item.work_id)
