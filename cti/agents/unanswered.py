"""How many queue calls in a row each agent was offered and did not take. Pure.

A call that the caller gave up, or that a colleague took, says nothing of the agent and is not counted;
nor is one that comes while they talk.
"""

from __future__ import annotations

from cti.events import AgentState, CallOfferEnded, Event

_NOT_TAKEN = ("no_answer", "busy", "rejected")


class Unanswered:
    """Counts from events; `limit` in a row, 0 never."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._rows: dict[str, int] = {}
        self._talking: set[str] = set()

    def hear(self, event: Event) -> str | None:
        """The agent whose row reached the limit with this event; their count begins anew."""
        if isinstance(event, CallOfferEnded) and event.to.agent is not None and event.queue is not None:
            return self._ended(event.to.agent, event.reason)
        if isinstance(event, AgentState):
            self._now(event)
        return None

    def _now(self, event: AgentState) -> None:
        if event.state in ("paused", "offline", "talking"):
            self._rows.pop(event.agent, None)
        if event.state == "talking":
            self._talking.add(event.agent)
        else:
            self._talking.discard(event.agent)

    def _ended(self, agent: str, reason: str) -> str | None:
        if reason not in _NOT_TAKEN or self._limit == 0 or agent in self._talking:
            return None
        self._rows[agent] = self._rows.get(agent, 0) + 1
        if self._rows[agent] < self._limit:
            return None
        del self._rows[agent]
        return agent
