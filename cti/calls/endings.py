"""How legs and calls end: who hung up, why, and the sums a record needs.

The PBX's Hangup causes are weak evidence (16 for either side); the last HangupRequest of a connected
phone names who ended the call, none at all means the PBX did (docs/asterisk.md, "Who hung up").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cti.ami.messages import Hangup, HangupOrdered, HangupRequest, SoftHangupRequest
from cti.calls import applications, company, handing, queueing, sound
from cti.calls.conversing import converse_again
from cti.calls.credit import hold_of
from cti.calls.legs import advance
from cti.calls.model import Call, Channel, Leg
from cti.calls.offers import end_offer, reason_of_cause
from cti.events import CallEnded, CallEndReason, CallLegEnded, EndedBy
from cti.times import seconds

if TYPE_CHECKING:
    from cti.calls.tracking import Tracking

_OFFER_TO_CALL: dict[str, CallEndReason] = {
    "busy": "busy",
    "rejected": "rejected",
    "failed": "failed",
    "no_answer": "no_answer",
    "cancelled": "no_answer",
}


def hangup_requested(t: Tracking, message: HangupRequest) -> None:
    """A phone hung up (or rejected, when it was still ringing)."""
    channel = t.get(message)
    if channel is None or channel.local or channel.leg is None:
        return
    channel.hangup_requested = True
    if channel.leg.state != "dialing":
        channel.call.last_hangup = channel.leg


def hangup_ordered(t: Tracking, message: HangupOrdered) -> None:
    """One of ours hangs up at the desk instead of the phone."""
    channel = t.registry.named(message.channel)
    if channel is not None and channel.leg is not None:
        channel.call.last_hangup = channel.leg


def soft_hangup_requested(t: Tracking, message: SoftHangupRequest) -> None:
    """The PBX ends a channel; while it talks and no phone hung up, a command did it on its behalf."""
    channel = t.get(message)
    if (
        channel is not None
        and channel.leg is not None
        and channel.bridge
        and channel.call.last_hangup is None
    ):
        channel.call.last_hangup = channel.leg


def hung_up(t: Tracking, message: Hangup) -> None:
    """A channel is gone; with the last one the call is over."""
    channel = t.get(message)
    if channel is not None:
        if channel.leg is not None and channel.leg.offered_at is not None and channel.leg.offer_end is None:
            end_offer(t, channel, reason_of_cause(message.cause, channel))
        remove(t, channel)


def remove(t: Tracking, channel: Channel) -> None:
    """Takes the channel out of its bridge, its queue and its call."""
    call = channel.call
    queueing.caller_gone(t, channel)
    sound.ended(t, channel)
    company.settle(t, channel)
    handing.settle(t, channel)
    if channel.leg is not None and channel.leg.let_go:
        handing.settle_of(t, channel)
    bridge = channel.bridge
    t.registry.remove(channel)
    if bridge is not None:
        converse_again(t, bridge)
    _wait_no_more(t, call)
    if channel.leg is not None:
        _end_leg(t, call, channel.leg)
    if not call.channels:
        end_call(t, call)


def _wait_no_more(t: Tracking, call: Call) -> None:
    """Who was on hold for somebody who is gone is so no more."""
    for other in tuple(call.channels.values()):
        if other.leg is not None and other.leg.state == "held" and other.bridge is not None:
            converse_again(t, other.bridge)


def _end_leg(t: Tracking, call: Call, leg: Leg) -> None:
    if leg.state == "gone":
        return
    advance(leg, "gone", max(t.seen_at, leg.since))
    if call.last_hangup is leg and _others_talk(call, leg):
        call.last_hangup = None
    if leg.party.agent is not None or leg.offered_at is not None or leg.desk_hold == "waiting":
        t.emit(
            call,
            CallLegEnded(
                at=t.now,
                pbx=t.pbx,
                call_id=call.call_id,
                party=leg.party,
                queue=leg.queue,
                ring_s=seconds(leg.ring_s),
                talk_s=seconds(leg.talk_s),
                hold_s=seconds(hold_of(leg, call.legs, t.at)),
                transfer=leg.transfer,
            ),
        )


def _others_talk(call: Call, leg: Leg) -> bool:
    return any(other is not leg and other.state == "talking" for other in call.legs)


def end_call(t: Tracking, call: Call) -> None:
    """Nobody is left."""
    is_known = call.certain and not (call.partial or call.listens)
    if is_known and not call.announced and call.origin is not None:
        t.announce(call, "internal", call.origin.exten)
    if call.announced:
        say_ended(t, call)
    t.registry.forget(call)


def say_ended(t: Tracking, call: Call) -> None:
    """Emits `call_ended` with the sums of the customer's leg."""
    customer = _customer(call)
    t.emit(
        call,
        CallEnded(
            at=t.now,
            pbx=t.pbx,
            call_id=call.call_id,
            reason=_reason(call),
            ended_by=_ended_by(call),
            waited_s=seconds(_waited(t, call)),
            talk_s=seconds(customer.talk_s if customer else 0.0),
            hold_s=seconds(hold_of(customer, call.legs, t.at) if customer else 0.0),
            certain=call.certain,
            gap_s=seconds(call.gap_s),
            linkedids=tuple(sorted(call.aliases)),
        ),
    )


def _customer(call: Call) -> Leg | None:
    """Inbound and internal: who began the call. Outbound: the outsider who was reached."""
    if call.direction == "outbound":
        for leg in call.legs:
            if leg.party.agent is None and leg is not call.customer and leg.conversed:
                return leg
    return call.customer


def _reason(call: Call) -> CallEndReason:
    if call.lost:
        return "unknown"
    if call.first_answer_at is not None or call.in_room or applications.was_all(call):
        return "completed"
    if call.visits and call.visits[-1].reason == "abandoned":
        return "abandoned"
    if call.partial or not call.certain:
        return "unknown"
    if call.visits:
        return "no_answer"
    return _OFFER_TO_CALL.get(
        call.last_offer_end or "", "failed" if call.last_hangup is None else "no_answer"
    )


def _ended_by(call: Call) -> EndedBy:
    if call.lost:
        return "unknown"
    leg = call.last_hangup
    if leg is None:
        return "unknown" if call.partial and not call.found else "system"
    if call.direction == "internal":
        return "caller" if leg is call.customer else "agent"
    return "caller" if leg.party.agent is None else "agent"


def _waited(t: Tracking, call: Call) -> float:
    """The customer's wait: all time in queues, but for those that an agent asked, which is hold; without a
    queue the ringing before the first answer."""
    visits = [visit for visit in call.visits if not visit.asked]
    if visits:
        return sum((v.left_at or t.seen_at) - v.joined_at for v in visits)
    if call.direction == "outbound":
        return max((leg.ring_s for leg in call.legs if leg.party.agent is None), default=0.0)
    return max((call.first_answer_at or call.application_at or t.seen_at) - call.started_at, 0.0)
