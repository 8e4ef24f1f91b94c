"""The caller's visits to queues: joined, left, and the true reason.

QueueCallerLeave comes for every exit and QueueCallerAbandon also for time-outs and for codecs that do not
fit, so a leave is only told when the evidence is there: AgentConnect (answered), the caller's own
HangupRequest (abandoned), QUEUESTATUS (timeout, empty, full), or the channel going on without any (key).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cti.ami.messages import (
    AgentConnect,
    QueueCallerAbandon,
    QueueCallerJoin,
    QueueCallerLeave,
    QueueStatusVariable,
)
from cti.calls.model import Channel, Visit
from cti.events import CallLeftQueue, CallQueued, LeaveReason
from cti.times import seconds

if TYPE_CHECKING:
    from cti.calls.tracking import Tracking

_STATUS: dict[str, LeaveReason] = {
    "TIMEOUT": "timeout",
    "FULL": "full",
    "JOINEMPTY": "empty",
    "LEAVEEMPTY": "empty",
    "JOINUNAVAIL": "empty",
    "LEAVEUNAVAIL": "empty",
    "WITHDRAW": "transferred",
}


def joined(t: Tracking, message: QueueCallerJoin) -> None:
    """The caller waits in a queue."""
    if t.in_snapshot:
        t.waiting_rows.add(message.uniqueid)
    elif message.count is None and message.uniqueid not in t.registry.channels:
        return  # a row outside a snapshot: the caller's own events say it better
    channel = t.meet(message)
    if channel is None:
        return
    call = channel.call
    going_on(t, channel, "transferred")
    if call.waiting is not None and call.waiting.queue == message.queue:
        return  # a snapshot row of what we know
    visit = Visit(
        queue=message.queue,
        uniqueid=channel.uniqueid,
        joined_at=t.at - message.waited_s,
        asked=_asks(channel),
    )
    call.visits.append(visit)
    if not call.announced and not call.partial and call.origin is not None:
        t.announce(call, "internal", call.origin.exten)
    told = CallQueued(
        at=t.now,
        pbx=t.pbx,
        call_id=call.call_id,
        queue=message.queue,
        position=message.position,
        waited_s=message.waited_s,
    )
    if channel.local and message.count is None:
        t.queued_rows.append((call, told))
    else:
        t.emit(call, told)


def _asks(channel: Channel) -> bool:
    """The Local half of a consultation: the customer is on hold meanwhile."""
    customer = channel.call.customer
    return channel.local and customer is not None and customer.state in ("talking", "held")


def abandoned(t: Tracking, message: QueueCallerAbandon) -> None:
    """Perhaps the caller gave up; the leave that follows decides."""
    channel = t.get(message)
    visit = channel.call.waiting if channel is not None else None
    if visit is not None:
        visit.abandoned = True


def left(t: Tracking, message: QueueCallerLeave) -> None:
    """The caller is out of the queue; tells why when that is clear already."""
    channel = t.get(message)
    visit = channel.call.waiting if channel is not None else None
    if channel is None or visit is None or visit.queue != message.queue:
        return
    visit.left_at = t.at
    if visit.abandoned and channel.hangup_requested:
        settle(t, channel, "abandoned")


def connected(t: Tracking, message: AgentConnect) -> None:
    """The queue gave the caller to a member."""
    channel = t.get(message.caller)
    if channel is not None:
        visit = channel.call.waiting
        if visit is not None and visit.queue == message.queue:
            visit.left_at = t.at
        settle(t, channel, "answered")


def status_set(t: Tracking, message: QueueStatusVariable) -> None:
    """Queue() says why it let the caller go on, or why it never took the caller in."""
    channel = t.registry.channels.get(message.uniqueid)
    reason = _STATUS.get(message.value or "")
    if channel is None or reason is None:
        return
    if channel.call.leaving is not None:
        settle(t, channel, reason)
    elif channel.call.waiting is None and channel.queue_application is not None:
        channel.call.visits.append(
            Visit(
                queue=channel.queue_application,
                uniqueid=channel.uniqueid,
                joined_at=t.at,
                left_at=t.at,
            )
        )
        settle(t, channel, reason)


def going_on(t: Tracking, channel: Channel, reason: LeaveReason) -> None:
    """The channel does something else: a leave without evidence of another reason was by `reason`."""
    visit = channel.call.leaving
    if visit is not None and visit.uniqueid == channel.uniqueid and not visit.abandoned:
        settle(t, channel, reason)


def caller_gone(t: Tracking, channel: Channel) -> None:
    """The channel hangs up while in a queue, or just after leaving it for a reason not told."""
    call = channel.call
    visit = call.waiting or call.leaving
    if visit is None or visit.uniqueid != channel.uniqueid:
        return
    if visit.left_at is None:
        visit.left_at = max(t.seen_at, visit.joined_at)
    if t.dropping:
        settle(t, channel, "unknown")
        return
    unfit = not channel.hangup_requested and any(
        leg.queue == visit.queue and leg.answered_at is not None and not leg.conversed for leg in call.legs
    )
    settle(t, channel, "failed" if unfit else "abandoned")


def settle(t: Tracking, channel: Channel, reason: LeaveReason) -> None:
    """Says `call_left_queue` once per visit."""
    visit = channel.call.leaving
    if visit is None or visit.left_at is None:
        return
    visit.settled = True
    visit.reason = reason
    t.emit(
        channel.call,
        CallLeftQueue(
            at=t.now,
            pbx=t.pbx,
            call_id=channel.call.call_id,
            queue=visit.queue,
            reason=reason,
            waited_s=seconds(visit.left_at - visit.joined_at),
        ),
    )
