"""A timeline as its reader may see it, in the reader's language. Pure.

Agents see of a number that is not in the customer's record only the last four digits, and of a sensitive
answer only that it was given; supervisors and administrators see both. Searching knows the whole number.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from cti.calls.record import AnswerRecord
from cti.config import Config
from cti.customers import numbers
from cti.customers.model import Customer
from cti.events import Direction
from cti.scripts.text import render
from cti.timeline import Entry, Kind

SHOWN_DIGITS = 4
_HIDDEN = "•"


class AnswerShown(msgspec.Struct, frozen=True, kw_only=True):
    """An answer; `hidden` ones have neither value nor label."""

    script: str
    version: int
    item: str
    question: str
    value: str
    label: str
    hidden: bool = False


class EntryView(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of a timeline; what its `kind` does not have is null. `number` may be masked."""

    kind: Kind
    entry_id: str
    at: datetime
    call_id: str | None
    by: str | None
    text: str | None
    detail: str | None
    direction: Direction | None
    queue: str | None
    number: str | None
    reason: str | None
    disposition: str | None
    talk_s: float | None
    due: datetime | None
    done_at: datetime | None
    channel: str | None
    state: str | None
    script: str | None
    answers: tuple[AnswerShown, ...]
    verdict: str | None
    other: str | None
    undone_by: str | None
    undone_at: datetime | None


def entry_view(entry: Entry, customer: Customer, sees_all: bool, locale: str, country: str) -> EntryView:
    """`entry` of `customer` for somebody who `sees_all` or not."""
    facts = {name: getattr(entry, name) for name in _SAME}
    return EntryView(
        number=entry.number if sees_all else masked(entry.number, customer, country),
        answers=tuple(_answer(one, sees_all, locale) for one in entry.answers),
        **facts,
    )


def masked(number: str | None, customer: Customer, country: str) -> str | None:
    """Only the last four digits, unless the number is in the record anyway."""
    if number is None:
        return None
    key = numbers.parse(number, country).key
    if any(own.key == key for own in customer.numbers) or len(key) <= SHOWN_DIGITS:
        return number
    return _HIDDEN * SHOWN_DIGITS + key[-SHOWN_DIGITS:]


def dispositions_with(text: str, config: Config) -> tuple[str, ...]:
    """The codes of the dispositions whose words in any language hold `text`."""
    wanted = text.strip().lower()
    return tuple(row.code for row in config.dispositions if wanted in f"{row.zh_CN}\n{row.en}".lower())


def _answer(answer: AnswerRecord, sees_all: bool, locale: str) -> AnswerShown:
    hidden = answer.sensitive and not sees_all
    return AnswerShown(
        script=answer.script,
        version=answer.version,
        item=answer.item,
        question=render(answer.question, locale, {}),
        value="" if hidden else answer.value,
        label="" if hidden else answer.label,
        hidden=hidden,
    )


_SAME = [name for name in EntryView.__struct_fields__ if name not in ("number", "answers")]
