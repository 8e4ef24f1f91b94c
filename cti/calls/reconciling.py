"""After a connect: the rows of a snapshot against what we remember.

What the rows confirm lives on (not certain any more when something may have been missed), what they do
not name ended unseen, what they add was met in mid-course: `call_started` and `call_found` say only what
the rows tell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cti.ami.messages import LinkLost, NewChannel, SnapshotBegin, SnapshotEnd
from cti.calls.conversing import converse_again
from cti.calls.endings import remove
from cti.calls.model import Call
from cti.calls.states import LegState
from cti.events import CallFound, Direction

if TYPE_CHECKING:
    from cti.calls.tracking import Tracking


def link_lost(t: Tracking, message: LinkLost) -> None:
    """From now on things may happen unseen."""
    for call in t.registry.calls.values():
        call.certain = False


def begins(t: Tracking, message: SnapshotBegin) -> None:
    """Rows follow. A PBX that started anew has none of the calls we knew."""
    t.in_snapshot = True
    if message.restarted:
        _drop(t, set())


def row(t: Tracking, message: NewChannel) -> None:
    """A channel that exists now."""
    known = message.uniqueid in t.registry.channels
    channel = t.meet(message)
    if channel is None:
        return
    if not known:
        channel.call.found = True
        channel.call.certain = False
        if message.dnid is not None and channel.call.dialed is None:
            channel.call.dialed = message.dnid
    if channel.bridge == message.bridge:
        return
    before = channel.bridge
    if message.bridge is not None:
        t.registry.enter(channel, message.bridge)
        converse_again(t, message.bridge)
    else:
        t.registry.leave(channel)
    if before is not None:
        converse_again(t, before)


def ends(t: Tracking, message: SnapshotEnd) -> None:
    """All rows were seen: what is missing is gone, what is new is told."""
    if message.complete:
        _drop(t, message.uniqueids)
    for call in list(t.registry.calls.values()):
        if call.found and not call.announced:
            _tell(t, call)
    t.in_snapshot = False


def _drop(t: Tracking, alive: set[str] | frozenset[str]) -> None:
    for channel in list(t.registry.channels.values()):
        if channel.uniqueid not in alive:
            channel.call.lost = True
            channel.call.certain = False
            remove(t, channel)


def _tell(t: Tracking, call: Call) -> None:
    if call.origin is None or call.origin.local:
        people = [c for c in call.channels.values() if not c.local]
        call.origin = min(people, key=lambda c: c.created_at, default=None)
    if call.origin is None:
        return
    t.announce(call, _direction(t, call), call.dialed)
    talking = [leg for leg in call.legs if leg.state in (LegState.TALKING, LegState.HELD)]
    for leg in talking:
        leg.said_answered = True
        call.first_answer_at = call.first_answer_at or t.at
    waiting = call.waiting
    t.emit(
        call,
        CallFound(
            at=t.now,
            pbx=t.pbx,
            call_id=call.call_id,
            talking=tuple(leg.party for leg in talking),
            queue=waiting.queue if waiting is not None else None,
        ),
    )


def _direction(t: Tracking, call: Call) -> Direction:
    if call.origin is not None and t.is_outside(call.origin):
        return "inbound"
    outside = any(t.is_outside(c) for c in call.channels.values() if not c.local)
    return "outbound" if outside else "internal"
