"""Two journeys turn out to be one: a consultation, a pick-up, a retrieval from parking.

The customer's call survives: outside calls before internal ones, then the older. The other ends with
`call_merged`; what its people do from now on is told under the surviving call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from cti.ami.messages import AgentConnect, Pickup
from cti.calls.endings import say_ended
from cti.calls.model import Call
from cti.events import CallAnswered, CallMerged

if TYPE_CHECKING:
    from cti.calls.tracking import Tracking


def merge(t: Tracking, one: Call, two: Call) -> Call:
    """Joins the calls, says so, returns the survivor."""
    into, other = (one, two) if _rank(one) <= _rank(two) else (two, one)
    own = {channel.name for channel in into.channels.values()}
    t.registry.absorb(into, other)
    for leg in other.legs:
        # who was reached by the consultation answers this call when meeting its people
        leg.said_answered = leg.said_answered and leg.offered_at is None
    into.legs.extend(other.legs)
    for visit in other.visits:
        visit.asked = visit.asked or into.first_answer_at is not None
    into.visits.extend(other.visits)
    into.certain = into.certain and other.certain
    into.gap_s = max(into.gap_s, other.gap_s)
    if into.origin is None:
        into.origin = other.origin
    if other.announced:
        t.emit(into, CallMerged(at=t.now, pbx=t.pbx, call_id=into.call_id, other_call_id=other.call_id))
        other.first_answer_at = other.first_answer_at or t.at  # its people go on talking: completed
        say_ended(t, other)
    else:
        for event in other.pending:
            if isinstance(event, CallAnswered) and event.by.channel in own:
                continue  # they met before the two were one: nobody answers a call of their own
            t.emit(into, msgspec.structs.replace(event, call_id=into.call_id))
    return into


def picked_up(t: Tracking, message: Pickup) -> None:
    """Somebody answered what rang at another phone: they answer from the queue that rang there."""
    picker, target = t.meet(message.picker), t.meet(message.target)
    if picker is None or target is None:
        return
    if picker.leg is not None and target.leg is not None:
        picker.leg.queue = target.leg.queue
    if picker.call is not target.call:
        merge(t, target.call, picker.call)


def connected(t: Tracking, message: AgentConnect) -> None:
    """A queue gave its caller to whoever picked up the member's ringing phone: `Pickup` may come only
    after the two already talk."""
    caller, member = t.get(message.caller), t.get(message.member)
    if caller is None or member is None or member.leg is None or member.call is caller.call:
        return
    member.leg.queue = message.queue
    merge(t, caller.call, member.call)


def _rank(call: Call) -> tuple[int, float]:
    """Unknown stands between: perhaps a customer's call whose beginning was not seen."""
    outside = {"inbound": 0, "outbound": 0, "internal": 2}
    return outside.get(call.direction or "", 1), call.started_at
