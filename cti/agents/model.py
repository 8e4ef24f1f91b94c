"""What the agent tracker remembers of one agent. Mutable, private to cti/agents; times are epoch seconds."""

from __future__ import annotations

import msgspec

from cti.agents.shift import Next
from cti.events import AgentStateName


class Membership(msgspec.Struct, eq=False):
    """The agent in one queue, as Asterisk says."""

    paused: bool = False
    reason: str | None = None
    reachable: bool = True
    last_call: float = 0.0
    """When Asterisk says that the last queue call ended."""


class Agent(msgspec.Struct, eq=False):
    """One agent: queue memberships, what rings and talks at the phones, wrap-up, word from the desk."""

    name: str
    memberships: dict[str, Membership] = {}
    ringing: dict[str, str] = {}
    """Channel -> call."""
    talking: dict[str, str] = {}
    desk: AgentStateName = "offline"
    desk_reason: str | None = None
    desk_by: str | None = None
    """Who else said so; None the agent."""
    next: Next | None = None
    """What comes when no call and no wrap-up keeps the agent."""
    wrap_up_until: float | None = None
    wrap_up_call: str | None = None
    state: AgentStateName = "offline"
    reason: str | None = None
    since: float = 0.0
    queues: tuple[str, ...] = ()
    """Where the agent is a member, in order; `paused` those where the agent is paused."""
    paused: tuple[str, ...] = ()
    told: tuple[object, ...] | None = None
    """Queues, the paused ones, who said so and what comes next in the last event; None before the first."""

    def sum_up(self) -> None:
        """The memberships have changed."""
        self.queues = tuple(sorted(self.memberships))
        self.paused = tuple([queue for queue in self.queues if self.memberships[queue].paused])
