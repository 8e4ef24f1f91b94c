"""Agents' states -> intervals: each ends where the next begins, so that figures per agent can be exact.

Hears the bus and never waits; what comes while the store is busy is written together. A PBX that is not seen
splits the intervals of its agents: what lies in the gap is marked uncertain. What a run before this one left
open ends where its PBX was last seen.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from cti.agents.ports import IntervalStore
from cti.agents.shift import Interval
from cti.errors import StoreUnavailable
from cti.events import AgentState, Event, LinkState
from cti.ports import GapStore

Later = Callable[[str, str, Callable[[], Awaitable[object]]], None]


class IntervalBook:
    """A listener of the bus; `start` before the first event. `later` takes a write that must not be lost."""

    def __init__(self, intervals: IntervalStore, gaps: GapStore, later: Later) -> None:
        self._intervals = intervals
        self._gaps = gaps
        self._later = later
        self._states: dict[str, AgentState] = {}
        self._seen: dict[str, bool] = {}
        """PBX -> whether it is seen now; none before the first time."""
        self._turns: list[Interval] = []

    async def start(self, pbxes: list[str]) -> None:
        """Closes what the last run left open."""
        for pbx in pbxes:
            await self._intervals.left_over(pbx, await self._gaps.last_seen(pbx))

    async def hear(self, event: Event) -> None:
        """The listener."""
        if isinstance(event, AgentState):
            self._agent(event)
        elif isinstance(event, LinkState):
            self._link(event)

    def _agent(self, event: AgentState) -> None:
        before = self._states.get(event.agent)
        self._states[event.agent] = event
        is_new = before is None or (before.state, before.reason) != (event.state, event.reason)
        if is_new and event.pbx in self._seen:
            self._turn(event, event.since)

    def _link(self, event: LinkState) -> None:
        """At the edges of a gap the same states go on, certain or not."""
        is_seen = event.state == "certain"
        if self._seen.get(event.pbx, False) is is_seen:
            return
        self._seen[event.pbx] = is_seen
        at = event.at if is_seen else event.since or event.at
        for state in self._states.values():
            if state.pbx == event.pbx:
                self._turn(state, at)

    def _turn(self, state: AgentState, at: datetime) -> None:
        following = Interval(
            agent=state.agent, pbx=state.pbx, state=state.state, reason=state.reason, began_at=at,
            certain=self._seen[state.pbx],
        )  # fmt: skip
        self._turns.append(following)
        self._later("intervals", "of agents", self._write)

    async def _write(self) -> None:
        """Everything up to now at once, in order; again when the store is away. What comes meanwhile is for
        the next time."""
        turns, self._turns = self._turns, []
        try:
            await self._intervals.turn(turns)
        except StoreUnavailable:
            self._turns = turns + self._turns
            raise
