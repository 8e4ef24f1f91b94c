"""Call events in plain words. Pure: an event in, one sentence out; what no sentence is written for is named
with its fields."""

from __future__ import annotations

from functools import singledispatch

import msgspec

from cti.events import (
    CallAnswered,
    CallEnded,
    CallEvent,
    CallFound,
    CallHeld,
    CallJoined,
    CallLeftQueue,
    CallLegEnded,
    CallMerged,
    CallMuted,
    CallOffered,
    CallOfferEnded,
    CallParked,
    CallParted,
    CallQueued,
    CallRecording,
    CallResumed,
    CallStarted,
    CallTransferred,
    CallUnparked,
    Party,
)


@singledispatch
def sentence(event: CallEvent) -> str:
    """What happened."""
    fields = msgspec.structs.asdict(event).items()
    told = [
        f"{name} {who(value) if isinstance(value, Party) else value}"
        for name, value in fields
        if name not in ("at", "pbx", "call_id") and value is not None
    ]
    return f"{event.__struct_config__.tag}: {', '.join(told)}"


def who(party: Party) -> str:
    """`mei (1001)`, `王芳 (13800138001)`, `13800138001`, or the device."""
    name = party.agent or party.name
    number = party.number if party.number != name else None
    if name and number:
        return f"{name} ({number})"
    return name or number or party.device or "somebody unknown"


@sentence.register
def _started(event: CallStarted) -> str:
    return f"{who(event.caller)} calls {event.dialed or 'an unknown number'} ({event.direction})"


@sentence.register
def _found(event: CallFound) -> str:
    talking = f"{' and '.join(map(who, event.talking))} are talking" if event.talking else ""
    waiting = f"the caller waits in queue {event.queue}" if event.queue else ""
    asking = f"{who(event.asked_by)} asks {who(event.asked)}" if event.asked_by and event.asked else ""
    state = ", ".join(filter(None, (talking, waiting, asking))) or "nobody talks"
    return f"the call is met in mid-course: {state}"


@sentence.register
def _queued(event: CallQueued) -> str:
    place = f" at position {event.position}" if event.position is not None else ""
    return f"the caller waits in queue {event.queue}{place}"


@sentence.register
def _left(event: CallLeftQueue) -> str:
    return f"the caller leaves queue {event.queue} after {event.waited_s:.1f} s: {event.reason}"


@sentence.register
def _offered(event: CallOffered) -> str:
    return f"the phone of {who(event.to)} rings{_for(event.queue)}"


@sentence.register
def _offer_ended(event: CallOfferEnded) -> str:
    return f"the phone of {who(event.to)} stops ringing after {event.ring_s:.1f} s: {event.reason}"


@sentence.register
def _answered(event: CallAnswered) -> str:
    return f"{who(event.by)} answers{_for(event.queue)}, after a wait of {event.waited_s:.1f} s"


@sentence.register
def _transferred(event: CallTransferred) -> str:
    return f"{who(event.by)} hands the call to {who(event.to)} ({event.kind} transfer)"


@sentence.register
def _parked(event: CallParked) -> str:
    return f"{who(event.by)} parks the call{f' at {event.space}' if event.space else ''}"


@sentence.register
def _unparked(event: CallUnparked) -> str:
    taken = f"{who(event.by)} takes the parked call" if event.by is not None else "the parked call is taken"
    ends = {
        "timeout": "nobody took the parked call in time: it rings on",
        "hung_up": "the caller hangs up while parked",
    }
    return ends.get(event.reason, taken)


@sentence.register
def _leg_ended(event: CallLegEnded) -> str:
    handed = f", handed it on ({event.transfer} transfer)" if event.transfer else ""
    return (
        f"{who(event.party)} has left: rang {event.ring_s:.1f} s, talked {event.talk_s:.1f} s, "
        f"held {event.hold_s:.1f} s{handed}"
    )


@sentence.register
def _ended(event: CallEnded) -> str:
    doubt = "" if event.certain else "; part of it was not seen"
    return (
        f"the call is over: {event.reason}, ended by {event.ended_by}; waited {event.waited_s:.1f} s, "
        f"talked {event.talk_s:.1f} s, held {event.hold_s:.1f} s{doubt}"
    )


def _for(queue: str | None) -> str:
    return f" for queue {queue}" if queue else ""


@sentence.register
def _held(event: CallHeld) -> str:
    return f"{who(event.by)} puts the call on hold"


@sentence.register
def _resumed(event: CallResumed) -> str:
    return f"{who(event.by)} takes the call back from hold"


@sentence.register
def _joined(event: CallJoined) -> str:
    return f"{who(event.party)} joins the conversation ({event.mode})"


@sentence.register
def _parted(event: CallParted) -> str:
    return f"{who(event.party)} leaves the conversation ({event.mode})"


@sentence.register
def _recorded(event: CallRecording) -> str:
    asked = f", asked for by {event.by}" if event.by else ""
    return f"the recording of {event.channel} is {event.state}{asked}" + (
        f", file {event.file}" if event.file else ""
    )


@sentence.register
def _muted(event: CallMuted) -> str:
    return f"{who(event.by)} is muted" if event.muted else f"{who(event.by)} is heard again"


@sentence.register
def _merged(event: CallMerged) -> str:
    return f"the call {event.other_call_id} becomes part of this one"
