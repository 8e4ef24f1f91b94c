"""What the store holds -> the entries of the lists. Pure.

The missed calls of one number are one entry, from the first to the last of them. Attempts count from the
last one on: who called in vain once more wants to be called back once more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta

import msgspec

from cti.worklists.model import (
    Attempt,
    Entry,
    Missed,
    Promise,
    Rules,
    Task,
    callback_id,
    missed_id,
    task_id,
)

KeyOf = Callable[[str | None], str]
"""A number as written -> what numbers are matched on ("" for none)."""


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """Everything open, as read from the store. `names` are those of customers."""

    missed: Sequence[Missed] = ()
    promises: Sequence[Promise] = ()
    tasks: Sequence[Task] = ()
    attempts: Sequence[Attempt] = ()
    names: Mapping[str, str] = {}


def entries(stored: Stored, rules: Rules, key_of: KeyOf) -> list[Entry]:
    """Every entry that is open, taken or not."""
    attempts: dict[str, list[Attempt]] = defaultdict(list)
    for attempt in stored.attempts:
        attempts[attempt.entry].append(attempt)
    by_number: dict[str, list[Missed]] = defaultdict(list)
    for one in stored.missed:
        by_number[one.key].append(one)
    names = stored.names
    found: list[Entry | None] = [
        _missed(calls, attempts[missed_id(key)], names, rules) for key, calls in by_number.items()
    ]
    found += [_callback(one, attempts[callback_id(one.call_id)], names, rules) for one in stored.promises]
    found += [_task(one, attempts[task_id(one.task_id)], names, rules) for one in stored.tasks]
    return [msgspec.structs.replace(one, key=key_of(one.number)) for one in found if one is not None]


def _missed(
    calls: Sequence[Missed], attempts: Sequence[Attempt], names: Mapping[str, str], rules: Rules
) -> Entry | None:
    """None when somebody reached the caller, or closed the matter, after the last call."""
    calls = sorted(calls, key=lambda one: one.at)
    last = calls[-1]
    since = [attempt for attempt in attempts if attempt.at >= last.at]
    if any(attempt.result != "no_answer" for attempt in since):
        return None
    closed_at = max((one.at for one in attempts if one.result != "no_answer"), default=None)
    calls = [one for one in calls if closed_at is None or one.at > closed_at]
    customer = next((one.customer_id for one in reversed(calls) if one.customer_id), None)
    entry = Entry(
        entry=missed_id(last.key),
        kind="missed",
        since=calls[0].at,
        last_at=last.at,
        number=last.number,
        name=names.get(customer or "") or last.caller_name,
        customer_id=customer,
        call_id=last.call_id,
        reason=last.reason,
        waited_s=last.waited_s,
        queues=_distinct(one.queue for one in calls if one.queue),
        agents=_distinct(agent for one in calls for agent in one.agents),
        times=len(calls),
        given_up=len(since) >= rules.most_attempts,
    )
    return _tried(entry, since, rules)


def _callback(promise: Promise, attempts: Sequence[Attempt], names: Mapping[str, str], rules: Rules) -> Entry:
    """A promise is never given up."""
    entry = Entry(
        entry=callback_id(promise.call_id),
        kind="callback",
        since=promise.promised_at,
        due_at=promise.due_at,
        number=promise.number,
        name=names.get(promise.customer_id or "") or promise.caller_name,
        customer_id=promise.customer_id,
        call_id=promise.call_id,
        note=promise.note,
        queues=(promise.queue,) if promise.agent is None and promise.queue else (),
        agents=(promise.agent,) if promise.agent else (),
    )
    return _tried(entry, _in_vain(attempts), rules)


def _task(task: Task, attempts: Sequence[Attempt], names: Mapping[str, str], rules: Rules) -> Entry:
    entry = Entry(
        entry=task_id(task.task_id),
        kind="task",
        since=task.created_at,
        due_at=task.due_at,
        number=task.number,
        name=names.get(task.customer_id or ""),
        customer_id=task.customer_id,
        call_id=task.call_id,
        title=task.title,
        note=task.note,
        agents=(task.agent,) if task.agent else (),
        created_by=task.created_by,
    )
    return _tried(entry, _in_vain(attempts), rules)


def _tried(entry: Entry, attempts: Sequence[Attempt], rules: Rules) -> Entry:
    """`entry` with the attempts in vain."""
    last = attempts[-1].at if attempts else None
    return msgspec.structs.replace(
        entry,
        attempts=len(attempts),
        attempted_at=last,
        retry_at=last + timedelta(seconds=rules.retry_s) if last is not None else None,
    )


def _in_vain(attempts: Sequence[Attempt]) -> list[Attempt]:
    return [one for one in attempts if one.result == "no_answer"]


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
