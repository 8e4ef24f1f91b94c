"""The present, kept from the bus: calls that are on, queues, agents, links, each as frozen values.

Hears the bus before whoever sends to browsers, so that a snapshot is never behind what was sent. An agent
sees the calls they have a part in; supervisors see all.
"""

from __future__ import annotations

import msgspec

from cti.desk import calls
from cti.desk.calls import LiveCall, Tracked, replace
from cti.desk.control_board import ControlBoard
from cti.desk.controls import Controls
from cti.events import (
    AgentState,
    CallEnded,
    CallEvent,
    CallMerged,
    CallStarted,
    Event,
    LinkState,
    QueueFigures,
    QueueGone,
    QueueMemberGone,
    QueueMemberState,
)
from cti.users.model import User


class View(msgspec.Struct, frozen=True, kw_only=True):
    """What one user may see of this moment."""

    agent: AgentState | None
    calls: tuple[LiveCall, ...]
    queues: tuple[QueueFigures, ...]
    agents: tuple[AgentState, ...]
    links: tuple[LinkState, ...]
    controls: tuple[Controls, ...] = ()


class Live:
    """A listener of the bus that answers at once. `board`: what agents can do with their calls."""

    def __init__(self) -> None:
        self.board = ControlBoard()
        self._calls: dict[str, Tracked] = {}
        self._queues: dict[tuple[str, str], QueueFigures] = {}
        self._members: dict[tuple[str, str], dict[str, QueueMemberState]] = {}
        self._agents: dict[str, AgentState] = {}
        self._links: dict[str, LinkState] = {}

    async def hear(self, event: Event) -> None:
        """The listener; never waits."""
        self.board.hear(event)
        match event:
            case CallEvent():
                self._call(event)
            case QueueFigures():
                self._queues[event.pbx, event.queue] = event
            case QueueGone():
                self._queues.pop((event.pbx, event.queue), None)
            case QueueMemberState():
                self._members.setdefault((event.pbx, event.queue), {})[event.device] = event
            case QueueMemberGone():
                self._members.get((event.pbx, event.queue), {}).pop(event.device, None)
            case AgentState():
                self._agents[event.agent] = event
            case LinkState():
                self._links[event.pbx] = event

    def snapshot(self, user: User) -> View:
        """The present as `user` may see it."""
        everything = user.role != "agent"
        own = (
            _seen_by(tracked, user)
            for tracked in self._calls.values()
            if everything or self._concerns(tracked, user)
        )
        return View(
            agent=self._agents.get(user.name),
            calls=tuple(own),
            queues=tuple(self._queues.values()),
            agents=tuple(s for s in self._agents.values() if everything or s.agent == user.name),
            links=self.links(),
            controls=self.board.of(user.name),
        )

    def queues(self) -> tuple[QueueFigures, ...]:
        """The figures of every queue."""
        return tuple(self._queues.values())

    def links(self) -> tuple[LinkState, ...]:
        """The last state of every PBX link."""
        return tuple(self._links.values())

    def members(self, pbx: str, queue: str) -> tuple[QueueMemberState, ...]:
        """The members of a queue, in the order in which they joined."""
        return tuple(self._members.get((pbx, queue), {}).values())

    def agent(self, name: str) -> AgentState | None:
        """The last state of an agent; None before the first."""
        return self._agents.get(name)

    def call(self, call_id: str) -> LiveCall | None:
        """A call that is on."""
        tracked = self._calls.get(call_id)
        return tracked.call if tracked else None

    def channel(self, call_id: str, agent: str) -> str | None:
        """The channel of `agent` in a call that is on."""
        tracked = self._calls.get(call_id)
        return tracked.channels.get(agent) if tracked else None

    def lines(self, pbx: str) -> tuple[str, ...]:
        """The channels on which our agents talk."""
        talks = (tracked for tracked in self._calls.values() if tracked.call.pbx == pbx)
        return tuple(channel for tracked in talks for channel in tracked.channels.values())

    def _concerns(self, tracked: Tracked, user: User) -> bool:
        return user.name in tracked.agents

    def _call(self, event: CallEvent) -> None:
        if isinstance(event, CallStarted):
            self._calls.setdefault(event.call_id, calls.begun(event))
            return
        tracked = self._calls.get(event.call_id)
        if tracked is None:
            return
        self._calls[event.call_id] = calls.after(tracked, event)
        if isinstance(event, CallEnded):
            del self._calls[event.call_id]
        elif isinstance(event, CallMerged):
            self._calls.pop(event.other_call_id, None)


def _seen_by(tracked: Tracked, user: User) -> LiveCall:
    """Who talks in a call sees it as their own, also while a colleague is asked."""
    call = tracked.call
    if call.state in ("talking", "held") and user.name in tracked.channels:
        return replace(call, agent=user.name)
    return call
