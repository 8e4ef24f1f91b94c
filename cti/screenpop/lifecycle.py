"""What the phone does to a work item: answered, rung out, wrap-up begun, wrap-up over.

What the agent typed is never changed here: at the end of wrap-up the draft becomes the call's outcome,
and a call nobody coded stays without one.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from functools import partial

import msgspec

from cti.calls.record import Outcome, WorkItem, timed_out
from cti.screenpop.story import Line
from cti.works import WorkItems

replace = msgspec.structs.replace
SetOutcome = Callable[[str, Callable[[], AbstractAsyncContextManager[Outcome]]], None]


class Lifecycle:
    """Finds the item of a call and agent and moves it on; no item, nothing to do. `set_outcome` writes to
    the call's record behind everything written before, without waiting, what it is told then."""

    def __init__(self, works: WorkItems, set_outcome: SetOutcome) -> None:
        self._works = works
        self._set_outcome = set_outcome

    async def answered(self, call_id: str, agent: str, at: datetime) -> None:
        """The agent talks."""

        def step(item: WorkItem) -> WorkItem:
            return item if item.answered_at else replace(_reopened(item), answered_at=at)

        await self._change(call_id, agent, step)

    async def back(self, call_id: str, agent: str, at: datetime) -> None:
        """The agent answers, perhaps a call that they had handed on before: the work begins again."""

        def step(item: WorkItem) -> WorkItem:
            return replace(_reopened(item), answered_at=item.answered_at or at, wrap_up_until=None)

        await self._change(call_id, agent, step)

    async def retold(self, call_id: str, agent: str, story: tuple[Line, ...]) -> None:
        """The call shown already was handed to this agent."""

        def step(item: WorkItem) -> WorkItem:
            pop = msgspec.json.decode(item.pop, type=dict[str, msgspec.Raw])
            pop["reason"] = msgspec.Raw(b'"transferred"')
            pop["story"] = msgspec.Raw(msgspec.json.encode(story))
            return replace(item, pop=msgspec.json.encode(pop).decode())

        await self._change(call_id, agent, step)

    async def rung_again(self, call_id: str, agent: str) -> None:
        """The phone rings once more for a call that was not answered the first time."""
        await self._change(call_id, agent, lambda item: item if item.answered_at else _reopened(item))

    async def rung_out(self, call_id: str, agent: str, at: datetime) -> None:
        """The agent had no part in the call: the item goes, without outcome."""

        def step(item: WorkItem) -> WorkItem:
            return item if item.answered_at or item.outcome.finished_at else _finished(item, at)

        await self._change(call_id, agent, step)

    async def wrap_up(self, call_id: str | None, agent: str, until: datetime | None) -> None:
        """Wrap-up began, or was made longer; not for a call that the agent finished while talking."""

        def step(item: WorkItem) -> WorkItem:
            finished = item.answered_at and item.outcome.finished_at
            return item if finished else replace(_reopened(item), wrap_up_until=until)

        if call_id is not None:
            await self._change(call_id, agent, step)

    async def over(self, call_id: str | None, agent: str, at: datetime) -> None:
        """Talk and wrap-up ended: the draft is the outcome. After a restart the call may not be known;
        then it is that of the items in wrap-up."""
        for open_item in await self._works.store.open_items(agent):
            if call_id not in (None, open_item.call_id):
                continue
            async with self._works.held(open_item.work_id) as item:
                if item.outcome.finished_at is None and (call_id or item.wrap_up_until):
                    await self._works.save(timed_out(item, at))
                    self._set_outcome(item.call_id, partial(self._works.outcome_of, item.call_id))

    async def gone(self, call_id: str, agent: str, at: datetime) -> None:
        """The call became part of another one, which has its own item."""
        await self._change(call_id, agent, lambda item: replace(item, dismissed_at=item.dismissed_at or at))

    async def _change(self, call_id: str, agent: str, step: Callable[[WorkItem], WorkItem]) -> None:
        found = await self._works.store.find(call_id, agent)
        if found is None:
            return
        async with self._works.held(found.work_id) as item:
            changed = step(item)
            if changed != item:
                await self._works.save(changed)


def _reopened(item: WorkItem) -> WorkItem:
    return replace(item, outcome=replace(item.outcome, finished_at=None), uncoded_at=None)


def _finished(item: WorkItem, at: datetime) -> WorkItem:
    return replace(item, outcome=replace(item.outcome, finished_at=at))
