"""Consultations that began while nobody looked, as the rows of a snapshot show them.

Asterisk dials whom an agent asks by a Local channel: its first half is in a bridge with the agent, the second
is at the phone of who is asked, or in the queue that is. Meanwhile whom the agent serves is alone in the
bridge in which the two talked, and hears music. After a swap the half is alone, and the two talk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cti.calls.conversing import converse_again
from cti.calls.legs import up
from cti.calls.model import Asking, Call, Channel
from cti.events import CallHeld

if TYPE_CHECKING:
    from cti.calls.tracking import Tracking

_FIRST_HALF = ";1"


def look(t: Tracking, call: Call) -> None:
    """After the rows: who of this call asks somebody, and whom, is in `call.asking`."""
    call.asking = None
    for half in call.channels.values():
        if half.local and half.bridge is not None and half.name.endswith(_FIRST_HALF):
            with_half = [each for each in t.registry.members(half.bridge) if each is not half]
            if not with_half:
                _swapped(t, half)
            elif len(with_half) == 1:
                _consults(t, with_half[0], half)
            if call.asking is not None:
                return


def say_found(t: Tracking, call: Call) -> None:
    """After `call_found`: who holds the call meanwhile."""
    asking = call.asking
    if asking is not None and asking.begun and asking.by.leg is not None:
        by = asking.by.leg.party
        t.emit(call, CallHeld(at=t.now, pbx=t.pbx, call_id=call.call_id, by=by))


def _consults(t: Tracking, asker: Channel, half: Channel) -> None:
    """The asker is with the half; somebody of the call waits alone for them."""
    waiting = next((c for c in half.call.channels.values() if c is not asker and _waits_alone(t, c)), None)
    if waiting is None or waiting.leg is None or asker.leg is None or asker.leg.party.agent is None:
        return
    for leg in (asker.leg, waiting.leg):
        up(leg, t.at)
        leg.conversed = True
    half.call.asking = _asking(t, asker, half, begun=asker.leg.pressed_hold is None)
    asker.leg.pressed_hold = asker.leg.pressed_hold or waiting.bridge
    for bridge in (waiting.bridge, half.bridge):
        if bridge is not None:
            converse_again(t, bridge)


def _swapped(t: Tracking, half: Channel) -> None:
    """The half is alone: the one agent who talks elsewhere in this call is back there for a while."""
    asked = t.registry.behind(half)
    talking = [c for c in half.call.channels.values() if c not in asked and _is_in_company(t, c)]
    askers = [c for c in talking if c.leg is not None and c.leg.party.agent is not None]
    if len(askers) != 1:
        return
    half.call.asking = _asking(t, askers[0], half, begun=False)
    for channel in asked:
        if channel.leg is not None and channel.bridge is not None:
            channel.leg.conversed = True
            converse_again(t, channel.bridge)


def _is_in_company(t: Tracking, channel: Channel) -> bool:
    return channel.bridge is not None and len(t.registry.members(channel.bridge)) > 1


def _waits_alone(t: Tracking, channel: Channel) -> bool:
    return (
        channel.leg is not None
        and channel.bridge is not None
        and not channel.parked
        and channel.bridge not in t.rooms
        and t.registry.members(channel.bridge) == [channel]
    )


def _asking(t: Tracking, asker: Channel, half: Channel, *, begun: bool) -> Asking:
    visit = half.call.waiting
    waiting = half.call.channels.get(visit.uniqueid) if visit is not None else None
    if visit is not None and waiting is not None and waiting.local:
        visit.asked = True
    asked = next((c.leg for c in t.registry.behind(half) if c is not asker and c.leg is not None), None)
    return Asking(by=asker, whom=asked, begun=begun)
