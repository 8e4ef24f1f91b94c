"""Calls handed on: blind, attended, blonde (handed on while the target still rings), and three at a time.

Asterisk names both channels of the transferer and, for an AMI or feature-code transfer, a Local half as
the target: the person meant is at the far end of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cti.ami.messages import AttendedTransfer, BlindTransfer, ChannelMessage
from cti.calls import conversing, handing
from cti.calls.merging import merge
from cti.calls.model import Call, Channel, Handing, Leg
from cti.events import CallJoined, CallTransferred, Party, TransferKind

if TYPE_CHECKING:
    from cti.calls.tracking import Tracking


def blind(t: Tracking, message: BlindTransfer) -> None:
    """The customer is sent to a number; told when they go there (`handing`)."""
    channel = t.get(message.transferer)
    if not message.success or channel is None or channel.leg is None:
        return
    transferee = t.get(message.transferee)
    agent = t.directory.agent_of_number(message.exten) if message.exten else None
    to = Party(number=message.exten, agent=agent)
    channel.leg.let_go = True
    if channel.bridge is not None:
        conversing.converse_again(t, channel.bridge)
    (transferee or channel).call.last_hangup = None
    if transferee is None or transferee.leg is None:
        handing.say(t, channel.call, channel.leg, to, t.at)
    elif transferee.space is None:
        transferee.handing = Handing(by=channel, to=to, at=t.at)


def attended(t: Tracking, message: AttendedTransfer) -> None:
    """The transferer brought customer and target together."""
    first, second = t.get(message.transferer), t.get(message.second_transferer)
    known = first or second
    if not message.success or known is None:
        return
    call = known.call
    for other in (second, t.get(message.transferee), t.get(message.target)):
        if other is not None and other.call is not call:
            call = merge(t, call, other.call)
    target = _target(t, message, call)
    if message.dest_type == "Threeway":
        _stay(t, first, second)
        if target is not None:
            t.emit(call, CallJoined(at=t.now, pbx=t.pbx, call_id=call.call_id, party=target.party))
        return
    kind: TransferKind = "attended"
    if target is not None and target.state == "dialing":
        kind = "blonde"
    for leg in _legs_of(first, second):
        leg.transfer, leg.let_go = kind, True
    by = known.leg.party if known.leg is not None else Party()
    to = (
        target.party if target is not None else Party(number=message.target.exten if message.target else None)
    )
    call.last_hangup = None
    t.emit(call, CallTransferred(at=t.now, pbx=t.pbx, call_id=call.call_id, kind=kind, by=by, to=to))


def _stay(t: Tracking, *lines: Channel | None) -> None:
    """All three talk: nothing was handed on, and the hold that the consultation began is over."""
    for channel in lines:
        if channel is not None and channel.leg is not None and channel.leg.pressed_hold is not None:
            conversing.take_back(t, channel, channel.leg)


def _legs_of(*channels: Channel | None) -> list[Leg]:
    return [c.leg for c in channels if c is not None and c.leg is not None]


def _target(t: Tracking, message: AttendedTransfer, call: Call) -> Leg | None:
    """The person who received the call."""
    channel = t.get(message.target)
    involved = {_id(message.transferer), _id(message.second_transferer), _id(message.transferee)}
    if channel is None:
        others = _receiving(t, message.dest_bridge, call)
    elif channel.local:
        others = t.registry.behind(channel)
    else:
        others = [channel]
    legs = [c.leg for c in others if c.uniqueid not in involved and c.leg is not None]
    return legs[0] if legs else None


def _receiving(t: Tracking, bridge: str | None, call: Call) -> list[Channel]:
    """Asterisk names no target when an application received the call, and sometimes (by chance) when a
    phone that still rings behind a Local half did."""
    if bridge is None:
        return [c for c in call.channels.values() if c.leg is not None and c.leg.state == "dialing"]
    halves = [c for c in t.registry.members(bridge) if c.local]
    return t.registry.connected(bridge) + [c for half in halves for c in t.registry.behind(half)]


def _id(message: ChannelMessage | None) -> str | None:
    return message.uniqueid if message is not None else None
