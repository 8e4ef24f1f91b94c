"""Domain events in, pops out: each agent is shown a call once, and their work item follows the phone.

Hears the bus after the recorder, so that the call's row comes first. The caller is looked up as soon as
the call starts; the pop is sent when the work item is stored, and when the store fails all the same. Keeps
the facts of the calls that are on.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import msgspec

from cti.calls.outcomes import ColleagueNote
from cti.calls.record import CallRecord, Outcome, WorkItem
from cti.errors import StoreUnavailable
from cti.events import (
    AgentState,
    CallAnswered,
    CallEnded,
    CallEvent,
    CallFound,
    CallMerged,
    CallOfferEnded,
    CallStarted,
    Event,
    Party,
)
from cti.ports import Clock, Outbox
from cti.screenpop import rules
from cti.screenpop.frame import Pop
from cti.screenpop.handover import Handed, handed
from cti.screenpop.lifecycle import Lifecycle
from cti.screenpop.pages import CallerPage, Pages, ScriptPage
from cti.screenpop.remembered import remembered
from cti.screenpop.rules import CallFacts, PopWanted
from cti.screenpop.story import Line, Story
from cti.works import WorkItems

replace = msgspec.structs.replace
log = logging.getLogger(__name__)
SetCustomer = Callable[[str, str | None], None]
StoreLater = Callable[[WorkItem], None]
AsLeft = Callable[[str], CallRecord | None]


class Dispatcher:
    """A listener of the bus. `set_customer` notes the customer in the call's record, `store_later` keeps an
    item that the store could not take until it can; neither waits. `as_left` gives the record of a call that
    goes on since before the server began, as it was then."""

    def __init__(
        self,
        *,
        pages: Pages,
        works: WorkItems,
        lifecycle: Lifecycle,
        outbox: Outbox,
        set_customer: SetCustomer,
        store_later: StoreLater,
        clock: Clock,
        as_left: AsLeft,
    ) -> None:
        self._as_left = as_left
        self._pages = pages
        self._works = works
        self._lifecycle = lifecycle
        self._outbox = outbox
        self._set_customer = set_customer
        self._store_later = store_later
        self._clock = clock
        self._facts: dict[str, CallFacts] = {}
        self._callers: dict[str, asyncio.Task[CallerPage]] = {}
        self._shown: dict[str, set[str]] = {}
        self._busy: dict[str, dict[str | None, None]] = {}
        self._ends: dict[str, tuple[str | None, datetime | None]] = {}

    async def hear(self, event: Event) -> None:
        """The listener."""
        if isinstance(event, CallEvent):
            await self._call(event)
        elif isinstance(event, AgentState):
            await self._agent(event)

    async def _call(self, event: CallEvent) -> None:
        if isinstance(event, CallStarted):
            self._begin(event)
        facts = self._facts.get(event.call_id)
        if facts is None:
            return
        after = self._facts[event.call_id] = rules.noted(facts, event)
        for wanted in rules.pops(after, event):
            await self._show(after, wanted)
        await self._follow(after, event)

    def _begin(self, event: CallStarted) -> None:
        if event.call_id not in self._facts:
            facts = replace(rules.begun(event), consults=self._consulted(event))
            record = self._as_left(event.call_id)
            self._facts[event.call_id] = facts if record is None else remembered(facts, record)
            self._look_up(facts)

    def _consulted(self, event: CallStarted) -> str | None:
        """The call in which the caller, one of ours, talks at this moment."""
        agent = event.caller.agent if event.direction == "internal" else None
        if agent is None:
            return None
        return next((call_id for call_id, facts in self._facts.items() if facts.story.talks(agent)), None)

    async def _show(self, facts: CallFacts, wanted: PopWanted) -> None:
        shown = self._shown.setdefault(facts.call_id, set())
        if wanted.agent in shown:
            await self._show_again(facts, wanted)
            return
        if wanted.reason == "transferred":
            self._look_up(facts)  # the colleague may have made the caller a customer
        about = self._facts.get(facts.consults or "", facts)
        legacy = await self._handed(about, wanted.agent)
        pop = await self._pop(facts, wanted, about, legacy)
        item = await self._item(pop, wanted.agent, facts, legacy)
        if await self._added(item):
            self._outbox.send_pop(wanted.agent, msgspec.json.encode(pop))
            if item.run_id or item.outcome != Outcome():
                self._works.tell(item)
        else:
            await self._lifecycle.rung_again(facts.call_id, wanted.agent)
        shown.add(wanted.agent)

    async def _show_again(self, facts: CallFacts, wanted: PopWanted) -> None:
        if wanted.reason == "transferred":
            story = facts.story.lines(self._clock.now(), wanted.agent)
            await self._lifecycle.retold(facts.call_id, wanted.agent, story)
        if wanted.reason != "answered":
            await self._lifecycle.rung_again(facts.call_id, wanted.agent)

    async def _handed(self, about: CallFacts, agent: str) -> Handed:
        """What colleagues did with the call so far; nothing when the store fails. A call that begins here
        is not looked for, the pop is not to wait."""
        if about.story == Story():
            return Handed()
        try:
            return handed(await self._works.store.of_call(about.call_id), agent)
        except StoreUnavailable as error:
            log.error("what colleagues did with %s is not shown to %s: %s", about.call_id, agent, error)
            return Handed()

    async def _pop(self, facts: CallFacts, wanted: PopWanted, about: CallFacts, legacy: Handed) -> Pop:
        caller = await self._caller(facts)
        if about is not facts:
            customers = await self._callers[about.call_id]
            who = ("candidates", "set_aside", "shared", "customer")
            caller = replace(caller, **{name: getattr(customers, name) for name in who})
        if legacy.customer_id is not None:
            caller = await self._pages.chosen(caller, legacy.customer_id)
        script = ScriptPage() if about is not facts else await self._pages.script(facts.queue)
        if legacy.run_id is not None and about is facts:
            script = await self._pages.begun(script, legacy.run_id)
        now = self._clock.now()
        story = about.story.lines(now, wanted.agent)
        return _pop(facts, wanted, caller, script, now, story=story, notes=legacy.notes)

    def _look_up(self, facts: CallFacts) -> None:
        """Begins to gather the caller's page; mostly done before a phone rings."""
        looking = self._pages.caller(facts.other.number or "")
        self._callers[facts.call_id] = asyncio.create_task(looking, name=f"caller of {facts.call_id}")

    async def _caller(self, facts: CallFacts) -> CallerPage:
        page = await self._callers[facts.call_id]
        if page.customer is not None and not self._shown_to(facts) and facts.consults is None:
            self._set_customer(facts.call_id, page.customer.customer_id)
        return page

    async def _item(self, pop: Pop, agent: str, facts: CallFacts, legacy: Handed) -> WorkItem:
        return WorkItem(
            work_id=pop.work_id,
            call_id=pop.call_id,
            agent=agent,
            pop=msgspec.json.encode(pop).decode(),
            created_at=pop.at,
            customer_id=pop.customer.customer_id if pop.customer else None,
            run_id=None if facts.consults else legacy.run_id,
            outcome=await self._draft(facts, agent),
        )

    async def _draft(self, facts: CallFacts, agent: str) -> Outcome:
        """What the agent wrote while being consulted goes on with the call."""
        try:
            found = [await self._works.store.find(call_id, agent) for call_id in facts.merged]
        except StoreUnavailable:
            return Outcome()
        drafts = [item.outcome for item in found if item is not None]
        return replace(drafts[-1], finished_at=None) if drafts else Outcome()

    async def _added(self, item: WorkItem) -> bool:
        try:
            return await self._works.store.add(item)
        except StoreUnavailable as error:
            log.error("work item of %s for %s is stored later: %s", item.call_id, item.agent, error)
            self._works.is_late(item)
            self._store_later(item)
            return True

    async def _follow(self, facts: CallFacts, event: CallEvent) -> None:
        match event:
            case CallAnswered(by=Party(agent=agent)):
                for name in self._shown_to(facts) & {agent or _calling(facts)}:
                    await self._lifecycle.back(facts.call_id, name, event.at)
            case CallFound():
                for name in self._shown_to(facts) & {party.agent for party in event.talking}:
                    await self._lifecycle.answered(facts.call_id, name, event.at)
            case CallOfferEnded(to=Party(agent=str(agent)), reason=reason) if reason != "answered":
                await self._lifecycle.rung_out(facts.call_id, agent, event.at)
            case CallMerged():
                await self._end(event.other_call_id, event, merged=True)
            case CallEnded():
                await self._end(facts.call_id, event)

    def _shown_to(self, facts: CallFacts) -> set[str]:
        return self._shown.get(facts.call_id, set())

    async def _end(self, call_id: str, event: CallEvent, merged: bool = False) -> None:
        close = self._lifecycle.gone if merged else self._lifecycle.rung_out
        for agent in self._shown.pop(call_id, set()):
            if self._ends.get(agent, (None, None))[0] != call_id:
                await close(call_id, agent, event.at)
        self._facts.pop(call_id, None)
        if looking := self._callers.pop(call_id, None):
            looking.cancel()

    async def _agent(self, event: AgentState) -> None:
        """An agent's items are over when neither talk nor wrap-up with a known end keeps the agent."""
        if event.state == "ringing":
            return
        in_wrap_up = event.state == "wrap_up" and event.until is not None
        if in_wrap_up or event.state == "talking":
            self._busy.setdefault(event.agent, {})[event.call_id] = None
        if in_wrap_up:
            await self._wrap_up(event)
        elif event.state != "talking":
            self._ends.pop(event.agent, None)
            for call_id in self._busy.pop(event.agent, {}):
                await self._lifecycle.over(call_id, event.agent, event.at)

    async def _wrap_up(self, event: AgentState) -> None:
        """The same is said once more with every change of a queue membership; only what is new counts."""
        end = (event.call_id, event.until)
        if self._ends.get(event.agent) != end:
            self._ends[event.agent] = end
            await self._lifecycle.wrap_up(event.call_id, event.agent, event.until)


def _calling(facts: CallFacts) -> str | None:
    """The agent who calls, unless the call was handed on."""
    agent = facts.caller.agent
    return agent if agent is not None and facts.story.talks(agent) else None


def _pop(
    facts: CallFacts,
    wanted: PopWanted,
    caller: CallerPage,
    script: ScriptPage,
    at: datetime,
    *,
    story: tuple[Line, ...],
    notes: tuple[ColleagueNote, ...],
) -> Pop:
    return Pop(
        pop_id=uuid4().hex,
        work_id=uuid4().hex,
        call_id=facts.call_id,
        pbx=facts.pbx,
        reason=wanted.reason,
        at=at,
        direction=facts.direction,
        caller=facts.other,
        dialed=facts.dialed,
        queue=facts.queue,
        **msgspec.structs.asdict(caller),
        **msgspec.structs.asdict(script),
        story=story,
        notes=notes,
    )
