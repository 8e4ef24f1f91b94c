"""What was claimed of whom, without times: told from a part, it must be told from the whole, too.

Calls that became one are one journey: a part may not tell that they met, so claims go by the journey. What
is said to be unknown claims nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from cti.desk import situation
from cti.desk.calls import agents_named
from cti.desk.situation import Situation
from cti.events import (
    CallAnswered,
    CallEnded,
    CallEvent,
    CallLeftQueue,
    CallMerged,
    CallOffered,
    CallStarted,
    CallTransferred,
    Event,
)

Claim = tuple[str, ...]


def journeys(events: Iterable[Event]) -> dict[str, str]:
    """Call -> the call it became part of."""
    return {event.other_call_id: event.call_id for event in events if isinstance(event, CallMerged)}


def claims(events: Iterable[Event], merged: dict[str, str]) -> set[Claim]:
    """The claims of `events`, with calls named as `merged` says."""
    found: set[Claim] = set()
    situations: dict[str, Situation] = {}
    for event in events:
        if isinstance(event, CallEvent):
            call = event.call_id
            while call in merged:
                call = merged[call]
            claimed = [*_claims(event), *_situated(situations, event)]
            found |= {(kind, call, *facts) for kind, *facts in claimed}
    return found


def _situated(situations: dict[str, Situation], event: CallEvent) -> list[Claim]:
    """Who holds the call, and who asks whom, once `event` is heard."""
    if isinstance(event, CallStarted):
        now = situation.begun(event)
    elif isinstance(event, CallMerged) and event.other_call_id in situations:
        now = situation.merged(situations[event.call_id], situations.pop(event.other_call_id))
    elif event.call_id in situations:
        now = situation.after(event, situations[event.call_id])
    else:
        return []  # the end of what became part of another call
    situations[event.call_id] = now
    return [("holds", channel) for channel in now.holders] + [("asks", *pair) for pair in now.asked.items()]


def _claims(event: CallEvent) -> list[Claim]:
    match event:
        case CallStarted():
            return [("started", event.direction, str(event.caller.number)), *_parts(event)]
        case CallOffered():
            return [("offered", str(event.to.channel))]
        case CallAnswered() if event.by.agent:
            return [("answered", event.by.agent), *_parts(event)]
        case CallTransferred():
            return [("transferred", event.kind, str(event.to.number))]
        case CallLeftQueue() if event.reason != "unknown":
            return [("left", event.queue, event.reason)]
        case CallEnded() if event.reason != "unknown":
            return [("ended", event.reason)]
    return _parts(event)


def _parts(event: CallEvent) -> list[Claim]:
    return [("part", agent) for agent in sorted(agents_named(event))]
