"""Call records: one per customer journey, with a leg per person who was rung or talked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from cti.events import CallEndReason, Direction, EndedBy, TransferKind


class LegRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One person's part of a call; seconds with decimals. `reason` is how the ringing ended."""

    agent: str | None
    device: str | None
    channel: str | None
    queue: str | None
    offered_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    ring_s: float = 0.0
    talk_s: float = 0.0
    hold_s: float = 0.0
    wrap_up_s: float = 0.0
    reason: str | None = None
    transfer: TransferKind | None = None


class AnswerRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One answer of a scripted survey: `value` the code, `label` what was shown; `question` is what was
    asked, a text per language with its fields not filled in. `sensitive`: not for everybody's eyes."""

    script: str
    version: int
    item: str
    value: str
    label: str
    question: dict[str, str] = {}
    sensitive: bool = False


class QueueVisit(msgspec.Struct, frozen=True, kw_only=True):
    """One stay in one queue."""

    queue: str
    joined_at: datetime
    left_at: datetime | None = None
    reason: str | None = None
    waited_s: float | None = None


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What the agent says of the call; a draft until `finished_at` is set. `follow_up_agent` is whose the
    follow-up is, None anybody's."""

    disposition: str | None = None
    note: str | None = None
    follow_up_at: datetime | None = None
    follow_up_agent: str | None = None
    finished_at: datetime | None = None


class CallRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A call as stored and shown. Open while `ended_at` is None. `gap_s`: seconds of it that nobody saw.
    `follow_up_done_at`: when somebody closed the follow-up."""

    call_id: str
    pbx: str
    linkedids: tuple[str, ...]
    started_at: datetime
    ended_at: datetime | None
    direction: Direction
    caller_number: str | None
    caller_name: str | None
    caller_e164: str | None = None
    customer_id: str | None = None
    dialed: str | None = None
    queue: str | None = None
    agent: str | None = None
    reason: CallEndReason | None = None
    ended_by: EndedBy | None = None
    waited_s: float = 0.0
    talk_s: float = 0.0
    hold_s: float = 0.0
    certain: bool = True
    gap_s: float = 0.0
    disposition: str | None = None
    note: str | None = None
    follow_up_at: datetime | None = None
    follow_up_done_at: datetime | None = None
    follow_up_agent: str | None = None
    legs: tuple[LegRecord, ...] = ()
    visits: tuple[QueueVisit, ...] = ()
    answers: tuple[AnswerRecord, ...] = ()


class LinkGap(msgspec.Struct, frozen=True, kw_only=True):
    """A time in which a PBX was not seen: `calls_closed` ended unseen, `calls_kept` went on or were met."""

    pbx: str
    began_at: datetime
    ended_at: datetime
    calls_closed: int = 0
    calls_kept: int = 0


class Unrecorded(msgspec.Struct, frozen=True, kw_only=True):
    """A time that was kept out of a recording; `ended_at` None while it is."""

    began_at: datetime
    ended_at: datetime | None = None


class SoundRecording(msgspec.Struct, frozen=True, kw_only=True):
    """What was recorded of a channel of a call; `file` as the PBX names it, None when it did not say.
    `started_by` is the agent whose desk asked for it, None for the dialplan's own recordings."""

    recording_id: str
    call_id: str
    pbx: str
    channel: str
    file: str | None
    started_at: datetime
    started_by: str | None = None
    ended_at: datetime | None = None
    unrecorded: tuple[Unrecorded, ...] = ()

    @property
    def is_paused(self) -> bool:
        """True while what is said is kept out of it."""
        return bool(self.unrecorded) and self.unrecorded[-1].ended_at is None


class CallFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Filters of the calls list; None means any. `number` matches any written form; `dispositions` any of
    these; `uncoded`: talks with one of ours of which nobody said how they went."""

    since: datetime | None = None
    until: datetime | None = None
    pbx: str | None = None
    queue: str | None = None
    agent: str | None = None
    customer: str | None = None
    number: str | None = None
    reason: str | None = None
    direction: str | None = None
    dispositions: frozenset[str] | None = None
    uncoded: bool = False


class WorkItem(msgspec.Struct, frozen=True, kw_only=True):
    """What one agent has to do with one call: the pop, the drafts, the script run. Lives in the store,
    so that a reload, a second tab or a restart finds it. `pop` is the pop frame without seq as JSON text.
    `uncoded_at`: when its time ended before the agent said how the call went; None once that is settled."""

    work_id: str
    call_id: str
    agent: str
    pop: str
    created_at: datetime
    customer_id: str | None = None
    answered_at: datetime | None = None
    wrap_up_until: datetime | None = None
    dismissed_at: datetime | None = None
    outcome: Outcome = Outcome()
    run_id: str | None = None
    uncoded_at: datetime | None = None


def timed_out(item: WorkItem, at: datetime) -> WorkItem:
    """`item` when its time is over: the draft is the outcome; a talk nobody coded is to be coded later."""
    outcome = msgspec.structs.replace(item.outcome, finished_at=at)
    uncoded_at = at if item.answered_at is not None and outcome.disposition is None else None
    return msgspec.structs.replace(item, outcome=outcome, uncoded_at=uncoded_at)


def open_follow_ups(calls: Sequence[CallRecord]) -> list[tuple[datetime, CallRecord]]:
    """The follow-ups still open in `calls` of one customer and when they are due, the earliest first."""
    last_talk = max((call.started_at for call in calls if call.talk_s > 0), default=None)
    promised = [(call.follow_up_at, call) for call in calls if call.follow_up_at is not None]
    still_open = [(due, call) for due, call in promised if is_follow_up_open(call, last_talk)]
    return sorted(still_open, key=lambda matter: matter[0])


def is_follow_up_open(call: CallRecord, last_talk: datetime | None) -> bool:
    """A follow-up was promised in `call`, nobody closed it, and nobody talked to the customer after it was
    due; `last_talk` is the start of the customer's last call that was talked on."""
    if call.follow_up_at is None or call.follow_up_done_at is not None:
        return False
    return last_talk is None or last_talk <= call.follow_up_at
