"""What the JSON API and the pages show of the core's values: same facts, the promised field names.

Pure. Nothing is looked up here; secrets and match keys stay behind.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Generic, TypeVar

import msgspec

from cti.calls.quality import CallQuality
from cti.calls.record import (
    CallRecord,
    LegRecord,
    QueueVisit,
    is_follow_up_open,
    open_follow_ups,
)
from cti.customers.model import Customer, PhoneNumber
from cti.events import CallEndReason, Direction, EndedBy
from cti.screenpop.frame import OpenMatter
from cti.sight import Sight
from cti.users.model import PhoneKind, Role, User
from web.sight import AnswerShown, answer_seen

T = TypeVar("T")


class ListPage(msgspec.Struct, Generic[T], frozen=True):
    """One page of a list; `next` is the cursor of the following one, None at the end."""

    items: list[T]
    next: str | None = None


class CallerView(msgspec.Struct, frozen=True):
    """The caller as stored with a call."""

    number: str | None
    name: str | None


class QualityView(msgspec.Struct, frozen=True, kw_only=True):
    """How a call sounded at the browser of one agent; see `cti.calls.quality` for the meanings."""

    agent: str
    at: datetime
    seconds: float
    sent: int
    received: int
    lost: int
    lost_there: int
    jitter_ms: float
    rtt_ms: float | None
    mos: float
    mos_worst: float


class CallView(msgspec.Struct, frozen=True, kw_only=True):
    """A call record; seconds with decimals, times UTC. A follow-up is open until somebody closes it
    (`follow_up_done_at`) or talks to the customer after it was due; whose it is says `follow_up_agent` (null:
    anybody's).
    `disposition_path` leads from the top of the tree to `disposition`."""

    call_id: str
    pbx: str
    linkedids: tuple[str, ...]
    started_at: datetime
    ended_at: datetime | None
    direction: Direction
    caller: CallerView
    customer_id: str | None
    customer_name: str | None
    dialed: str | None
    queue: str | None
    agent: str | None
    reason: CallEndReason | None
    ended_by: EndedBy | None
    waited_s: float
    talk_s: float
    hold_s: float
    certain: bool
    gap_s: float
    disposition: str | None
    disposition_path: tuple[str, ...]
    note: str | None
    follow_up_at: datetime | None
    follow_up_done_at: datetime | None
    follow_up_agent: str | None
    follow_up_open: bool
    legs: tuple[LegRecord, ...]
    visits: tuple[QueueVisit, ...]
    answers: tuple[AnswerShown, ...]
    quality: tuple[QualityView, ...]


class NumberView(msgspec.Struct, frozen=True, kw_only=True):
    """A customer's number."""

    e164: str | None
    raw: str
    label: str | None
    extension: str | None


class CustomerView(msgspec.Struct, frozen=True, kw_only=True):
    """A customer; `version` goes back with a change. `merged_from` is the id that was asked for when that
    customer became part of this one."""

    customer_id: str
    name: str
    organisation: str | None
    numbers: tuple[NumberView, ...]
    email: str | None
    tags: tuple[str, ...]
    note: str | None
    external_id: str | None
    fields: dict[str, str]
    version: int
    created_at: datetime | None
    updated_at: datetime | None
    merged_from: str | None = None


class UserView(msgspec.Struct, frozen=True, kw_only=True):
    """The user as shown to themselves."""

    name: str
    display_name: str | None
    role: Role
    extension: str | None
    device: str | None
    phone: PhoneKind
    queues: tuple[str, ...]


def call_view(
    record: CallRecord,
    customer_name: str | None,
    last_talk: datetime | None,
    qualities: Sequence[CallQuality],
    disposition_path: tuple[str, ...],
    sight: Sight,
    locale: str,
) -> CallView:
    """`record` with the caller gathered, answers as `sight` sees them, questions in `locale`; `last_talk`
    with the customer, None when nobody talked to them or nobody knows who it is."""
    facts = {name: getattr(record, name) for name in _CALL_FIELDS}
    return CallView(
        caller=CallerView(record.caller_number, record.caller_name),
        customer_name=customer_name,
        follow_up_open=is_follow_up_open(record, last_talk),
        answers=tuple(answer_seen(sight, answer, locale) for answer in record.answers),
        quality=tuple(_quality_view(quality) for quality in qualities),
        disposition_path=disposition_path,
        **facts,
    )


def _quality_view(quality: CallQuality) -> QualityView:
    return QualityView(**{name: getattr(quality, name) for name in QualityView.__struct_fields__})


def customer_view(customer: Customer, asked: str | None = None) -> CustomerView:
    """`customer` without match keys; `asked` is the id it was found by."""
    facts = {name: getattr(customer, name) for name in _CUSTOMER_FIELDS}
    return CustomerView(
        numbers=tuple(_number_view(number) for number in customer.numbers),
        merged_from=asked if asked != customer.customer_id else None,
        **facts,
    )


def _number_view(number: PhoneNumber) -> NumberView:
    return NumberView(e164=number.e164, raw=number.raw, label=number.label, extension=number.extension)


def user_view(user: User) -> UserView:
    """`user` without what only administrators see."""
    return UserView(**{name: getattr(user, name) for name in UserView.__struct_fields__})


def open_matters(calls: list[CallRecord]) -> list[OpenMatter]:
    """The follow-ups still open among `calls` of one customer, the earliest first."""
    return [
        OpenMatter(kind="follow_up", call_id=call.call_id, due=due, note=call.note)
        for due, call in open_follow_ups(calls)
    ]


_OTHER_FIELDS = (
    "caller", "customer_name", "follow_up_open", "answers", "quality", "disposition_path",
)  # fmt: skip
_CALL_FIELDS = [name for name in CallView.__struct_fields__ if name not in _OTHER_FIELDS]
_CUSTOMER_FIELDS = [name for name in CustomerView.__struct_fields__ if name not in ("numbers", "merged_from")]
