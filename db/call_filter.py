"""What the calls list is asked for -> SQL conditions, each with an index behind it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, false, literal, or_, tuple_

from cti.calls.record import CallFilter
from db import cursor as cursors
from db.column_types import Moment, Words
from db.digits import only_digits, written_any_way
from db.tables import call_legs, call_visits, calls

_FEWEST_DIGITS = 3


def conditions(wanted: CallFilter, country: str) -> list[ColumnElement[bool]]:
    """All that must hold; calls that became part of another one are never listed.

    `agent` means anybody who was rung or talked, `queue` any queue the caller was in, `until` is exclusive.
    """
    found: list[ColumnElement[bool]] = [calls.c.merged_into.is_(None)]
    if wanted.since is not None:
        found.append(calls.c.started_at >= wanted.since)
    if wanted.until is not None:
        found.append(calls.c.started_at < wanted.until)
    plain = {
        "pbx": wanted.pbx,
        "customer_id": wanted.customer,
        "reason": wanted.reason,
        "direction": wanted.direction,
    }
    found += [calls.c[name] == value for name, value in plain.items() if value is not None]
    if wanted.queue is not None:
        visits = call_visits.c
        in_queue = exists().where(visits.call_id == calls.c.call_id, visits.queue == wanted.queue)
        found.append(or_(calls.c.queue == wanted.queue, in_queue))
    if wanted.agent is not None:
        legs = call_legs.c
        took_part = exists().where(legs.call_id == calls.c.call_id, legs.agent == wanted.agent)
        found.append(or_(calls.c.agent == wanted.agent, took_part))
    found += _said(wanted)
    if wanted.number is not None:
        found.append(_has_number(wanted.number, country))
    return found


def _said(wanted: CallFilter) -> list[ColumnElement[bool]]:
    """What agents said of the call, or did not say."""
    found: list[ColumnElement[bool]] = []
    if wanted.dispositions is not None:
        found.append(calls.c.disposition.in_(sorted(wanted.dispositions)))
    if wanted.uncoded:
        is_over = calls.c.ended_at.is_not(None), calls.c.agent.is_not(None), calls.c.talk_s > 0
        found += [calls.c.disposition.is_(None), *is_over]
    return found


def after(cursor: str) -> ColumnElement[bool]:
    """Only calls further down the list. Raises InvalidInput for a foreign cursor."""
    started_at, call_id = cursors.decode(cursor, tuple[datetime, str])
    place = tuple_(literal(started_at, Moment), literal(call_id, Words))
    return tuple_(calls.c.started_at, calls.c.call_id) < place


def meant_by(text: str, since: datetime, country: str) -> ColumnElement[bool]:
    """What a few digits mean: a number, of any age (an index has it); what words mean: a note or the caller's
    name in calls that began since then."""
    words = text.strip()
    if len(only_digits(words)) >= _FEWEST_DIGITS:
        return _has_number(words, country)
    said = [column.icontains(words, autoescape=True) for column in (calls.c.note, calls.c.caller_name)]
    return and_(calls.c.started_at >= since, or_(*said))


def readable_by(agent: str) -> ColumnElement[bool]:
    """Calls of known customers, and those that `agent` had a part in."""
    took_part = exists().where(call_legs.c.call_id == calls.c.call_id, call_legs.c.agent == agent)
    return or_(calls.c.customer_id.is_not(None), calls.c.agent == agent, took_part)


def _has_number(number: str, country: str) -> ColumnElement[bool]:
    by_digits = written_any_way([calls.c.caller_tail, calls.c.dialed_tail], number, country)
    return false() if by_digits is None else by_digits
