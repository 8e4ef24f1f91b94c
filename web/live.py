"""The present as the web part reads it: what `cti.desk` keeps from the bus, cut to what one user may see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from cti.desk.calls import LiveCall
from cti.desk.controls import Controls
from cti.events import AgentState, LinkState, QueueFigures, QueueMemberState
from cti.users.model import User


class LiveView(Protocol):
    """What one user may see of this moment; frozen copies."""

    @property
    def agent(self) -> AgentState | None:
        """The user's own state."""

    @property
    def calls(self) -> Sequence[LiveCall]:
        """An agent's own calls and those waiting in the agent's queues; for supervisors all."""

    @property
    def queues(self) -> Sequence[QueueFigures]:
        """Every queue."""

    @property
    def agents(self) -> Sequence[AgentState]:
        """For supervisors all, for an agent their own."""

    @property
    def links(self) -> Sequence[LinkState]:
        """The last state of every PBX link."""

    @property
    def controls(self) -> Sequence[Controls]:
        """What the user can do with each of the own calls."""


class Board(Protocol):
    """What agents can do with their calls now."""

    def controls(self, call_id: str, agent: str) -> Controls | None:
        """None: the agent has no part in the call now."""


class Live(Protocol):
    """The present, kept from the bus. Subscribed before the hub, so it is never behind what was sent."""

    @property
    def board(self) -> Board:
        """What agents can do."""

    def snapshot(self, user: User) -> LiveView:
        """Never waits."""

    def links(self) -> Sequence[LinkState]:
        """The last state of every PBX link."""

    def members(self, pbx: str, queue: str) -> Sequence[QueueMemberState]:
        """The members of a queue, in the order in which they joined."""
