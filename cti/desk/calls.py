"""The calls that are on, as the screens show them, from domain events. Pure: no bus, no clock, no waiting.

A call's channels stay with it so that its agents can be told and their part ended; they never leave the
server.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

import msgspec

from cti.events import (
    CallAnswered,
    CallEvent,
    CallFound,
    CallHeld,
    CallJoined,
    CallLeftQueue,
    CallLegEnded,
    CallOffered,
    CallOfferEnded,
    CallParked,
    CallParted,
    CallQueued,
    CallResumed,
    CallStarted,
    CallTransferred,
    CallUnparked,
    Direction,
    Party,
    QueuePosition,
)

LiveState = Literal["started", "queued", "ringing", "talking", "held"]
replace = msgspec.structs.replace


class LiveCall(msgspec.Struct, frozen=True, kw_only=True):
    """One call now. `waited_s` is final once answered; before, the screen counts from `queued_at`. `position`
    is the caller's place in the queue, while they wait."""

    call_id: str
    pbx: str
    direction: Direction
    caller: Party
    dialed: str | None
    queue: str | None
    state: LiveState
    started_at: datetime
    queued_at: datetime | None = None
    offered_at: datetime | None = None
    answered_at: datetime | None = None
    agent: str | None = None
    waited_s: float | None = None
    position: int | None = None


class Tracked(msgspec.Struct, frozen=True, kw_only=True):
    """A live call with what is not shown: `channels` of our agents now, `agents` who ever had a part."""

    call: LiveCall
    channels: dict[str, str]
    agents: frozenset[str]


def parties(event: CallEvent) -> tuple[Party, ...]:
    """The people an event names."""
    match event:
        case CallStarted():
            return (event.caller,)
        case CallFound():
            return event.talking
        case CallOffered() | CallOfferEnded():
            return (event.to,)
        case CallAnswered() | CallHeld() | CallResumed() | CallParked():
            return (event.by,)
        case CallTransferred():
            return (event.by, event.to)
        case CallJoined() | CallParted() | CallLegEnded():
            return (event.party,)
    return ()


def agents_named(event: CallEvent) -> frozenset[str]:
    """Our agents among the people an event names."""
    return frozenset(party.agent for party in parties(event) if party.agent is not None)


def begun(event: CallStarted) -> Tracked:
    """A call that just began."""
    call = LiveCall(
        call_id=event.call_id,
        pbx=event.pbx,
        direction=event.direction,
        caller=event.caller,
        dialed=event.dialed,
        queue=None,
        state="started",
        started_at=event.at,
        agent=event.caller.agent if event.direction == "outbound" else None,
    )
    return _with_parties(Tracked(call=call, channels={}, agents=frozenset()), event)


def after(tracked: Tracked, event: CallEvent) -> Tracked:
    """The call after `event`."""
    tracked = _with_parties(tracked, event)
    return replace(tracked, call=_call(tracked.call, event, bool(tracked.channels)))


def _with_parties(tracked: Tracked, event: CallEvent) -> Tracked:
    channels = dict(tracked.channels)
    for party in parties(event):
        if party.agent is None:
            continue
        if _left(event):
            channels.pop(party.agent, None)
        elif party.channel is not None:
            channels[party.agent] = party.channel
    return Tracked(call=tracked.call, channels=channels, agents=tracked.agents | agents_named(event))


def _left(event: CallEvent) -> bool:
    if isinstance(event, CallOfferEnded):
        return event.reason != "answered"
    return isinstance(event, CallParted | CallLegEnded)


def _call(call: LiveCall, event: CallEvent, ours: bool) -> LiveCall:
    match event:
        case CallQueued() if call.state not in ("talking", "held"):  # else a queue is being asked
            since = event.at - timedelta(seconds=event.waited_s)
            return replace(call, state="queued", queue=event.queue, queued_at=since, position=event.position)
        case QueuePosition():
            return replace(call, position=event.position)
        case CallLeftQueue():
            return replace(call, state="started" if call.state == "queued" else call.state, position=None)
        case CallOffered():
            state: LiveState = "ringing" if call.state in ("started", "queued") else call.state
            return replace(call, state=state, offered_at=event.at, queue=event.queue or call.queue)
        case CallOfferEnded() if event.reason != "answered" and call.state == "ringing" and not ours:
            return replace(call, state="queued" if event.queue else "started")
        case CallAnswered():
            return replace(
                call,
                state="talking",
                answered_at=call.answered_at or event.at,
                agent=event.by.agent or call.agent,
                waited_s=event.waited_s,
                position=None,
            )
        case CallFound(talking=(_, *_)):
            agents = [party.agent for party in event.talking if party.agent]
            return replace(call, state="talking", agent=next(iter(agents), call.agent))
        case CallFound() if event.queue:
            since = call.queued_at or call.started_at
            return replace(call, state="queued", queue=event.queue, queued_at=since)
        case CallTransferred():
            return _handed_on(call, event)
        case CallHeld():
            return replace(call, state="held")
        case CallParked():
            return replace(call, state="held", agent=None)
        case CallUnparked(reason="timeout"):
            return replace(call, state="started")
        case CallResumed():
            return replace(call, state="talking")
    return call


def _handed_on(call: LiveCall, event: CallTransferred) -> LiveCall:
    """Blind: on its way to the next phone; blonde: that phone rings; attended: the next person talks."""
    states: dict[str, LiveState] = {"blind": "started", "blonde": "ringing", "attended": "talking"}
    agent = None if event.kind == "blind" else event.to.agent
    return replace(call, state=states[event.kind], agent=agent)
