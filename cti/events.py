"""Domain events: what happened, in the words of a call centre.

Trackers make them, the bus carries them, `cti replay --jsonl`, the websocket and webhooks show them
as JSON objects with the name in `event`. Frozen; no behaviour. The names and fields are promises to
outside programs (docs/events.md): add freely, rename never. Unknown values are None, never "" or
"<unknown>". Durations are seconds, times are UTC.

Each class says in `audience` who may receive it: "call" the agents of that call and supervisors,
"agent" the named agent and supervisors, "everyone" any logged-in user.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

import msgspec

Audience = Literal["call", "agent", "everyone"]
Direction = Literal["inbound", "outbound", "internal"]
LeaveReason = Literal[
    "answered", "abandoned", "timeout", "key", "empty", "full", "transferred", "failed", "unknown"
]  # fmt: skip
OfferEnd = Literal["answered", "no_answer", "busy", "rejected", "cancelled", "answered_elsewhere", "failed"]
TransferKind = Literal["blind", "attended", "blonde"]
CallEndReason = Literal["completed", "abandoned", "no_answer", "busy", "rejected", "failed", "unknown"]
EndedBy = Literal["caller", "agent", "system", "unknown"]
AgentStateName = Literal["offline", "ready", "paused", "ringing", "talking", "wrap_up"]
LinkStateName = Literal["connecting", "stale", "reconciling", "certain"]
JoinMode = Literal["talk", "listen", "whisper", "barge"]
UnparkReason = Literal["retrieved", "timeout", "hung_up"]
RecordingState = Literal["started", "paused", "resumed", "stopped"]


class Party(msgspec.Struct, frozen=True):
    """A person on the phone: `device` is a channel name without its suffix (PJSIP/1001), `agent` the
    user name (or extension when no user has the device) of one of ours, None for outsiders."""

    number: str | None = None
    name: str | None = None
    channel: str | None = None
    device: str | None = None
    agent: str | None = None


def _event_name(class_name: str) -> str:
    return "".join("_" + c.lower() if c.isupper() else c for c in class_name).lstrip("_")


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", tag=_event_name):
    """Base of all domain events."""

    audience: ClassVar[Audience] = "everyone"
    at: datetime
    pbx: str


class CallEvent(Event, frozen=True, kw_only=True):
    """Base of the events of one call; `call_id` is stable for the customer's whole journey."""

    audience: ClassVar[Audience] = "call"
    call_id: str


class CallStarted(CallEvent, frozen=True, kw_only=True):
    """The first channel of a call exists and its direction is known."""

    direction: Direction
    caller: Party
    dialed: str | None
    linkedid: str | None = None


class CallFound(CallEvent, frozen=True, kw_only=True):
    """A call met in mid-course after a connect: what is known of it. Follows `call_started`; `talking`
    are people in conversation now (since when is not known), on hold or not, `queue` where the caller waits;
    `asked_by` who asks a colleague just now, and `asked` whom, ringing or talking. Holds are told behind it.
    """

    talking: tuple[Party, ...] = ()
    queue: str | None = None
    asked_by: Party | None = None
    asked: Party | None = None


class CallQueued(CallEvent, frozen=True, kw_only=True):
    """The caller joined a queue (AMI QueueCallerJoin); `waited_s`: how long they waited there already when
    met in mid-course."""

    queue: str
    position: int | None
    waited_s: float = 0.0


class QueuePosition(CallEvent, frozen=True, kw_only=True):
    """The place of a waiting caller changed: 1 is next. The place at the join is in `call_queued`. Where more
    than 100 wait, places are told once a second."""

    queue: str
    position: int


class CallLeftQueue(CallEvent, frozen=True, kw_only=True):
    """The caller left a queue, whatever the way; `waited_s` is the time in that queue."""

    queue: str
    reason: LeaveReason
    waited_s: float


class CallOffered(CallEvent, frozen=True, kw_only=True):
    """A person's device starts ringing for this call. Halves of Local channels never count."""

    to: Party
    queue: str | None
    caller: Party
    dialed: str | None = None


class CallOfferEnded(CallEvent, frozen=True, kw_only=True):
    """The device stopped ringing."""

    to: Party
    reason: OfferEnd
    queue: str | None = None
    ring_s: float = 0.0


class CallAnswered(CallEvent, frozen=True, kw_only=True):
    """Two people talk. `waited_s` the customer's wait since the call (or this queue visit) began. A call
    into a conference room is answered by the room: `by` has only its number, `call_joined` says who is there.
    So does an application of the PBX that waits for keys answer one of ours (Read, VoiceMailMain ...)."""

    by: Party
    queue: str | None
    waited_s: float
    ring_s: float


class CallHeld(CallEvent, frozen=True, kw_only=True):
    """`by` pressed hold. `apart`: at the desk; both wait, each alone, until the desk brings them together."""

    by: Party
    apart: bool = False


class CallResumed(CallEvent, frozen=True, kw_only=True):
    """`by` took the call back from hold."""

    by: Party


class CallTransferred(CallEvent, frozen=True, kw_only=True):
    """`by` handed the call on; `to` is the person, or a Party with only the dialled number."""

    kind: TransferKind
    by: Party
    to: Party


class CallJoined(CallEvent, frozen=True, kw_only=True):
    """A further person entered the conversation."""

    party: Party
    mode: JoinMode = "talk"


class CallParted(CallEvent, frozen=True, kw_only=True):
    """A further person left the conversation."""

    party: Party
    mode: JoinMode = "talk"


class CallParked(CallEvent, frozen=True, kw_only=True):
    """`by` put the call into the parking place `space`, where it waits on hold until somebody takes it."""

    by: Party
    space: str | None


class CallUnparked(CallEvent, frozen=True, kw_only=True):
    """The call is out of the parking place: `by` took it; or it was parked too long and rings on, as a rule
    whoever parked it; or the caller hung up there."""

    reason: UnparkReason
    by: Party | None = None


class CallMerged(CallEvent, frozen=True, kw_only=True):
    """The call `other_call_id` (a consultation) became part of this call."""

    other_call_id: str


class CallRecording(CallEvent, frozen=True, kw_only=True):
    """The sound of `channel` is being recorded, kept out of the recording for a while, or no more (AMI
    MixMonitorStart, MixMonitorMute, MixMonitorStop). `file` is as MixMonitor was told, from the channel
    variable MIXMONITOR_FILENAME; `by` whose desk asked for it, None when the dialplan or nobody known did."""

    state: RecordingState
    channel: str
    file: str | None = None
    by: str | None = None


class CallMuted(CallEvent, frozen=True, kw_only=True):
    """The others do not hear `by` any more, or (`muted` false) hear them again; asked for at a desk."""

    by: Party
    muted: bool


class CallLegEnded(CallEvent, frozen=True, kw_only=True):
    """One person's part in the call is over: their own talk and hold, and how they handed it on."""

    party: Party
    queue: str | None
    ring_s: float
    talk_s: float
    hold_s: float
    transfer: TransferKind | None = None


class CallEnded(CallEvent, frozen=True, kw_only=True):
    """The journey is over; exactly once per call. `certain` is False when part of it was not seen, `gap_s`
    how many seconds of it."""

    reason: CallEndReason
    ended_by: EndedBy
    waited_s: float
    talk_s: float
    hold_s: float
    certain: bool = True
    gap_s: float = 0.0
    linkedids: tuple[str, ...] = ()


class AgentState(Event, frozen=True, kw_only=True):
    """An agent's state changed. `until` is when wrap-up ends by itself. Paused in some of the `queues`
    is paused, too: `paused_queues` names them, from the others calls still come. `by` is who set the state
    when it was not the agent; `next_state` is what comes when no call and no wrap-up keeps the agent."""

    audience: ClassVar[Audience] = "agent"
    agent: str
    state: AgentStateName
    reason: str | None
    since: datetime
    call_id: str | None = None
    until: datetime | None = None
    queues: tuple[str, ...] = ()
    paused_queues: tuple[str, ...] = ()
    by: str | None = None
    next_state: AgentStateName | None = None
    next_reason: str | None = None
    next_by: str | None = None


class QueueFigures(Event, frozen=True, kw_only=True):
    """Live figures of one queue. `service_level` is percent (0-100) of the offered calls answered
    within `service_level_s`, offered = answered + abandoned; None before the first such call."""

    queue: str
    waiting: int
    longest_wait_s: float
    ready: int
    talking: int
    paused: int
    wrap_up: int
    ringing: int
    answered: int
    abandoned: int
    service_level: float | None
    service_level_s: int
    answered_in_service_level: int = 0
    oldest_joined_at: datetime | None = None


class QueueMemberState(Event, frozen=True, kw_only=True):
    """A member of a queue appeared or changed: `device` is the interface Asterisk rings; None where Asterisk
    has not said it. Whether the phone is busy is not told here."""

    audience: ClassVar[Audience] = "agent"
    queue: str
    device: str
    agent: str | None = None
    name: str | None = None
    paused: bool | None = None
    reason: str | None = None
    penalty: int | None = None
    ring_in_use: bool | None = None
    dynamic: bool | None = None
    reachable: bool | None = None


class QueueMemberGone(Event, frozen=True, kw_only=True):
    """The device is no member of the queue any more."""

    audience: ClassVar[Audience] = "agent"
    queue: str
    device: str


class QueueGone(Event, frozen=True, kw_only=True):
    """The PBX no longer has this queue: its figures are over."""

    queue: str


class LinkState(Event, frozen=True, kw_only=True):
    """What the boards may be believed; `gap_s` is how long nothing was seen, in seconds. When it is over
    (certain): since when, how many calls ended unseen, and how many went on or were met."""

    state: LinkStateName
    gap_s: float | None = None
    message: str | None = None
    since: datetime | None = None
    calls_closed: int = 0
    calls_kept: int = 0


AnyCallEvent = (
    CallStarted
    | CallFound
    | CallQueued
    | CallLeftQueue
    | CallOffered
    | CallOfferEnded
    | CallAnswered
    | CallHeld
    | CallResumed
    | CallTransferred
    | CallJoined
    | CallParted
    | CallParked
    | CallUnparked
    | CallMerged
    | CallRecording
    | CallMuted
    | CallLegEnded
    | CallEnded
)
AnyEvent = (
    AnyCallEvent
    | QueuePosition
    | AgentState
    | QueueFigures
    | QueueMemberState
    | QueueMemberGone
    | QueueGone
    | LinkState
)
