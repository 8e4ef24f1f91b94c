"""The story of a call that a server before this one followed, from its stored record. Pure.

A record says of each visit and each person when it began, how it ended and how long it took; out of that
come the events that the story is told from. What a record does not keep (to whom a call was handed on) is
taken from who comes next in it; what nobody knows is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import get_args

from cti.calls.record import CallRecord, LegRecord
from cti.events import (
    CallAnswered,
    CallEvent,
    CallHeld,
    CallLeftQueue,
    CallLegEnded,
    CallOfferEnded,
    CallTransferred,
    LeaveReason,
    OfferEnd,
    Party,
)
from cti.screenpop.rules import CallFacts, noted

_LEFT: dict[str | None, LeaveReason] = {reason: reason for reason in get_args(LeaveReason)}
_RUNG: dict[str | None, OfferEnd] = {reason: reason for reason in get_args(OfferEnd)}


def remembered(facts: CallFacts, record: CallRecord) -> CallFacts:
    """The facts of a call met in mid-course, with all that its record knows."""
    for event in sorted(_events(record), key=lambda event: event.at):
        facts = noted(facts, event)
    return facts


def _events(record: CallRecord) -> Iterator[CallEvent]:
    for visit in record.visits:
        reason = _LEFT.get(visit.reason)
        if visit.left_at is not None and reason is not None:
            yield CallLeftQueue(
                at=visit.left_at, pbx=record.pbx, call_id=record.call_id, queue=visit.queue,
                reason=reason, waited_s=visit.waited_s or 0.0,
            )  # fmt: skip
    for leg in record.legs:
        yield from _of_leg(record, leg)


def _of_leg(record: CallRecord, leg: LegRecord) -> Iterator[CallEvent]:
    who = Party(agent=leg.agent, device=leg.device, channel=leg.channel)
    if leg.answered_at is None:
        reason = _RUNG.get(leg.reason)
        if reason is not None and leg.offered_at is not None:
            yield CallOfferEnded(
                at=leg.offered_at + timedelta(seconds=leg.ring_s), pbx=record.pbx, call_id=record.call_id,
                to=who, reason=reason, queue=leg.queue, ring_s=leg.ring_s,
            )  # fmt: skip
        return
    yield CallAnswered(
        at=leg.answered_at, pbx=record.pbx, call_id=record.call_id, by=who, queue=leg.queue,
        waited_s=0.0, ring_s=leg.ring_s,
    )  # fmt: skip
    yield from _end_of_talk(record, leg, who)


def _end_of_talk(record: CallRecord, leg: LegRecord, who: Party) -> Iterator[CallEvent]:
    """All hold as if it had been the last of the talk: only its length is known."""
    if leg.ended_at is None:
        return
    pbx, call_id = record.pbx, record.call_id
    if leg.hold_s:
        yield CallHeld(at=leg.ended_at - timedelta(seconds=leg.hold_s), pbx=pbx, call_id=call_id, by=who)
    to = _next(record, leg)
    if leg.transfer is not None and to is not None:
        yield CallTransferred(at=leg.ended_at, pbx=pbx, call_id=call_id, kind=leg.transfer, by=who, to=to)
    yield CallLegEnded(
        at=leg.ended_at, pbx=pbx, call_id=call_id, party=who, queue=leg.queue, ring_s=leg.ring_s,
        talk_s=leg.talk_s, hold_s=leg.hold_s, transfer=leg.transfer,
    )  # fmt: skip


def _next(record: CallRecord, leg: LegRecord) -> Party | None:
    """Whom the call went to from there: another queue, or the next person who was rung."""
    ended_at = leg.ended_at
    if ended_at is None or leg.answered_at is None:
        return None
    second = timedelta(seconds=1)
    for visit in record.visits:
        if abs(visit.joined_at - ended_at) <= second:
            return Party(name=visit.queue)
    for other in record.legs:
        if other.agent not in (None, leg.agent) and (other.offered_at or ended_at) >= leg.answered_at:
            return Party(agent=other.agent, device=other.device, channel=other.channel)
    return None
