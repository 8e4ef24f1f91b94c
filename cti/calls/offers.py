"""Phones that ring for a call: from DialBegin to the answer or the reason there was none.

Halves of Local channels never count as phones. A phone that rejects shows as NOANSWER in a queue; its
own HangupRequest and the cause of its Hangup tell the truth, so that end waits for the Hangup.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cti.ami.messages import DialBegin, DialEnd
from cti.calls.legs import up
from cti.calls.model import Call, Channel
from cti.events import CallOffered, CallOfferEnded, OfferEnd, Party
from cti.parties import dialed_digits, extension_of
from cti.times import seconds

if TYPE_CHECKING:
    from cti.calls.tracking import Tracking

_STATUS: dict[str, OfferEnd] = {
    "ANSWER": "answered",
    "NOANSWER": "no_answer",
    "BUSY": "busy",
    "CANCEL": "cancelled",
    "DONTCALL": "rejected",
    "TORTURE": "rejected",
}
_CAUSE: dict[int, OfferEnd] = {
    17: "busy",
    21: "rejected",
    26: "answered_elsewhere",
    19: "no_answer",
    18: "no_answer",
}


def dial_begins(t: Tracking, message: DialBegin) -> None:
    """A phone starts ringing."""
    source = t.meet(message.source) if message.source is not None else None
    channel = t.meet(message.dest)
    if channel is None or channel.leg is None:
        return
    offer(t, channel, source, message.dial_string)


def offer(t: Tracking, channel: Channel, source: Channel | None, dial_string: str | None) -> None:
    """Says `call_offered` once."""
    leg = channel.leg
    if leg is None or leg.offered_at is not None or leg.state != "dialing":
        return
    number = dialed_digits(dial_string) if t.is_outside(channel) else None
    leg.party = t.party(channel, number)
    leg.offered_at = leg.since = t.at
    call = channel.call
    leg.queue = call.waiting.queue if call.waiting is not None else None
    if not call.announced:
        _announce(t, call, source, channel)
    t.emit(
        call,
        CallOffered(
            at=t.now,
            pbx=t.pbx,
            call_id=call.call_id,
            to=leg.party,
            queue=leg.queue,
            caller=_shown_caller(call, source),
            dialed=call.dialed,
        ),
    )


def _shown_caller(call: Call, source: Channel | None) -> Party:
    if call.caller is not None:
        return call.caller
    return source.leg.party if source is not None and source.leg is not None else Party()


def _announce(t: Tracking, call: Call, source: Channel | None, dest: Channel) -> None:
    """The first ringing phone tells the direction of a call that one of ours began."""
    origin = call.origin
    if origin is None or call.partial:
        return
    if origin is dest and source is None:
        # Originate (click-to-call): the agent's phone rings first and shows the customer's number.
        number = None if dest.number == extension_of(dest.device) else dest.number
        if number is not None:
            inside = t.directory.is_internal_number(number)
            t.announce(call, "internal" if inside else "outbound", number)
    elif t.is_outside(dest):
        number = dest.leg.party.number if dest.leg is not None else None
        t.announce(call, "outbound", number or origin.exten)
    elif not origin.local:
        t.announce(call, "internal", origin.exten)


def dial_ends(t: Tracking, message: DialEnd) -> None:
    """The ringing ended. Asterisk may say so twice, or never (pick-up)."""
    channel = t.get(message.dest)
    if channel is None or channel.leg is None or channel.leg.offered_at is None or channel.leg.offer_end:
        return
    reason = _STATUS.get(message.status, "failed")
    if reason == "answered":
        answered(t, channel)
    elif reason == "no_answer" and channel.hangup_requested:
        return  # rejected by the phone: its Hangup tells how
    else:
        end_offer(t, channel, _loser(channel, reason) if reason == "cancelled" else reason)


def _loser(channel: Channel, reason: OfferEnd) -> OfferEnd:
    """CANCEL: the caller gave up, or another phone that rang for the same call was faster."""
    taken = any(_took_it(other, channel) for other in channel.call.channels.values())
    caller_left = any(c.hangup_requested for c in channel.call.channels.values())
    return "answered_elsewhere" if taken and not caller_left else reason


def _took_it(other: Channel, channel: Channel) -> bool:
    """`other` rang beside `channel` and was picked up; its DialEnd may follow later."""
    leg, own = other.leg, channel.leg
    if other is channel or leg is None or own is None or leg.offered_at is None or own.offered_at is None:
        return False
    in_time = leg.answered_at is None or leg.answered_at >= own.offered_at
    return other.up and in_time and leg.queue == own.queue


def answered(t: Tracking, channel: Channel) -> None:
    """The phone was picked up."""
    channel.up = True
    leg = channel.leg
    if leg is None:
        return
    up(leg, t.at)
    if leg.offered_at is not None and leg.offer_end is None:
        end_offer(t, channel, "answered")


def end_offer(t: Tracking, channel: Channel, reason: OfferEnd) -> None:
    """Says `call_offer_ended` once."""
    leg = channel.leg
    if leg is None or leg.offered_at is None:
        return
    leg.offer_end = reason
    leg.ring_s = max(t.at - leg.offered_at, 0.0)
    if reason != "answered":
        channel.call.last_offer_end = reason
    t.emit(
        channel.call,
        CallOfferEnded(
            at=t.now,
            pbx=t.pbx,
            call_id=channel.call.call_id,
            to=leg.party,
            reason=reason,
            queue=leg.queue,
            ring_s=seconds(leg.ring_s),
        ),
    )


def reason_of_cause(cause: int | None, channel: Channel) -> OfferEnd:
    """For a phone that went without DialEnd (Q.850 cause)."""
    if channel.up:
        return "answered"
    return _CAUSE.get(cause or 0, "failed" if cause in (1, 3, 20, 27, 34, 38) else "cancelled")
