"""A timeline as its reader may see it (web/sight.py), in the reader's language. Pure.

Searching knows the whole number.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from cti.config import Config
from cti.customers.model import Customer
from cti.events import Direction
from cti.sight import Sight
from cti.timeline import Entry, Kind
from web.sight import AnswerShown, answer_seen


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


def entry_view(entry: Entry, customer: Customer, sight: Sight, locale: str) -> EntryView:
    """`entry` of `customer` as `sight` sees it."""
    facts = {name: getattr(entry, name) for name in _SAME}
    return EntryView(
        number=sight.number(entry.number, customer.number_keys),
        answers=tuple(answer_seen(sight, one, locale) for one in entry.answers),
        **facts,
    )


def dispositions_with(text: str, config: Config) -> tuple[str, ...]:
    """The codes of the dispositions whose words in any language hold `text`."""
    wanted = text.strip().lower()
    return tuple(row.code for row in config.dispositions if wanted in f"{row.zh_CN}\n{row.en}".lower())


_SAME = [name for name in EntryView.__struct_fields__ if name not in ("number", "answers")]
