"""Calls sent on blindly. They are told when they go on: a phone parks by a blind transfer, too (parking)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cti.ami.messages import BlindTransfer
from cti.calls.model import Call, Channel, Handing, Leg
from cti.events import CallTransferred, Party
from cti.times import moment

if TYPE_CHECKING:
    from cti.calls.tracking import Tracking


def blind(t: Tracking, message: BlindTransfer) -> None:
    """The customer is sent to a number."""
    channel = t.get(message.transferer)
    if not message.success or channel is None or channel.leg is None:
        return
    transferee = t.get(message.transferee)
    agent = t.directory.agent_of_number(message.exten) if message.exten else None
    to = Party(number=message.exten, agent=agent)
    channel.leg.let_go = True
    (transferee or channel).call.last_hangup = None
    if transferee is None or transferee.leg is None:
        _say(t, channel.call, channel.leg, to, t.at)
    elif transferee.space is None:
        transferee.handing = Handing(by=channel, to=to, at=t.at)


def settle(t: Tracking, channel: Channel) -> None:
    """What was sent on goes on, and was not parked."""
    handing, channel.handing = channel.handing, None
    if handing is not None and handing.by.leg is not None:
        _say(t, channel.call, handing.by.leg, handing.to, handing.at)


def settle_of(t: Tracking, transferer: Channel) -> None:
    """Who sent a call on is gone."""
    for channel in list(transferer.call.channels.values()):
        if channel.handing is not None and channel.handing.by is transferer:
            settle(t, channel)


def _say(t: Tracking, call: Call, leg: Leg, to: Party, at: float) -> None:
    leg.transfer = "blind"
    told = CallTransferred(at=moment(at), pbx=t.pbx, call_id=call.call_id, kind="blind", by=leg.party, to=to)
    t.emit(call, told)
