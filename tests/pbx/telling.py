"""A call as domain events tell it, in a few words that can be compared with a scenario's outcome."""

from collections.abc import Iterable

import msgspec

from cti.ami.parse import Framer, Malformed, parse_stream
from cti.calls.tracker import CallTracker
from cti.directory import MemoryDirectory
from cti.events import (
    AnyCallEvent,
    CallAnswered,
    CallEnded,
    CallLeftQueue,
    CallOffered,
    CallOfferEnded,
    CallStarted,
    Party,
)


class Telling(msgspec.Struct, kw_only=True):
    """Everything said about one call; lists are in order of time."""

    caller: str | None
    caller_name: str | None
    direction: str
    linkedid: str | None
    offered_to: list[str] = []
    answered_by: list[str] = []
    not_answered_by: list[str] = []
    left_queue: list[tuple[str, str]] = []
    reason: str = ""
    ended_by: str = ""
    waited_s: float = 0.0
    talk_s: float = 0.0
    ends: int = 0


def call_events(ami: Iterable[tuple[float, bytes]]) -> list[AnyCallEvent]:
    """What our tracker says of a manager stream; nothing in it may be malformed or stay alive."""
    tracker = CallTracker("pbx", MemoryDirectory(["PJSIP/trunk"], internal_digits=5))
    framer, events = Framer(), list[AnyCallEvent]()
    for at, chunk in ami:
        for message in parse_stream(framer, chunk):
            assert not isinstance(message, Malformed), message
            events += tracker.handle(at, message)
    assert (tracker.live_calls, tracker.live_channels) == (0, 0)
    return events


def tellings(events: Iterable[AnyCallEvent]) -> list[Telling]:
    """One telling per call. Every call must start once, before anything else of it, and end once."""
    calls: dict[str, Telling] = {}
    for event in events:
        if isinstance(event, CallStarted):
            assert event.call_id not in calls, f"{event.call_id} started twice"
            calls[event.call_id] = _begun(event)
        else:
            assert calls[event.call_id].ends == 0, f"{event} after the end"
            _add(calls[event.call_id], event)
    assert all(call.ends == 1 for call in calls.values())
    return list(calls.values())


def _begun(event: CallStarted) -> Telling:
    return Telling(
        caller=event.caller.number,
        caller_name=event.caller.name,
        direction=event.direction,
        linkedid=event.linkedid,
    )


def _add(call: Telling, event: AnyCallEvent) -> None:
    match event:
        case CallOffered():
            call.offered_to.append(_who(event.to))
        case CallOfferEnded(reason="no_answer" | "busy" | "rejected"):
            call.not_answered_by.append(_who(event.to))
        case CallAnswered():
            call.answered_by.append(_who(event.by))
        case CallLeftQueue():
            call.left_queue.append((event.queue, event.reason))
        case CallEnded():
            call.ends += 1
            call.reason, call.ended_by = event.reason, event.ended_by
            call.waited_s, call.talk_s = event.waited_s, event.talk_s
        case _:
            pass


def _who(party: Party) -> str:
    return party.agent or party.number or "nobody known"
