"""Domain events -> call records. Pure: a record and an event give a new record; nothing is stored here.

A leg belongs to the channel it was rung or talked on. The call's agent is the first of ours who
answered it, its queue the one it was answered from, else the last one it waited in.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from cti.calls.record import CallRecord, LegRecord, QueueVisit
from cti.events import (
    CallAnswered,
    CallEnded,
    CallEvent,
    CallFound,
    CallLeftQueue,
    CallLegEnded,
    CallOffered,
    CallOfferEnded,
    CallQueued,
    CallStarted,
    CallTransferred,
    Party,
)  # fmt: skip

replace = msgspec.structs.replace


def opened(event: CallStarted, e164: str | None) -> CallRecord:
    """The record of a call that just began; an agent who calls has a leg from the start."""
    record = CallRecord(
        call_id=event.call_id,
        pbx=event.pbx,
        linkedids=(event.linkedid,) if event.linkedid else (),
        started_at=event.at,
        ended_at=None,
        direction=event.direction,
        caller_number=event.caller.number,
        caller_name=event.caller.name,
        caller_e164=e164,
        dialed=event.dialed,
        agent=event.caller.agent if event.direction == "outbound" else None,
    )
    return _with_leg(record, event.caller) if event.caller.agent else record


def applied(record: CallRecord, event: CallEvent) -> CallRecord:
    """The record after `event`; the same object when the event changes nothing in it."""
    step = _STEPS.get(type(event))
    return record if step is None else step(record, event)


def merged(record: CallRecord, other: CallRecord) -> CallRecord:
    """`record` with the legs, visits and names of a consultation that became part of it."""
    channels = {leg.channel for leg in record.legs}
    return replace(
        record,
        linkedids=tuple(dict.fromkeys(record.linkedids + other.linkedids)),
        legs=record.legs + tuple(leg for leg in other.legs if leg.channel not in channels),
        visits=record.visits + other.visits,
        certain=record.certain and other.certain,
        gap_s=max(record.gap_s, other.gap_s),
    )


def uncertain(record: CallRecord) -> CallRecord:
    """The record of a call that went on while nobody looked."""
    return replace(record, certain=False)


def closed_unseen(record: CallRecord, since: datetime | None, at: datetime) -> CallRecord:
    """The record of a call whose end nobody saw; `since` when nobody looked, None when that is not known."""
    gap_s = (at - max(since or record.started_at, record.started_at)).total_seconds()
    lost = replace(record, reason="unknown", ended_by="unknown", certain=False, gap_s=round(gap_s, 3))
    return _closed(lost, at)


def with_wrap_up(record: CallRecord, agent: str, seconds: float) -> CallRecord:
    """Adds wrap-up time to the last leg of `agent`."""
    own = [index for index, leg in enumerate(record.legs) if leg.agent == agent]
    if not own:
        return record
    legs = list(record.legs)
    legs[own[-1]] = replace(legs[own[-1]], wrap_up_s=legs[own[-1]].wrap_up_s + seconds)
    return replace(record, legs=tuple(legs))


def _queued(record: CallRecord, event: CallQueued) -> CallRecord:
    if any(visit.queue == event.queue and visit.left_at is None for visit in record.visits):
        return record
    visit = QueueVisit(queue=event.queue, joined_at=event.at - timedelta(seconds=event.waited_s))
    return replace(record, queue=event.queue, visits=(*record.visits, visit))


def _found(record: CallRecord, event: CallFound) -> CallRecord:
    """Who talks, since when nobody knows."""
    for party in event.talking:
        if party.agent is not None:
            record = _changed(record, party, reason="answered")
            record = replace(record, agent=record.agent or party.agent)
    return record


def _left(record: CallRecord, event: CallLeftQueue) -> CallRecord:
    visits = tuple(
        replace(visit, left_at=event.at, reason=event.reason, waited_s=event.waited_s)
        if visit.queue == event.queue and visit.left_at is None
        else visit
        for visit in record.visits
    )
    if event.reason == "answered" and visits == record.visits:  # nobody saw the caller wait
        joined_at = event.at - timedelta(seconds=event.waited_s)
        unseen = QueueVisit(
            queue=event.queue,
            joined_at=joined_at,
            left_at=event.at,
            reason="answered",
            waited_s=event.waited_s,
        )
        visits = (*visits, unseen)
    return replace(record, visits=visits, queue=record.queue or event.queue)


def _offered(record: CallRecord, event: CallOffered) -> CallRecord:
    known = _leg(record, event.to)
    if known is None or known.ended_at is not None:
        return _with_leg(record, event.to, queue=event.queue, offered_at=event.at)
    return _changed(record, event.to, offered_at=known.offered_at or event.at)


def _offer_ended(record: CallRecord, event: CallOfferEnded) -> CallRecord:
    picked_up = event.reason == "answered"
    times = {"answered_at": event.at} if picked_up else {"ended_at": event.at}
    return _changed(record, event.to, reason=event.reason, ring_s=event.ring_s, **times)


def _answered(record: CallRecord, event: CallAnswered) -> CallRecord:
    first = all(leg.answered_at is None or leg.channel == event.by.channel for leg in record.legs)
    if event.by.channel is not None:  # a conference room is nobody's leg
        record = _changed(
            record, event.by, answered_at=event.at, reason="answered", ring_s=event.ring_s, queue=event.queue
        )
    legs = tuple(
        replace(leg, answered_at=event.at) if leg.answered_at is None and leg.offered_at is None else leg
        for leg in record.legs
    )
    return replace(
        record,
        legs=legs,
        agent=record.agent or event.by.agent,
        queue=event.queue or record.queue,
        waited_s=event.waited_s if first else record.waited_s,
    )


def _transferred(record: CallRecord, event: CallTransferred) -> CallRecord:
    return _changed(record, event.by, transfer=event.kind)


def _leg_ended(record: CallRecord, event: CallLegEnded) -> CallRecord:
    known = _leg(record, event.party)
    if event.party.agent is None and known is None:
        return record  # the caller's own part is told by the call itself
    rang_s = event.ring_s or (known.ring_s if known else 0.0)  # 0 when the ringing was not seen
    changes = {"ring_s": rang_s, "talk_s": event.talk_s, "hold_s": event.hold_s, "ended_at": event.at}
    if event.transfer is not None:
        changes["transfer"] = event.transfer
    return _changed(record, event.party, **changes)


def _ended(record: CallRecord, event: CallEnded) -> CallRecord:
    return _closed(
        replace(
            record,
            reason=event.reason,
            ended_by=event.ended_by,
            waited_s=event.waited_s,
            talk_s=event.talk_s,
            hold_s=event.hold_s,
            certain=event.certain and record.certain,
            gap_s=event.gap_s,
            linkedids=tuple(dict.fromkeys(record.linkedids + event.linkedids)),
        ),
        event.at,
    )


def _closed(record: CallRecord, at: datetime) -> CallRecord:
    legs = tuple(leg if leg.ended_at else replace(leg, ended_at=at) for leg in record.legs)
    visits = tuple(visit if visit.left_at else replace(visit, left_at=at) for visit in record.visits)
    return replace(record, ended_at=at, legs=legs, visits=visits)


def _leg(record: CallRecord, party: Party) -> LegRecord | None:
    """The last leg on the party's channel."""
    return next((leg for leg in reversed(record.legs) if leg.channel == party.channel), None)


def _with_leg(
    record: CallRecord, party: Party, queue: str | None = None, offered_at: datetime | None = None
) -> CallRecord:
    leg = LegRecord(
        agent=party.agent,
        device=party.device,
        channel=party.channel,
        queue=queue,
        offered_at=offered_at,
        answered_at=None,
        ended_at=None,
    )
    return replace(record, legs=(*record.legs, leg))


def _changed(record: CallRecord, party: Party, **changes: object) -> CallRecord:
    """The record with the party's last leg changed; a leg is made for somebody not seen before."""
    if _leg(record, party) is None:
        record = _with_leg(record, party)
    legs = list(record.legs)
    index = max(n for n, leg in enumerate(legs) if leg.channel == party.channel)
    kept = {"queue": legs[index].queue} if changes.get("queue", 0) is None else {}
    legs[index] = replace(legs[index], **(changes | kept))
    return replace(record, legs=tuple(legs))


_STEPS: dict[type[CallEvent], Callable[..., CallRecord]] = {
    CallFound: _found,
    CallQueued: _queued,
    CallLeftQueue: _left,
    CallOffered: _offered,
    CallOfferEnded: _offer_ended,
    CallAnswered: _answered,
    CallTransferred: _transferred,
    CallLegEnded: _leg_ended,
    CallEnded: _ended,
}
