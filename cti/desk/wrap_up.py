"""Keeps calls away from agents in wrap-up: their queue memberships are paused and released again.

The trackers time wrap-up; this listener follows their `agent_state` events. An agent who was on a pause
before, or planned one, goes to it instead of getting calls; who planned to go, goes. Wrap-ups that a
restart cut short go on: their ends are in the work items of the store.
"""

from __future__ import annotations

import logging
from datetime import datetime

from cti.agents.shift import Next
from cti.agents.states import RESTING
from cti.calls.record import WorkItem, timed_out
from cti.desk.afterwards import Afterwards
from cti.desk.parts import Parts
from cti.desk.posts import Posts
from cti.errors import CtiError
from cti.events import AgentState, Event, LinkState

log = logging.getLogger(__name__)


class WrapUp:
    """A listener of the bus; `start` before the first event."""

    def __init__(self, parts: Parts) -> None:
        self.after = Afterwards(parts)
        self._parts = parts
        self._posts = Posts(parts)
        self._left_over: list[WorkItem] = []
        self._paused: set[str] = set()
        self._blind: set[str] = set()
        """PBXes that are not seen now, or being asked: what they say of agents may be half of it."""
        self._states: dict[str, AgentState] = {}

    async def start(self) -> None:
        """Reads the work and the plans that the last run left open."""
        users = await self._parts.users.list()
        await self.after.start([user.name for user in users])
        for user in users:
            self._left_over += await self._parts.works.store.open_items(user.name)

    def end(self, agent: str) -> None:
        """Wrap-up is over before its time."""
        rest = self.after.of(agent)
        self._parts.set_agent(agent, rest.state, rest.reason, by=rest.by)

    async def hear(self, event: Event) -> None:
        """The listener. A PBX that refuses is said in the log; the next event tries again."""
        try:
            if isinstance(event, AgentState):
                self._states[event.agent] = event
                await self._agent(event)
            elif isinstance(event, LinkState) and event.state == "certain":
                self._blind.discard(event.pbx)
                await self._see_again(event.pbx)
                await self._go_on(event.pbx)
            elif isinstance(event, LinkState):
                self._blind.add(event.pbx)
        except CtiError as error:
            log.warning("wrap-up: %s", error)

    async def _agent(self, event: AgentState) -> None:
        if event.state in RESTING:
            self._paused.discard(event.agent)
            if event.pbx not in self._blind:
                await self._rests(event)
        elif event.state == "wrap_up" and event.until is None:
            await self._release(event)
        elif event.state == "wrap_up":
            await self._begin(event)

    async def _rests(self, event: AgentState) -> None:
        plan = self.after.planned(event.agent)
        if plan is not None:
            await self._carry_out(event, plan)
        self.after.rests(event)

    async def _see_again(self, pbx: str) -> None:
        """Agents are what they are now; the plans of those who are at work still hold."""
        for state in [state for state in self._states.values() if state.pbx == pbx]:
            if state.state in RESTING:
                await self._rests(state)
        self.after.tell(pbx)

    async def _carry_out(self, event: AgentState, plan: Next) -> None:
        """The first moment of rest: what was planned is so, in the queues and at the desk."""
        user = await self._parts.users.get(event.agent)
        if plan.state == "offline":
            await self._posts.leave(user)
            self._parts.end_shift(event.agent)
        elif (event.state, event.reason) != ("paused", plan.reason):
            await self._posts.pause(user, plan.reason)
        if event.state != plan.state:
            self._parts.set_agent(event.agent, plan.state, plan.reason, by=plan.by)
        await self.after.plan(event.agent, None)
        await self._parts.note_state(event.agent, plan.state, plan.reason, plan.by)

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
        rest = self.after.of(event.agent)
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
        """Its time is over, unless the agent finished it meanwhile; the draft as it is now is the outcome."""
        async with self._parts.works.held(left_over.work_id) as item:
            if item.outcome.finished_at is not None:
                return
            answered = item.answered_at is not None
            await (self._parts.settle if answered else self._parts.works.save)(timed_out(item, at))
