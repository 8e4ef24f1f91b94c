"""What an agent does with a call's work item: choose the customer, write the outcome, finish, put away.

Drafts are stored as they are typed. Every change is told to the agent's tabs.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import msgspec

from cti.calls.dispositions import choices
from cti.calls.record import Outcome, WorkItem
from cti.desk.parts import Parts
from cti.desk.wrap_up import WrapUp
from cti.errors import Conflict, InvalidInput, NotFound
from cti.scripts import engine

EXTENSION = timedelta(seconds=30)
"""How much longer wrap-up gets at a time; WCAG 2.2.1 asks for at least 20 seconds."""

replace = msgspec.structs.replace


class WorkDesk:
    """Every method raises NotFound for an item that is not the agent's own."""

    def __init__(self, parts: Parts, wrap_up: WrapUp) -> None:
        self._parts = parts
        self._wrap_up = wrap_up

    async def open_work(self, agent: str) -> list[WorkItem]:
        """The agent's items that are neither finished nor dismissed, oldest first."""
        return await self._parts.works.store.open_items(agent)

    async def uncoded(self, agent: str) -> list[WorkItem]:
        """The agent's calls whose time ended before they said how it went, oldest first."""
        return await self._parts.works.store.uncoded(agent)

    async def own_work(self, agent: str, work_id: str) -> WorkItem:
        """One item, finished or not."""
        item = await self._parts.works.store.get(work_id)
        if item.agent != agent:
            raise NotFound("there is no such work item of yours")
        return item

    async def choose_customer(self, agent: str, work_id: str, customer_id: str) -> WorkItem:
        """This customer is the one who calls. Raises NotFound when there is no such customer."""
        async with self._own(agent, work_id) as item:
            customer = await self._parts.customers.get(customer_id)
            await self._parts.set_customer(item.call_id, customer.customer_id)
            saved = await self._parts.works.save(replace(item, customer_id=customer.customer_id))
            others = await self._parts.works.others(item)
        for other in others:
            await self._follow_choice(other.work_id, item.customer_id, customer.customer_id)
        await self._parts.note(agent, "call.customer", saved.call_id, customer=customer.customer_id)
        return saved

    async def save_outcome(self, agent: str, work_id: str, outcome: Outcome) -> WorkItem:
        """A draft; when the item is finished already (wrap-up ended while typing) also the call's outcome."""
        async with self._own(agent, work_id) as item:
            draft = replace(self._checked(item, outcome), finished_at=item.outcome.finished_at)
            uncoded_at = None if draft.disposition else item.uncoded_at
            return await self._written(replace(item, outcome=draft, uncoded_at=uncoded_at), item)

    async def finish(self, agent: str, work_id: str, outcome: Outcome) -> WorkItem:
        """The outcome is final: written to the call; wrap-up of this call ends early."""
        async with self._own(agent, work_id) as item:
            given = self._complete(item, self._checked(item, outcome))
            final = replace(given, finished_at=item.outcome.finished_at or self._parts.clock.now())
            await self._stop_script(item)
            saved = await self._written(replace(item, outcome=final, uncoded_at=None), item)
        if self._wraps_up(item):
            self._wrap_up.end(agent)
        await self._parts.note(agent, "call.finish", item.call_id, disposition=final.disposition or "")
        return saved

    async def dismiss(self, agent: str, work_id: str) -> WorkItem:
        """Out of sight for good; nothing is written to the call."""
        async with self._own(agent, work_id) as item:
            at = item.dismissed_at or self._parts.clock.now()
            return await self._parts.works.save(replace(item, dismissed_at=at))

    async def extend_wrap_up(self, agent: str, work_id: str) -> WorkItem:
        """Half a minute more. Raises Conflict when this call is not in wrap-up."""
        async with self._own(agent, work_id) as item:
            if not self._wraps_up(item):
                raise Conflict("this call is not in wrap-up any more")
            until = self._longer(item.wrap_up_until)
            self._parts.set_agent(agent, "wrap_up", None, until)
            return await self._parts.works.save(replace(item, wrap_up_until=until))

    async def _written(self, item: WorkItem, before: WorkItem) -> WorkItem:
        """Saved; what is final is kept with the call, beside what colleagues said; they see the note."""
        works = self._parts.works
        is_final = item.outcome.finished_at is not None
        saved = await (self._parts.settle(item) if is_final else works.save(item))
        if item.outcome.note != before.outcome.note:
            for other in await works.others(item):
                works.tell(other)
        return saved

    async def _follow_choice(self, work_id: str, before: str | None, customer_id: str) -> None:
        """A colleague at work with the same call sees the same customer, unless they chose another."""
        async with self._parts.works.held(work_id) as item:
            if item.customer_id == before and item.outcome.finished_at is None:
                await self._parts.works.save(replace(item, customer_id=customer_id))

    def _longer(self, until: datetime | None) -> datetime:
        now = self._parts.clock.now()
        return max(until or now, now) + EXTENSION

    def _wraps_up(self, item: WorkItem) -> bool:
        state = self._parts.live.agent(item.agent)
        if state is None or state.state != "wrap_up" or item.outcome.finished_at is not None:
            return False
        return state.call_id == item.call_id or (state.call_id is None and item.wrap_up_until is not None)

    def _checked(self, item: WorkItem, outcome: Outcome) -> Outcome:
        """A disposition is an end of the tree; one that was given before the settings changed stays."""
        rows = self._parts.config.dispositions
        known = [row.code for row in choices(rows, _queue(item))]
        if outcome.disposition not in (None, item.outcome.disposition, *known):
            raise InvalidInput(
                "{code} is no disposition of this call: {known}", "disposition",
                code=outcome.disposition, known=", ".join(known),
            )  # fmt: skip
        mine = outcome.follow_up_agent
        if mine not in (None, item.agent, item.outcome.follow_up_agent):
            raise InvalidInput("a follow-up is your own or anybody's", "follow_up_agent")
        return outcome

    def _complete(self, item: WorkItem, outcome: Outcome) -> Outcome:
        """Raises InvalidInput when the call's queue wants a disposition and there is none."""
        needed = self._parts.config.queue(_queue(item)).disposition_required and item.answered_at is not None
        if needed and outcome.disposition is None:
            raise InvalidInput("say how the call went: this queue wants a disposition", "disposition")
        return outcome

    async def _stop_script(self, item: WorkItem) -> None:
        """Not while a colleague goes on with it."""
        if item.run_id is None or any(_at_work(other) for other in await self._parts.works.others(item)):
            return
        async with self._parts.works.alone(item.run_id):
            await self._parts.scripts.save_run(engine.stop(await self._parts.scripts.run(item.run_id)))

    @asynccontextmanager
    async def _own(self, agent: str, work_id: str) -> AsyncIterator[WorkItem]:
        async with self._parts.works.held(work_id) as item:
            if item.agent != agent:
                raise NotFound("there is no work item {work_id} of yours", work_id=work_id)
            yield item


class _Popped(msgspec.Struct, frozen=True):
    queue: str | None = None


def _queue(item: WorkItem) -> str | None:
    """Where the call came from, as the agent was shown it."""
    return msgspec.json.decode(item.pop, type=_Popped).queue


def _at_work(item: WorkItem) -> bool:
    return item.outcome.finished_at is None and item.dismissed_at is None
