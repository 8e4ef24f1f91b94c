"""Hold ordered at a desk: both people leave their bridge and wait, each alone, until they meet again.

The order comes as a note before the action; what is told follows the bridges: on hold when the holder is
out, resumed when the two are in one bridge again. Hold pressed at a phone is in `conversing.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cti.ami.messages import HOLD_CONTEXT, HOLDING_EXTEN, HoldOrdered, HoldRefused, NewChannel
from cti.calls.legs import advance, up
from cti.calls.model import Call, Channel, Leg
from cti.calls.states import LegState
from cti.events import CallHeld, CallResumed

if TYPE_CHECKING:
    from cti.calls.tracking import Tracking


def ordered(t: Tracking, message: HoldOrdered) -> None:
    """Both will leave their bridge."""
    channel, other = t.registry.named(message.channel), t.registry.named(message.other)
    if channel is None or other is None or channel.leg is None or other.leg is None:
        return
    channel.leg.desk_hold = other.leg.desk_hold = "ordered"
    channel.leg.holds, other.leg.holds = True, False


def refused(t: Tracking, message: HoldRefused) -> None:
    """They stay where they are."""
    channel = t.registry.named(message.channel)
    if channel is None:
        return
    for leg in channel.call.legs:
        if leg.desk_hold == "ordered":
            leg.desk_hold, leg.holds = None, False


def state_alone(leg: Leg) -> LegState:
    """What somebody is who left a bridge."""
    return "held" if leg.desk_hold is not None else "waiting"


def went_out(t: Tracking, channel: Channel) -> None:
    """Says `call_held` when the holder left the bridge."""
    leg = channel.leg
    if leg is None or leg.desk_hold != "ordered":
        return
    leg.desk_hold = "waiting"
    if leg.holds:
        call = channel.call
        t.emit(call, CallHeld(at=t.now, pbx=t.pbx, call_id=call.call_id, by=leg.party, apart=True))


def came_together(t: Tracking, channel: Channel, leg: Leg) -> None:
    """Says `call_resumed` when the holder talks again."""
    if leg.desk_hold != "waiting":
        return
    held, leg.desk_hold, leg.holds = leg.holds, None, False
    if held:
        call = channel.call
        t.emit(call, CallResumed(at=t.now, pbx=t.pbx, call_id=call.call_id, by=leg.party))


def found(t: Tracking, channel: Channel, message: NewChannel) -> None:
    """A row of a snapshot shows somebody in the place where held calls wait."""
    leg = channel.leg
    if leg is None or leg.desk_hold is not None or message.context != HOLD_CONTEXT or message.bridge:
        return
    up(leg, t.at)
    leg.desk_hold, leg.conversed = "waiting", True
    leg.holds = message.exten == HOLDING_EXTEN
    advance(leg, "held", t.at)


def say_found(t: Tracking, call: Call, talking: list[Leg]) -> None:
    """After `call_found`: who holds the call."""
    for channel in call.channels.values():
        leg = channel.leg
        if leg in talking and leg.holds:
            t.emit(call, CallHeld(at=t.now, pbx=t.pbx, call_id=call.call_id, by=leg.party, apart=True))
