"""How many queue calls in a row each agent was offered and did not take. Pure.

A call that the caller gave up, or that a colleague took, says nothing of the agent and is not counted;
nor is one that comes while they talk. Of a PBX that was not seen for longer than a short call takes, nobody
knows whether the row went on: it begins anew.
"""

from __future__ import annotations

from collections.abc import Mapping

from cti.events import AgentState, CallOfferEnded, Event

NOT_SEEN_S = 60.0
_NOT_TAKEN = ("no_answer", "busy", "rejected")


class Unanswered:
    """Counts from events; `limit` in a row, 0 never."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._rows: dict[str, int] = {}
        self._changed: set[str] = set()
        self._talking: set[str] = set()

    def seed(self, rows: Mapping[str, int]) -> None:
        """Before the first event: what was counted by a server before this one."""
        if self._limit:
            self._rows = dict(rows)

    def hear(self, event: Event) -> str | None:
        """The agent whose row reached the limit with this event; their count begins anew."""
        if isinstance(event, CallOfferEnded) and event.to.agent is not None and event.queue is not None:
            return self._ended(event.to.agent, event.reason)
        if isinstance(event, AgentState):
            self._now(event)
        return None

    def row(self, agent: str) -> int:
        """How many calls the agent left unanswered, one after the other."""
        return self._rows.get(agent, 0)

    @property
    def agents(self) -> tuple[str, ...]:
        """Those who left calls unanswered."""
        return tuple(self._rows)

    def begin_anew(self, agent: str) -> None:
        """Nothing is counted of the agent any more."""
        if self._rows.pop(agent, None) is not None:
            self._changed.add(agent)

    def changed(self) -> set[str]:
        """The agents whose rows changed since it was asked last."""
        changed, self._changed = self._changed, set()
        return changed

    def _now(self, event: AgentState) -> None:
        if event.state in ("paused", "offline", "talking"):
            self.begin_anew(event.agent)
        if event.state == "talking":
            self._talking.add(event.agent)
        else:
            self._talking.discard(event.agent)

    def _ended(self, agent: str, reason: str) -> str | None:
        if reason not in _NOT_TAKEN or self._limit == 0 or agent in self._talking:
            return None
        self._rows[agent] = self._rows.get(agent, 0) + 1
        self._changed.add(agent)
        if self._rows[agent] < self._limit:
            return None
        del self._rows[agent]
        return agent
