"""Who talks with whom: bridges, hold, and the moment of the answer.

After every change of a bridge the people it connects are looked at again: alone they wait (or are on
hold when they had talked), together they talk, unless one of them pressed hold in that bridge.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cti.ami.messages import BridgeDestroy, BridgeEnter, BridgeLeave, Hold, HoldSeen, Unhold
from cti.calls import company, handing, holding
from cti.calls.legs import advance, up
from cti.calls.model import Channel, Leg
from cti.calls.offers import end_offer
from cti.calls.states import LegState
from cti.events import CallAnswered, CallHeld, CallResumed, Party
from cti.times import seconds

if TYPE_CHECKING:
    from cti.calls.tracking import Tracking

HOLDING = ("parking", "holding")
"""Types of bridges in which people wait and hear nobody."""


def entered(t: Tracking, message: BridgeEnter) -> None:
    """A channel is in a bridge."""
    channel = t.meet(message)
    if channel is None:
        return
    left = channel.bridge
    if message.replaces is not None:
        _make_room(t, message.replaces, message.bridge)
    before = t.registry.connected(message.bridge)
    t.registry.enter(channel, message.bridge)
    channel.parked = message.bridge_type in HOLDING
    if message.room is not None:
        t.rooms[message.bridge] = message.room
    if left is not None and left != message.bridge:
        converse_again(t, left)
    converse_again(t, message.bridge)
    if channel.parked:
        company.settle(t, channel)
    else:
        handing.settle(t, channel)
        company.joined(t, message.bridge, before)


def _make_room(t: Tracking, uniqueid: str, bridge: str) -> None:
    """Somebody takes the place of this channel: it is out of the bridge; its own thread may say so later."""
    channel = t.registry.channels.get(uniqueid)
    if channel is not None and channel.bridge == bridge:
        t.registry.leave(channel)
        _is_alone(t, channel)


def _is_alone(t: Tracking, channel: Channel) -> None:
    if channel.leg is not None:
        _set(channel.leg, holding.state_alone(channel.leg), t.at)
        holding.went_out(t, channel)


def left(t: Tracking, message: BridgeLeave) -> None:
    """A channel is out of a bridge."""
    channel = t.get(message)
    if channel is None or channel.bridge != message.bridge:
        return
    beyond = t.registry.connected(message.bridge)
    t.registry.leave(channel)
    for bridge in dict.fromkeys(other.bridge for other in beyond):
        if bridge is not None:
            converse_again(t, bridge)
    _is_alone(t, channel)
    if not channel.parked:
        company.parted(t, message.bridge, beyond)


def destroyed(t: Tracking, message: BridgeDestroy) -> None:
    """Whoever is still thought to be in this bridge is not."""
    t.rooms.pop(message.bridge, None)
    t.joining.pop(message.bridge, None)
    for channel in t.registry.members(message.bridge):
        t.registry.leave(channel)
        _is_alone(t, channel)


def held(t: Tracking, message: Hold) -> None:
    """A phone pressed hold."""
    channel = t.meet(message)
    if channel is None:
        return
    channel.hold_heard = True
    leg = channel.leg
    if leg is not None and channel.bridge is not None and leg.pressed_hold is None:
        _hold(t, channel, leg, channel.bridge)


def _hold(t: Tracking, channel: Channel, leg: Leg, bridge: str) -> None:
    leg.pressed_hold = bridge
    t.emit(channel.call, CallHeld(at=t.now, pbx=t.pbx, call_id=channel.call.call_id, by=leg.party))
    converse_again(t, bridge)


def hold_seen(t: Tracking, message: HoldSeen) -> None:
    """What a phone did while nobody looked; what it did since then was heard."""
    channel = t.registry.named(message.channel)
    leg = channel.leg if channel is not None else None
    if channel is None or leg is None or channel.bridge is None or channel.hold_heard:
        return
    if not message.held:
        if leg.pressed_hold == channel.bridge:
            take_back(t, channel, leg)
    elif leg.pressed_hold is None and leg.state == "talking":
        _hold(t, channel, leg, channel.bridge)


def resumed(t: Tracking, message: Unhold) -> None:
    """A phone took the call back; Asterisk also says so when nobody held (REFER), and of the line on which
    a colleague was asked while the customer still waits on the other."""
    channel = t.get(message)
    leg = channel.leg if channel is not None else None
    if channel is None or leg is None:
        return
    channel.hold_heard = True
    if leg.pressed_hold is None:
        return
    if channel.bridge in (None, leg.pressed_hold) or not t.registry.members(leg.pressed_hold):
        take_back(t, channel, leg)


def take_back(t: Tracking, channel: Channel, leg: Leg) -> None:
    """The hold that this person pressed is over."""
    leg.pressed_hold = None
    t.emit(channel.call, CallResumed(at=t.now, pbx=t.pbx, call_id=channel.call.call_id, by=leg.party))
    if channel.bridge is not None:
        converse_again(t, channel.bridge)


def converse_again(t: Tracking, bridge: str) -> None:
    """Looks again at everybody whom this bridge connects."""
    people = t.registry.connected(bridge)
    together, on_hold = len(people) > 1, False
    for channel in people:
        together = together and not channel.parked
        on_hold = on_hold or (channel.leg is not None and channel.leg.pressed_hold == channel.bridge)
    for channel in people:
        leg = channel.leg
        if leg is None or leg.state == "gone":
            continue
        channel.up = True
        up(leg, t.at)
        if leg.offered_at is not None and leg.offer_end is None:
            end_offer(t, channel, "answered")
        if together and not on_hold:
            _set(leg, "talking", t.at)
            holding.came_together(t, channel, leg)
        else:
            kept = (
                leg.conversed and not leg.let_go and (on_hold or channel.parked or _somebody_returns(channel))
            )
            _set(leg, "held" if kept else "waiting", t.at)
    if together and not t.in_snapshot:
        _say_answered(t, people, t.rooms.get(bridge))


def _somebody_returns(channel: Channel) -> bool:
    """Another phone of the call is off hook elsewhere: a consultation."""
    return any(
        c is not channel and not c.local and c.up and not c.hangup_requested
        for c in channel.call.channels.values()
    )


def _set(leg: Leg, state: LegState, at: float) -> None:
    if leg.state not in ("gone", "dialing"):
        advance(leg, state, at)


def _say_answered(t: Tracking, people: list[Channel], room: str | None) -> None:
    """Each person who was rung and now talks for the first time answered the call. Where nobody was rung, it
    is answered by the conference room, else by whoever is there, one of ours before others."""
    for channel in people:
        call, leg = channel.call, channel.leg
        if leg is None or leg.said_answered or not leg.conversed:
            continue
        leg.said_answered = True
        if channel is call.origin:
            if call.first_answer_at is None and not any(_rung(c, channel) for c in people):
                other = min((c for c in people if c is not channel), key=_is_outsider).leg
                if room is not None:
                    _emit(t, channel, leg, Party(number=room))
                elif other is not None:
                    _emit(t, channel, other, other.party)
        else:
            _emit(t, channel, leg, leg.party)


def _is_outsider(channel: Channel) -> bool:
    return channel.leg is None or channel.leg.party.agent is None


def _rung(channel: Channel, origin: Channel) -> bool:
    return channel is not origin and channel.call is origin.call and channel.leg is not None


def _emit(t: Tracking, channel: Channel, leg: Leg, by: Party) -> None:
    call = channel.call
    visit = call.visits[-1] if call.visits and leg.queue == call.visits[-1].queue else None
    if visit is not None:
        waited = (visit.left_at or t.at) - visit.joined_at
    else:
        waited = t.at - call.started_at if call.first_answer_at is None else leg.ring_s
    if call.first_answer_at is None:
        call.first_answer_at = t.at
    t.emit(
        call,
        CallAnswered(
            at=t.now,
            pbx=t.pbx,
            call_id=call.call_id,
            by=by,
            queue=leg.queue,
            waited_s=seconds(waited),
            ring_s=seconds(leg.ring_s),
        ),
    )
