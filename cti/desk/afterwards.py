"""What agents become when no call and no wrap-up keeps them: what they were before, unless they planned
something else. Plans are in the store before they count, so that a restart loses none.
"""

from __future__ import annotations

import msgspec

from cti.agents.shift import Next
from cti.agents.states import RESTING, UNREACHABLE
from cti.desk.parts import Parts
from cti.events import AgentState, AgentStateName


class Rest(msgspec.Struct, frozen=True):
    """A state without call and wrap-up; `by` is who else said so."""

    state: AgentStateName
    reason: str | None
    by: str | None = None


class Afterwards:
    """`start` before the first event."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._rest: dict[str, Rest] = {}
        self._plans: dict[str, Next] = {}

    async def start(self, agents: list[str]) -> None:
        """Reads the plans, and what each agent was when the last run ended."""
        self._plans = {plan.agent: plan.next for plan in await self._parts.plans.with_next() if plan.next}
        for agent in agents:
            last = await self._parts.intervals.last_rest(agent)
            if last is not None and last.reason != UNREACHABLE:
                self._rest[agent] = Rest(last.state, last.reason)

    def of(self, agent: str) -> Rest:
        """What comes next."""
        plan = self._plans.get(agent)
        if plan is not None:
            return Rest(plan.state, plan.reason, plan.by)
        return self._rest.get(agent, Rest("ready", None))

    def before(self, agent: str) -> Rest:
        """What comes next when nothing is planned."""
        return self._rest.get(agent, Rest("ready", None))

    def planned(self, agent: str) -> Next | None:
        """What the agent, or somebody for them, planned."""
        return self._plans.get(agent)

    def choose(self, agent: str, state: AgentStateName, reason: str | None) -> None:
        """The agent said what to be from now on."""
        self._rest[agent] = Rest(state, reason)

    def rests(self, event: AgentState) -> None:
        """The agent is what they will go back to."""
        if event.state in RESTING and event.reason != UNREACHABLE:
            self._rest[event.agent] = Rest(event.state, event.reason)

    async def plan(self, agent: str, after: Next | None) -> None:
        """Stored, then told to the trackers. Raises StoreUnavailable, and nothing is planned."""
        if after is None and agent not in self._plans:
            return
        await self._parts.plans.set_next(agent, after)
        if after is None:
            del self._plans[agent]
        else:
            self._plans[agent] = after
        self._parts.plan_agent(agent, after)

    def tell(self, pbx: str) -> None:
        """The PBX is known again: its trackers hear of the plans that the last run left."""
        for agent, after in self._plans.items():
            if self._parts.pbx_of(agent) == pbx:
                self._parts.plan_agent(agent, after)
