"""Which state an agent is in, from everything known of him; the order of the rules is the whole policy.

A phone that talks or rings comes first, then wrap-up, then what the queues say (paused in any of them is
paused; the event names which), then, for an agent in no queue, what was said at the desk.
"""

from __future__ import annotations

from cti.agents.model import Agent
from cti.events import AgentStateName

WRAP_UP_REASON = "wrap_up"
"""The pause reason with which the server keeps calls away during wrap-up."""
UNREACHABLE = "phone_unreachable"
UNANSWERED = "unanswered"
"""The pause reason of an agent who left too many offered calls in a row unanswered."""
OFFLINE = "offline"
"""The pause reason of a member who cannot be taken out of a queue, and of who goes after the call."""
RESTING: tuple[AgentStateName, ...] = ("ready", "paused", "offline")
"""States in which neither a call nor wrap-up keeps the agent."""


def state_of(agent: Agent) -> tuple[AgentStateName, str | None]:
    """State and reason now."""
    if agent.talking:
        return "talking", None
    if agent.ringing:
        return "ringing", None
    if agent.wrap_up_until is not None:
        return "wrap_up", None
    members = agent.memberships.values()
    if not members:
        return agent.desk, agent.desk_reason
    if not any(m.reachable for m in members):
        return "offline", UNREACHABLE
    paused = [m for m in members if m.paused]
    if paused:
        reason = next((m.reason for m in paused if m.reason), None)
        if reason == WRAP_UP_REASON:
            return "wrap_up", None
        return ("offline", None) if reason == OFFLINE else ("paused", reason)
    return "ready", None
