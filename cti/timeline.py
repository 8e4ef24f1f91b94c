"""All that ever was between a customer and us, as entries of one list: the types and their store."""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal, Protocol, get_args

import msgspec

from cti.calls.record import AnswerRecord
from cti.events import Direction

Kind = Literal["call", "follow_up", "note", "answers", "message", "task", "ruling", "merge"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One entry. `at` is when it happened; what belongs to a call stands at its start and behind it. `by` is
    a user, `number` the other side's. What an entry's kind does not have is left out: `reason`, `disposition`
    and `talk_s` are a call's; `due` and `done_at` of follow-ups and tasks; `detail` is the longer text of a
    task, `other` the agent it is for, or the name of the customer that became part of this one; `channel`
    and `state` are a message's, `answers` a script's, `verdict` a ruling's; rulings and merges may be undone.
    """

    kind: Kind
    entry_id: str
    at: datetime
    call_id: str | None = None
    by: str | None = None
    text: str | None = None
    detail: str | None = None
    direction: Direction | None = None
    queue: str | None = None
    number: str | None = None
    reason: str | None = None
    disposition: str | None = None
    talk_s: float | None = None
    due: datetime | None = None
    done_at: datetime | None = None
    channel: str | None = None
    state: str | None = None
    script: str | None = None
    answers: tuple[AnswerRecord, ...] = ()
    verdict: str | None = None
    other: str | None = None
    undone_by: str | None = None
    undone_at: datetime | None = None


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What of a timeline is asked for: `kinds` (none: all), those with `text` in them. `dispositions` are
    codes whose words hold the text; `sensitive`: whether sensitive answers may be searched."""

    kinds: tuple[Kind, ...] = ()
    text: str = ""
    dispositions: tuple[str, ...] = ()
    sensitive: bool = False


class TimelineStore(Protocol):
    """All that ever was between a customer and us."""

    async def list(
        self, customer_id: str, wanted: Wanted, limit: int = 50, cursor: str | None = None
    ) -> tuple[list[Entry], str | None]:
        """Newest first; a page and the cursor of the next."""
