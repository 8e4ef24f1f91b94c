"""What the call tracker remembers while a call lives: channels, legs, queue visits, calls.

Mutable, private to cti/calls; what leaves this package are frozen events. Times are epoch seconds.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from cti.calls.states import LegState
from cti.events import (
    AnyCallEvent,
    Direction,
    LeaveReason,
    OfferEnd,
    Party,
    RecordingState,
    TransferKind,
)

DeskHold = Literal["ordered", "waiting"]
"""A hold ordered at a desk: still in the bridge, then out of it."""


class Visit(msgspec.Struct, eq=False, kw_only=True):
    """One stay of the caller in one queue. `left_at` is set by QueueCallerLeave; the reason may only
    be known some messages later."""

    queue: str
    uniqueid: str
    joined_at: float
    left_at: float | None = None
    abandoned: bool = False
    settled: bool = False
    reason: LeaveReason | None = None
    asked: bool = False
    """It is an agent who waits there to ask, while the customer is on hold."""


class Leg(msgspec.Struct, eq=False, kw_only=True):
    """One person's part in a call: rung, waiting, talking, holding, gone."""

    party: Party
    state: LegState
    since: float
    offered_at: float | None = None
    queue: str | None = None
    answered_at: float | None = None
    conversed: bool = False
    said_answered: bool = False
    ring_s: float = 0.0
    talk_s: float = 0.0
    hold_s: float = 0.0
    offer_end: OfferEnd | None = None
    transfer: TransferKind | None = None
    let_go: bool = False
    """They handed the call on, or parked it: what becomes of it is not theirs any more."""
    pressed_hold: str | None = None
    """The bridge in which this person pressed hold."""
    desk_hold: DeskHold | None = None
    holds: bool = False
    """It is this person's desk that ordered the hold."""
    spans: list[tuple[LegState, float, float]] = []
    """Of one of ours: each time of talk or hold that is over."""


class Handing(msgspec.Struct, eq=False, kw_only=True):
    """A blind transfer that may turn out to be a parking; `at` when it was asked for."""

    by: Channel
    to: Party
    at: float


class Parting(msgspec.Struct, eq=False, kw_only=True):
    """Somebody left a conversation, unless they are back in it at once; `others` whom they left."""

    others: list[Channel]
    room: bool
    at: float


class Channel(msgspec.Struct, eq=False, kw_only=True):
    """An Asterisk channel. `call` is the journey it belongs to now."""

    uniqueid: str
    name: str
    device: str
    call: Call
    linkedid: str
    created_at: float
    local: bool = False
    up: bool = False
    originated: bool = False
    """Created by the PBX towards the phone (state Down at birth), not by the phone."""
    number: str | None = None
    caller_name: str | None = None
    exten: str | None = None
    bridge: str | None = None
    hangup_requested: bool = False
    parked: bool = False
    space: str | None = None
    """The parking place that Asterisk gave it."""
    handing: Handing | None = None
    """Where it is being sent."""
    parting: Parting | None = None
    application: str | None = None
    """What the dialplan runs on it."""
    queue_application: str | None = None
    """The queue named by the dialplan's Queue() on this channel."""
    spy_options: str = ""
    """The options of ChanSpy() on this channel."""
    leg: Leg | None = None
    muted: bool = False
    hold_heard: bool = False
    """Its phone held, or took back, since the last snapshot began."""
    recording: RecordingState | None = None
    recording_file: str | None = None
    recording_by: str | None = None
    """Whose desk asked for the next change of the recording."""


class Asking(msgspec.Struct, eq=False, kw_only=True):
    """A consultation met in mid-course; `whom` None: a queue, or nobody picked up or rings yet. `begun`: it
    was not known before."""

    by: Channel
    whom: Leg | None
    begun: bool


class Call(msgspec.Struct, eq=False, kw_only=True):
    """A customer's whole journey. `aliases` are all Linkedids it ever had."""

    call_id: str
    started_at: float
    aliases: set[str] = set()
    channels: dict[str, Channel] = {}
    origin: Channel | None = None
    caller: Party | None = None
    direction: Direction | None = None
    dialed: str | None = None
    announced: bool = False
    """call_started went out; until then events wait in `pending`."""
    pending: list[AnyCallEvent] = []
    partial: bool = False
    """Its beginning was not seen."""
    certain: bool = True
    found: bool = False
    """Met in mid-course through a snapshot."""
    lost: bool = False
    """Its end was not seen."""
    gap_s: float = 0.0
    """Seconds of it that were not seen."""
    in_room: bool = False
    """It reached a conference room, whoever else was there."""
    listens: bool = False
    """Somebody of ours listens to another call: no journey of a customer, not told."""
    visits: list[Visit] = []
    customer: Leg | None = None
    """The leg whose talk and hold the call reports: the customer, else who began it."""
    legs: list[Leg] = []
    asking: Asking | None = None
    """What the last snapshot showed."""
    first_answer_at: float | None = None
    application_at: float | None = None
    """When an application of the PBX answered that waits for keys; somebody may be rung behind it."""
    last_hangup: Leg | None = None
    last_offer_end: OfferEnd | None = None

    @property
    def waiting(self) -> Visit | None:
        """The visit the caller is in now."""
        visit = self.visits[-1] if self.visits else None
        return visit if visit is not None and visit.left_at is None else None

    @property
    def leaving(self) -> Visit | None:
        """The visit that ended for a reason not known yet."""
        visit = self.visits[-1] if self.visits else None
        return visit if visit is not None and visit.left_at is not None and not visit.settled else None
