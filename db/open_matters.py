"""Which calls were missed and which callbacks promised, and are still to be made: read from the calls.

A caller counts as reached when a later call from or to the same number was talked on. Each question is
bounded by time or goes by an index; whom somebody talked to later is asked of the numbers found, some
hundreds at once: a database that knows that one hotline is in every row would rather read all rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Column, ColumnElement, Select, and_, exists, func, null, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cti.worklists.model import Missed, Promise
from db.rows import AnyRow
from db.tables import call_legs, call_visits, calls, customer_numbers

UNANSWERED = ("abandoned", "timeout", "key", "empty", "full", "failed")
"""Ways out of a queue in which nobody talked to the caller there."""

RANG_IN_VAIN = ("no_answer", "busy", "rejected", "abandoned")
"""Ends of a call without a queue that is worth calling back."""

LONGEST_CALL = timedelta(days=1)
"""A call that left a queue began at most so long before."""

_AT_ONCE = 500
replace = msgspec.structs.replace
_VISITS, _LEGS = call_visits.c, call_legs.c
Question = Select[*tuple[Any, ...]]


async def missed(connection: AsyncConnection, since: datetime) -> list[Missed]:
    """Calls that ended so since then and whose callers nobody talked to later, one each, oldest first."""
    direct = (await connection.execute(_rang_directly(since))).all()
    in_queues = (await connection.execute(_left_queues(since))).all()
    talked = await _talked(connection, {row.caller_tail for row in (*direct, *in_queues)}, since)
    found: dict[str, Missed] = {}
    for row in (*direct, *in_queues):
        if talked.get(row.caller_tail, row.started_at) <= row.started_at:
            known = found.get(row.call_id)
            found[row.call_id] = _missed(row, known.agents if known else ())
    owners = await _owners(connection, {one.key[::-1] for one in found.values() if one.customer_id is None})
    named = (replace(one, customer_id=one.customer_id or owners.get(one.key[::-1])) for one in found.values())
    return sorted(named, key=lambda one: (one.at, one.call_id))


async def promises(connection: AsyncConnection) -> list[Promise]:
    """The open ones, the earliest due first. The number is the other side's, else the customer's first."""
    first = (
        select(customer_numbers.c.raw)
        .where(customer_numbers.c.customer_id == calls.c.customer_id)
        .order_by(customer_numbers.c.position)
        .limit(1)
        .scalar_subquery()
    )
    wanted = (
        select(calls, first.label("first_number"))
        .where(calls.c.follow_up_at.is_not(None), calls.c.follow_up_done_at.is_(None))
        .where(calls.c.merged_into.is_(None))
        .order_by(calls.c.follow_up_at, calls.c.call_id)
    )
    rows = (await connection.execute(wanted)).all()
    customers = {row.customer_id for row in rows if row.customer_id is not None}
    talked = await _last_talks(connection, calls.c.customer_id, customers)
    return [
        _promise(row) for row in rows if talked.get(row.customer_id, row.follow_up_at) <= row.follow_up_at
    ]


async def _talked(connection: AsyncConnection, tails: set[str], since: datetime) -> dict[str, datetime]:
    """number -> when the last call from it or to it began that was talked on."""
    later = calls.c.started_at >= since - LONGEST_CALL
    found = await _last_talks(connection, calls.c.caller_tail, tails, later)
    for tail, at in (await _last_talks(connection, calls.c.dialed_tail, tails, later)).items():
        found[tail] = max(found.get(tail, at), at)
    return found


async def _last_talks(
    connection: AsyncConnection, column: Column[str], values: set[str], *conditions: ColumnElement[bool]
) -> dict[str, datetime]:
    found: dict[str, datetime] = {}
    for some in _batches(sorted(values)):
        wanted = select(column, func.max(calls.c.started_at)).where(column.in_(some), *conditions)
        wanted = wanted.where(calls.c.talk_s > 0, calls.c.merged_into.is_(None)).group_by(column)
        for value, at in await connection.execute(wanted):
            found[value] = at
    return found


async def _owners(connection: AsyncConnection, tails: set[str]) -> dict[str, str]:
    """number -> the one customer who has it; nobody was shown these calls, so nobody said who it was."""
    found: dict[str, set[str]] = defaultdict(set)
    for some in _batches(sorted(tails)):
        wanted = select(customer_numbers.c.tail, customer_numbers.c.customer_id).distinct()
        for tail, customer_id in await connection.execute(wanted.where(customer_numbers.c.tail.in_(some))):
            found[tail].add(customer_id)
    return {tail: next(iter(customers)) for tail, customers in found.items() if len(customers) == 1}


_CALL = (
    calls.c.call_id,
    calls.c.caller_number,
    calls.c.caller_tail,
    calls.c.caller_name,
    calls.c.customer_id,
    calls.c.started_at,
)
_IN_AND_OVER = and_(
    calls.c.direction == "inbound",
    calls.c.merged_into.is_(None),
    calls.c.ended_at.is_not(None),
    calls.c.caller_tail.is_not(None),
)


def _left_queues(since: datetime) -> Question:
    """Visits that ended unanswered, the last of each call behind its others. Where an agent had the call all
    the time, it was the agent who asked the queue."""
    own = _LEGS.call_id == _VISITS.call_id
    talked_after = exists().where(own, _LEGS.answered_at >= _VISITS.left_at)
    had_by_an_agent = exists().where(
        own, _LEGS.agent.is_not(None), _LEGS.transfer.is_(None),
        _LEGS.answered_at <= _VISITS.joined_at, _LEGS.ended_at >= _VISITS.left_at,
    )  # fmt: skip
    facts = _VISITS.left_at.label("at"), _VISITS.queue, _VISITS.reason, _VISITS.waited_s
    return (
        select(*_CALL, *facts, null().label("agent"))
        .join_from(call_visits, calls)
        .where(_VISITS.left_at >= since, _VISITS.reason.in_(UNANSWERED), ~talked_after, ~had_by_an_agent)
        .where(calls.c.started_at >= since - LONGEST_CALL, _IN_AND_OVER)
        .order_by(_VISITS.call_id, _VISITS.position)
    )


def _rang_directly(since: datetime) -> Question:
    """Calls to somebody's own number: a row per agent whose phone rang."""
    in_a_queue = exists().where(_VISITS.call_id == calls.c.call_id)
    facts = calls.c.ended_at.label("at"), null().label("queue"), calls.c.reason, calls.c.waited_s, _LEGS.agent
    return (
        select(*_CALL, *facts)
        .join_from(calls, call_legs)
        .where(calls.c.started_at >= since, calls.c.reason.in_(RANG_IN_VAIN), _IN_AND_OVER)
        .where(_LEGS.agent.is_not(None), ~in_a_queue)
        .order_by(calls.c.call_id, _LEGS.position)
    )


def _batches(values: Sequence[str]) -> Iterator[Sequence[str]]:
    return (values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE))


def _missed(row: AnyRow, agents: tuple[str, ...]) -> Missed:
    """`agents` those whose phones rang for the same call."""
    rang = agents if row.agent is None else (*agents, row.agent)
    return Missed(
        call_id=row.call_id, number=row.caller_number, key=row.caller_tail[::-1], at=row.at, queue=row.queue,
        agents=tuple(dict.fromkeys(rang)), reason=row.reason, waited_s=row.waited_s or 0.0,
        caller_name=row.caller_name, customer_id=row.customer_id,
    )  # fmt: skip


def _promise(row: AnyRow) -> Promise:
    theirs = row.dialed if row.direction == "outbound" else row.caller_number
    return Promise(
        call_id=row.call_id, due_at=row.follow_up_at, promised_at=row.started_at, agent=row.follow_up_agent,
        queue=row.queue, number=theirs or row.first_number, note=row.note, caller_name=row.caller_name,
        customer_id=row.customer_id,
    )  # fmt: skip
