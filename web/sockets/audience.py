"""Who receives which event: reads `Event.audience` and remembers the people of every running call.

"call" events go to the agents of that call and to supervisors and administrators (who waits in a queue
is for agents a figure: a frame to every member for every caller would cost more than all the rest);
"agent" events to that agent and supervisors; "everyone" to all. An agent who comes into a running call
is first told how it began and where it waits. Pure: no sockets, no clock.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from cti.desk.calls import agents_named
from cti.events import (
    AgentState,
    CallEnded,
    CallEvent,
    CallLeftQueue,
    CallMerged,
    CallOffered,
    CallQueued,
    CallStarted,
    Event,
    QueuePosition,
)
from cti.users.model import User


@dataclass
class _CallPeople:
    """A running call: how it began, its agents, who was told of it."""

    started: CallStarted
    queued: CallQueued | None = None
    agents: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)
    offered_at: dict[str, datetime] = field(default_factory=dict)


class Audience:
    """Kept from the events themselves; `note` every event before asking about it, `forget` after."""

    def __init__(self) -> None:
        self._calls: dict[str, _CallPeople] = {}

    def note(self, event: Event) -> None:
        """Takes `event` in."""
        if isinstance(event, CallStarted):
            self._calls.setdefault(event.call_id, _CallPeople(event))
        if isinstance(event, CallEvent) and (call := self._calls.get(event.call_id)):
            call.agents.update(agents_named(event))
            self._note_way(call, event)

    def _note_way(self, call: _CallPeople, event: CallEvent) -> None:
        if isinstance(event, CallQueued):
            call.queued = event
        elif isinstance(event, QueuePosition) and call.queued is not None:
            call.queued = msgspec.structs.replace(call.queued, position=event.position)
        elif isinstance(event, CallOffered) and event.to.agent:
            call.offered_at[event.to.agent] = event.at
        elif isinstance(event, CallMerged) and (other := self._calls.get(event.other_call_id)):
            call.agents |= other.agents

    def forget(self, event: Event) -> None:
        """After `event` was handed out: a call left its queue, became part of another, or is over."""
        if isinstance(event, CallLeftQueue) and (call := self._calls.get(event.call_id)):
            call.queued = None
        elif isinstance(event, CallEnded):
            self._calls.pop(event.call_id, None)
        elif isinstance(event, CallMerged):
            self._calls.pop(event.other_call_id, None)

    def events_for(self, user: User, event: Event) -> tuple[Event, ...]:
        """`event` for `user`: nothing, the event, or how its call began and the event."""
        if user.role != "agent" or event.audience == "everyone":
            return (event,)
        if isinstance(event, CallEvent):
            return self._call_events_for(user, event)
        return (event,) if isinstance(event, AgentState) and event.agent == user.name else ()

    def _call_events_for(self, user: User, event: CallEvent) -> tuple[Event, ...]:
        call = self._calls.get(event.call_id)
        if call is None or user.name not in call.agents:
            return ()
        is_new = user.name not in call.told
        call.told.add(user.name)
        begun = (call.started, call.queued) if is_new else ()
        return (*(earlier for earlier in begun if earlier is not None and earlier is not event), event)

    def agents_of(self, event: Event) -> Collection[str] | None:
        """The agents that `event` can be for; None: all of them."""
        if event.audience == "everyone":
            return None
        if isinstance(event, CallEvent):
            call = self._calls.get(event.call_id)
            return call.agents if call is not None else ()
        return (event.agent,) if isinstance(event, AgentState) else ()

    def shown(self, user: User) -> None:
        """A snapshot showed `user` every call that concerns them now."""
        for call in self._calls.values():
            if user.name in call.agents:
                call.told.add(user.name)

    def offered_at(self, call_id: str, agent: str) -> datetime | None:
        """When this running call was last offered to `agent`."""
        call = self._calls.get(call_id)
        return call.offered_at.get(agent) if call else None
