"""What the work lists are made of: what the store holds (missed calls, promises, tasks, claims, attempts) and
the entry that people see. Pure data.

An entry is one thing to do for one person, whoever of the team does it. Its id says what it is about:
`missed:DIGITS` a number whose calls nobody answered, `callback:CALL_ID` the call in which a callback was
promised, `task:TASK_ID`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

Kind = Literal["callback", "missed", "task"]
AttemptResult = Literal["no_answer", "reached", "closed"]


class Missed(msgspec.Struct, frozen=True, kw_only=True):
    """A call that left its last queue without an answer, or (`queue` None) rang at `agents` in vain, and
    whose caller nobody talked to since. `number` as it called, `key` what numbers are matched on."""

    call_id: str
    number: str
    key: str
    at: datetime
    queue: str | None
    agents: tuple[str, ...]
    reason: str | None
    waited_s: float
    caller_name: str | None = None
    customer_id: str | None = None


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """A callback promised in a call and still open: `agent` is to make it, or (None) anybody of `queue`."""

    call_id: str
    due_at: datetime
    promised_at: datetime
    agent: str | None
    queue: str | None
    number: str | None
    note: str | None = None
    caller_name: str | None = None
    customer_id: str | None = None


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """Something to do, for `agent` or (None) for anyone; `number` is whom to call about it, if anybody."""

    task_id: str
    title: str
    created_by: str
    created_at: datetime
    note: str | None = None
    customer_id: str | None = None
    call_id: str | None = None
    number: str | None = None
    agent: str | None = None
    due_at: datetime | None = None
    done_at: datetime | None = None
    done_by: str | None = None


class TaskWords(msgspec.Struct, frozen=True, kw_only=True):
    """What people may change of a task: the text, when it is due, and whose it is (None: anyone's)."""

    title: str
    note: str | None = None
    agent: str | None = None
    due_at: datetime | None = None


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """An entry taken by one agent; nobody else may take it before `expires_at`. `call_id`: the call in which
    it is being done."""

    entry: str
    agent: str
    taken_at: datetime
    expires_at: datetime
    call_id: str | None = None


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt to do an entry and how it went; `reached` and `closed` (by hand) end a missed call."""

    entry: str
    at: datetime
    result: AttemptResult
    agent: str | None = None
    call_id: str | None = None


class Rules(msgspec.Struct, frozen=True):
    """`retry_s` after an attempt nobody answered an entry comes back; after `most_attempts` a missed call
    does not; a claim lasts `claim_s`."""

    retry_s: float = 1800.0
    most_attempts: int = 3
    claim_s: float = 900.0


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a list. `since` is when it began (first missed, promised, made), `due_at` when it is due
    (None: whenever there is time). It is for `agents` and whoever is in one of `queues`; for anyone when
    both are empty. `times` counts the calls missed. `zones` are the time zones the number may be in."""

    entry: str
    kind: Kind
    since: datetime
    number: str | None = None
    key: str = ""
    name: str | None = None
    customer_id: str | None = None
    call_id: str | None = None
    title: str | None = None
    note: str | None = None
    reason: str | None = None
    waited_s: float | None = None
    queues: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    due_at: datetime | None = None
    last_at: datetime | None = None
    times: int = 1
    attempts: int = 0
    attempted_at: datetime | None = None
    retry_at: datetime | None = None
    given_up: bool = False
    created_by: str | None = None
    taken_by: str | None = None
    taken_until: datetime | None = None
    zones: tuple[str, ...] = ()


def missed_id(key: str) -> str:
    """The id of the missed calls of a number."""
    return f"missed:{key.lstrip('+')}"


def callback_id(call_id: str) -> str:
    """The id of the callback promised in a call."""
    return f"callback:{call_id}"


def task_id(task: str) -> str:
    """The id of a task in the lists."""
    return f"task:{task}"


def subject_of(entry: str) -> tuple[str, str]:
    """Kind and what follows it."""
    kind, _, subject = entry.partition(":")
    return kind, subject
