"""Calls sent on blindly. They are told when they go on: a phone parks by a blind transfer, too (parking)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cti.calls.model import Call, Channel, Leg
from cti.events import CallTransferred, Party
from cti.times import moment

if TYPE_CHECKING:
    from cti.calls.tracking import Tracking


def settle(t: Tracking, channel: Channel) -> None:
    """What was sent on goes on, and was not parked."""
    handing, channel.handing = channel.handing, None
    if handing is not None and handing.by.leg is not None:
        say(t, channel.call, handing.by.leg, handing.to, handing.at)


def settle_of(t: Tracking, transferer: Channel) -> None:
    """Who sent a call on is gone."""
    for channel in list(transferer.call.channels.values()):
        if channel.handing is not None and channel.handing.by is transferer:
            settle(t, channel)


def say(t: Tracking, call: Call, leg: Leg, to: Party, at: float) -> None:
    """The call was handed on to `to` at `at`."""
    leg.transfer = "blind"
    told = CallTransferred(at=moment(at), pbx=t.pbx, call_id=call.call_id, kind="blind", by=leg.party, to=to)
    t.emit(call, told)
