"""Parking places: a call waits in one until somebody takes it, it comes back, or the caller gives up.

A phone parks by a blind transfer to the parking extension; Asterisk's ParkedCall, before or after its
BlindTransfer, tells that nothing was handed on. The time parked is hold (cti/calls/conversing.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cti.ami.messages import ParkedCall
from cti.calls.model import Channel
from cti.events import CallParked, CallUnparked, Party, UnparkReason

if TYPE_CHECKING:
    from cti.calls.tracking import Tracking

_ENDS: dict[str, UnparkReason] = {
    "UnParkedCall": "retrieved",
    "ParkedCallTimeOut": "timeout",
    "ParkedCallGiveUp": "hung_up",
}


def changed(t: Tracking, message: ParkedCall) -> None:
    """A call is parked, or is so no more."""
    channel = t.get(message.parkee)
    if channel is None:
        return
    reason = _ENDS.get(message.kind)
    if reason is not None:
        _unparked(t, channel, message, reason)
    elif channel.space is None:
        channel.space = message.space or ""
        by = _parker(t, channel, message.parker_dial_string)
        channel.handing = None
        call = channel.call
        told = CallParked(at=t.now, pbx=t.pbx, call_id=call.call_id, by=by, space=message.space)
        t.emit(call, told)


def _unparked(t: Tracking, channel: Channel, message: ParkedCall, reason: UnparkReason) -> None:
    channel.space = None
    retriever = t.get(message.retriever)
    by = retriever.leg.party if retriever is not None and retriever.leg is not None else None
    call = channel.call
    t.emit(call, CallUnparked(at=t.now, pbx=t.pbx, call_id=call.call_id, reason=reason, by=by))


def _parker(t: Tracking, channel: Channel, device: str | None) -> Party:
    """Who sent the call there; else whose device Asterisk would call back."""
    if channel.handing is not None and channel.handing.by.leg is not None:
        return channel.handing.by.leg.party
    for other in channel.call.channels.values():
        if other.leg is not None and other.device == device:
            return other.leg.party
    return Party(device=device, agent=t.directory.agent_of_device(device) if device else None)
