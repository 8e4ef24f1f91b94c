"""One run of a script with one customer: saved after every answer, resumed at the first open item."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What was answered to one item: `values` are choice codes or the one text, number or ISO date;
    `refused` when the customer would not say. Neither: a note was read, or a question passed over."""

    item: str
    values: tuple[str, ...] = ()
    refused: bool = False
    at: datetime | None = None


class ScriptRun(msgspec.Struct, frozen=True, kw_only=True):
    """A run bound to one frozen script version. `partial`: the talk ended before the script did."""

    run_id: str
    script: str
    version: int
    call_id: str | None
    customer_id: str | None
    agent: str
    language: str
    started_at: datetime
    state: Literal["open", "complete", "partial"] = "open"
    answers: tuple[Answer, ...] = ()
