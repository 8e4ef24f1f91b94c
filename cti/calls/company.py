"""Third people: who enters and leaves a conversation of two or more, and who listens to it.

A conference room brings several calls together without making them one: each call there is told who is
there, who joined and who parted. Asterisk swaps bridges and takes Local channels out while people talk on:
whoever leaves is told only when their channel does something else than come back to the same people. A
listener (ChanSpy) is no party: no call, no talk, only `mode` listen, whisper or barge.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cti.ami.messages import BridgeMerge, SpyStart, SpyStop
from cti.calls.model import Call, Channel, Parting
from cti.events import CallJoined, CallParted, JoinMode, Party
from cti.times import moment

if TYPE_CHECKING:
    from cti.calls.tracking import Tracking


def merging(t: Tracking, message: BridgeMerge) -> None:
    """Everybody of one bridge goes over into another, one by one: none of them joins the others anew."""
    both = (message.from_bridge, message.to_bridge)
    t.joining[message.from_bridge] = [each for bridge in both for each in t.registry.connected(bridge)]


def joined(t: Tracking, bridge: str, before: list[Channel]) -> None:
    """Somebody entered the bridge in which `before` were; with them come those beyond a Local channel."""
    there = set(before)
    for channel in t.registry.connected(bridge):
        if channel in there or channel.leg is None:
            continue
        left, channel.parting = channel.parting, None
        if left is not None and set(left.others) == there:
            continue
        if left is not None:
            _say_parted(t, channel, left)
        if not any(channel in people for people in t.joining.values()):
            _say_joined(t, channel, before, in_room=bridge in t.rooms)


def parted(t: Tracking, bridge: str, before: list[Channel]) -> None:
    """Who left the bridge in which `before` were, and whom they left there; told when it is settled. Where a
    half of a Local channel left, the people beyond it stay together, too."""
    after = t.registry.connected(bridge)
    there = set(after)
    gone = [channel for channel in before if channel not in there]
    room = bridge in t.rooms
    if len(after) >= (1 if room else 2):
        _part(t, gone, after, room=room)
    elif len(gone) > 1:
        _part(t, after, gone, room=False)


def _part(t: Tracking, gone: list[Channel], others: list[Channel], *, room: bool) -> None:
    for channel in gone:
        if channel.leg is not None and channel.parting is None:
            channel.parting = Parting(others=others, room=room, at=t.at)


def settle(t: Tracking, channel: Channel) -> None:
    """The channel goes on elsewhere, or hangs up: it did leave."""
    left, channel.parting = channel.parting, None
    if left is not None:
        _say_parted(t, channel, left)


def _say_joined(t: Tracking, channel: Channel, before: list[Channel], *, in_room: bool) -> None:
    """A call that has nobody in a room yet is told who is there, too."""
    for call in _calls_of(before):
        if len(before) > 1 or (in_room and call is not channel.call):
            _tell(t, CallJoined, call, channel, t.at)
    if in_room and channel.call not in _calls_of(before):
        for other in before:
            _tell(t, CallJoined, channel.call, other, t.at)


def _say_parted(t: Tracking, channel: Channel, left: Parting) -> None:
    for call in _calls_of(left.others):
        if t.registry.calls.get(call.call_id) is call and (len(left.others) > 1 or call is not channel.call):
            _tell(t, CallParted, call, channel, left.at)


def _tell(
    t: Tracking, kind: type[CallJoined] | type[CallParted], call: Call, who: Channel, at: float
) -> None:
    if who.leg is not None:
        t.emit(call, kind(at=moment(at), pbx=t.pbx, call_id=call.call_id, party=who.leg.party))


def spy_started(t: Tracking, message: SpyStart) -> None:
    """Somebody listens to a channel."""
    spy, spied = t.get(message.spyer), t.get(message.spied)
    if spy is not None:
        spy.call.listens = True
    if spy is not None and spied is not None:
        _tell_spy(t, CallJoined, spied.call, spy)


def spy_stopped(t: Tracking, message: SpyStop) -> None:
    """The listener is gone, or listens to somebody else."""
    spy, spied = t.get(message.spyer), t.get(message.spied)
    if spy is not None and spied is not None:
        _tell_spy(t, CallParted, spied.call, spy)


def _tell_spy(t: Tracking, kind: type[CallJoined] | type[CallParted], call: Call, spy: Channel) -> None:
    party = spy.leg.party if spy.leg is not None else Party(channel=spy.name)
    t.emit(call, kind(at=t.now, pbx=t.pbx, call_id=call.call_id, party=party, mode=_mode(spy.spy_options)))


def _mode(options: str) -> JoinMode:
    """ChanSpy options: w whispers to the spied channel, B speaks to both."""
    if "B" in options:
        return "barge"
    return "whisper" if "w" in options else "listen"


def _calls_of(people: list[Channel]) -> list[Call]:
    return list(dict.fromkeys(channel.call for channel in people))
