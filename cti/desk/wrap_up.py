"""Keeps calls away from agents in wrap-up: their queue memberships are paused and released again.

The trackers time wrap-up; this listener follows their `agent_state` events. An agent who was on a pause
before, or chose one meanwhile, goes back to it instead of getting calls. Wrap-ups that a restart cut
short go on: their ends are in the work items of the store.
"""

from __future__ import annotations

import logging
from datetime import datetime

import msgspec

from cti.calls.record import WorkItem
from cti.desk.parts import Parts
from cti.errors import CtiError
from cti.events import AgentState, AgentStateName, Event, LinkState

log = logging.getLogger(__name__)


class Rest(msgspec.Struct, frozen=True):
    """What an agent is when no call and no wrap-up keeps them."""

    state: AgentStateName
    reason: str | None


class WrapUp:
    """A listener of the bus; `start` before the first event."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._rest: dict[str, Rest] = {}
        self._left_over: list[WorkItem] = []
        self._paused: set[str] = set()

    async def start(self) -> None:
        """Reads the work that the last run left open."""
        for user in await self._parts.users.list():
            self._left_over += await self._parts.works.store.open_items(user.name)

    def choose(self, agent: str, state: AgentStateName, reason: str | None) -> None:
        """The agent said at the desk what to be from now on, or after the call."""
        self._rest[agent] = Rest(state, reason)

    def end(self, agent: str) -> None:
        """Wrap-up is over before its time."""
        rest = self._rest.get(agent, Rest("ready", None))
        self._parts.set_agent(agent, rest.state, rest.reason)

    async def hear(self, event: Event) -> None:
        """The listener. A PBX that refuses is said in the log; the next event tries again."""
        try:
            if isinstance(event, AgentState):
                await self._agent(event)
            elif isinstance(event, LinkState) and event.state == "certain":
                await self._go_on(event.pbx)
        except CtiError as error:
            log.warning("wrap-up: %s", error)

    async def _agent(self, event: AgentState) -> None:
        if event.state in ("ready", "paused", "offline"):
            self._rest[event.agent] = Rest(event.state, event.reason)
            self._paused.discard(event.agent)
        elif event.state == "wrap_up" and event.until is None:
            await self._release(event)
        elif event.state == "wrap_up":
            await self._begin(event)

    async def _begin(self, event: AgentState) -> None:
        if event.call_id is not None:
            item = await self._parts.works.store.find(event.call_id, event.agent)
            if item is not None and item.answered_at is not None and item.outcome.finished_at is not None:
                self.end(event.agent)
                return
        if self._parts.config.agents.pause_in_wrap_up and event.queues and event.agent not in self._paused:
            self._paused.add(event.agent)
            await self._pause(event, True, "wrap_up")

    async def _release(self, event: AgentState) -> None:
        if any(item.agent == event.agent and item.wrap_up_until for item in self._left_over):
            return
        self._paused.discard(event.agent)
        rest = self._rest.get(event.agent, Rest("ready", None))
        paused = rest.state != "ready"
        await self._pause(event, paused, (rest.reason or rest.state) if paused else None)

    async def _pause(self, event: AgentState, paused: bool, reason: str | None) -> None:
        device = self._parts.directories[event.pbx].device_of_agent(event.agent)
        if device is not None:
            await self._parts.switch(event.pbx).queue_pause(device, paused, reason)

    async def _go_on(self, pbx: str) -> None:
        """The PBX is known again: takes up what the last run began and ends what ended meanwhile."""
        items = [item for item in self._left_over if self._parts.pbx_of(item.agent) == pbx]
        self._left_over = [item for item in self._left_over if item not in items]
        now = self._parts.clock.now()
        for item in items:
            if item.wrap_up_until is not None and item.wrap_up_until > now:
                self._parts.set_agent(item.agent, "wrap_up", None, item.wrap_up_until)
            elif item.wrap_up_until is not None:
                await self._finish(item, item.wrap_up_until)
                self.end(item.agent)
            elif item.answered_at is None and self._parts.live.call(item.call_id) is None:
                await self._finish(item, now)

    async def _finish(self, left_over: WorkItem, at: datetime) -> None:
        async with self._parts.works.held(left_over.work_id) as item:
            outcome = msgspec.structs.replace(item.outcome, finished_at=at)
            finished = msgspec.structs.replace(item, outcome=outcome)
            if item.answered_at is not None:
                common = await self._parts.works.outcome_with(finished)
                await self._parts.calls.set_outcome(item.call_id, common)
            await self._parts.works.save(finished)
