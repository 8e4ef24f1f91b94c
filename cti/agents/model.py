"""What the agent tracker remembers of one agent. Mutable, private to cti/agents; times are epoch seconds."""

from __future__ import annotations

from dataclasses import dataclass, field

from cti.events import AgentStateName


@dataclass(slots=True)
class Membership:
    """The agent in one queue, as Asterisk says."""

    paused: bool = False
    reason: str | None = None
    reachable: bool = True


@dataclass(slots=True)
class Agent:
    """One agent: where he is a member, what rings and talks at his phones, his wrap-up, his desk."""

    name: str
    memberships: dict[str, Membership] = field(default_factory=dict)
    ringing: dict[str, str] = field(default_factory=dict)
    """Channel -> call."""
    talking: dict[str, str] = field(default_factory=dict)
    desk: AgentStateName = "offline"
    desk_reason: str | None = None
    wrap_up_until: float | None = None
    wrap_up_call: str | None = None
    state: AgentStateName = "offline"
    reason: str | None = None
    since: float = 0.0
    told: tuple[str, ...] | None = None
    """The queues of the last event; None before the first."""
