"""After a connect: the rows of a snapshot against what we remember.

What the rows confirm lives on (not certain any more when something may have been missed), what they do
not name ended unseen, what they add was met in mid-course: `call_started` and `call_found` say only what
the rows tell. How long nobody looked, and what became of the calls meanwhile, is in the `Gap`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from cti.ami.messages import (
    BridgedChannel,
    BridgeListed,
    BridgeTold,
    LinkConnecting,
    LinkLost,
    NewChannel,
    SnapshotBegin,
    SnapshotEnd,
)
from cti.calls import company, consulting, holding, offers, queueing
from cti.calls.conversing import HOLDING, converse_again
from cti.calls.endings import remove
from cti.calls.gap import Gap
from cti.calls.legs import up
from cti.calls.model import Call, Channel, Leg, Visit
from cti.events import CallFound, Direction

if TYPE_CHECKING:
    from cti.calls.tracking import Tracking

_RINGING = 5
_UP = 6
"""States of a channel whose phone rings, and is off hook (Asterisk channelstate.h)."""


def connecting(t: Tracking, message: LinkConnecting) -> None:
    """Calls met from now on are told by the lists."""
    t.unlisted = True


def link_lost(t: Tracking, message: LinkLost) -> None:
    """From now on things may happen unseen."""
    if t.gap is None:
        t.gap = Gap(t.at if message.heard_at is None else message.heard_at, watched=True)
    for call in t.registry.calls.values():
        call.certain = False


def begins(t: Tracking, message: SnapshotBegin) -> None:
    """Rows follow. A PBX that started anew has none of the calls we knew."""
    t.in_snapshot = True
    for bridges in (t.parking, t.rooms, t.joining):
        bridges.clear()
    for channel in t.registry.channels.values():
        channel.handing = None  # handed on or parked: nobody saw which
        channel.hold_heard = False
    t.last_gap = None
    t.ringing_rows, t.waiting_rows, t.bridged_rows = [], set(), []
    t.queue_waits.clear()
    t.picked_rows.clear()
    t.queued_rows.clear()
    if t.gap is not None:
        t.gap.until = t.at
    if message.restarted:
        _drop(t, set())


def bridge(t: Tracking, message: BridgeListed) -> None:
    """A bridge that exists now; who waits in a parking place talks to nobody there."""
    if message.bridge_type in HOLDING:
        t.parking.add(message.bridge)
    if message.room is not None:
        t.rooms[message.bridge] = message.room


def bridged(t: Tracking, message: BridgedChannel) -> None:
    """A channel in the bridge that is named behind the rows."""
    t.bridged_rows.append(message)


def bridge_told(t: Tracking, message: BridgeTold) -> None:
    """Who is in this bridge; the only rows for an account that may not list channels."""
    for seen in t.bridged_rows:
        row(t, NewChannel(**msgspec.structs.asdict(seen), bridge=message.bridge))
    t.bridged_rows.clear()


def row(t: Tracking, message: NewChannel) -> None:
    """A channel that exists now."""
    known = message.uniqueid in t.registry.channels
    channel = t.meet(message)
    if channel is None:
        return
    if message.withheld:
        t.withhold(channel)
    if not known:
        channel.call.found = True
        channel.call.certain = False
        if message.dnid is not None and channel.call.dialed is None:
            channel.call.dialed = message.dnid
    if message.age_s is not None:  # a row of BridgeInfo does not say what the channel runs
        in_queue = message.application == "Queue"
        channel.queue_application = (message.application_data or "").partition(",")[0] if in_queue else None
    if message.queue_wait_s is not None:
        t.queue_waits[message.uniqueid] = message.queue_wait_s
    if message.state == _RINGING:
        t.ringing_rows.append(channel)
    elif message.state == _UP and message.application == "AppQueue":
        t.picked_rows.append(channel)
    holding.found(t, channel, message)
    if channel.bridge == message.bridge:
        return
    before = channel.bridge
    company.settle(t, channel)
    if message.bridge is not None:
        channel.parked = message.bridge in t.parking
        t.registry.enter(channel, message.bridge)
        converse_again(t, message.bridge)
    else:
        t.registry.leave(channel)
    if before is not None:
        converse_again(t, before)


def _picked_up(t: Tracking, channel: Channel) -> None:
    """A queue's member is off hook, perhaps only a moment before the two are joined."""
    channel.up = True
    leg, visit = channel.leg, channel.call.waiting
    if leg is not None and leg.state != "gone":
        leg.queue = leg.queue or (visit.queue if visit is not None else None)
        up(leg, t.at)


def ends(t: Tracking, message: SnapshotEnd) -> None:
    """All rows were seen: what is missing is gone, what is new is told."""
    if message.complete:
        _drop(t, message.uniqueids)
    for channel in t.picked_rows:
        _picked_up(t, channel)
    for call in list(t.registry.calls.values()):
        consulting.look(t, call)
        if message.complete:
            _leave_queue(t, call)
        if (call.found or call.partial) and not call.announced:
            _tell(t, call)
        elif call.announced:
            _tell_again(t, call)
    for call, queued in t.queued_rows:
        t.emit(call, queued)
    for channel in t.ringing_rows:
        if channel.uniqueid in t.registry.channels and channel.call.announced and channel.bridge is None:
            offers.offer(t, channel, None, None)
    t.in_snapshot = t.unlisted = False
    if message.complete:
        _close(t)


def _close(t: Tracking) -> None:
    """The gap is over."""
    gap, t.gap = t.gap, None
    if gap is None:
        return
    for call in t.registry.calls.values():
        gap.kept += call.announced and not call.certain
        call.gap_s += gap.of_life(call.started_at)
    t.last_gap = gap


def _drop(t: Tracking, alive: set[str] | frozenset[str]) -> None:
    t.dropping = True
    for call in list(t.registry.calls.values()):
        gone = [channel for channel in call.channels.values() if channel.uniqueid not in alive]
        if not gone:
            continue
        call.certain = False
        call.lost = len(gone) == len(call.channels)
        if t.gap is not None and call.lost:
            t.gap.closed += call.announced
            call.gap_s += t.gap.of_life(call.started_at)
        for channel in gone:
            remove(t, channel)
    t.dropping = False


def _leave_queue(t: Tracking, call: Call) -> None:
    """A caller whom the queue's rows do not name any more left it unseen."""
    visit, since = call.waiting or call.leaving, t.gap.since if t.gap is not None else None
    if visit is None or since is None or visit.joined_at > since or visit.uniqueid in t.waiting_rows:
        return
    channel = t.registry.channels.get(visit.uniqueid)
    if visit.left_at is None:
        wait_s = t.queue_waits.get(visit.uniqueid)
        visit.left_at = t.at if wait_s is None else min(visit.joined_at + wait_s, t.at)
    if channel is not None:
        taken = channel.queue_application == visit.queue and channel.leg in _talking(call)
        queueing.settle(t, channel, "answered" if taken else "unknown")


def _tell(t: Tracking, call: Call) -> None:
    """Only when who began the call is still there (its Linkedid is the first channel's Uniqueid)."""
    origin = call.origin
    if origin is None or origin.local or origin.uniqueid not in t.registry.channels:
        return
    direction = _direction(t, call, origin)
    if direction is not None:
        t.announce(call, direction, call.dialed)
        _visit_unseen(t, call, origin)
        _say_found(t, call)


def _visit_unseen(t: Tracking, call: Call, caller: Channel) -> None:
    """A call that began in the gap and is talked on was answered from the queue it is still served by; of an
    older one somebody may have told that before."""
    queue, wait_s = caller.queue_application, t.queue_waits.get(caller.uniqueid)
    is_new = t.gap is not None and t.gap.hides_birth(caller.created_at)
    if queue is None or wait_s is None or not is_new or call.visits:
        return
    if caller.leg in _talking(call):
        call.visits.append(
            Visit(queue=queue, uniqueid=caller.uniqueid, joined_at=t.at - wait_s, left_at=t.at)
        )
        queueing.settle(t, caller, "answered")


def _tell_again(t: Tracking, call: Call) -> None:
    """A call we knew: somebody may have begun to talk, or to ask a colleague, meanwhile."""
    asks = call.asking is not None and call.asking.begun
    if not call.certain and (asks or any(not leg.said_answered for leg in _talking(call))):
        _say_found(t, call)


def _talking(call: Call) -> list[Leg]:
    return [leg for leg in call.legs if leg.state in ("talking", "held")]


def _say_found(t: Tracking, call: Call) -> None:
    asking, talking = call.asking, _talking(call)
    if asking is not None:
        talking.sort(key=lambda leg: leg is asking.whom)
    waiting = call.waiting if call.waiting is not None and not call.waiting.asked else None
    queue = call.origin.queue_application if call.origin is not None else None
    for leg in talking:
        leg.said_answered = True
        leg.queue = leg.queue or (queue if leg.party.agent is not None else None)
        call.first_answer_at = call.first_answer_at or t.at
    t.emit(
        call,
        CallFound(
            at=t.now,
            pbx=t.pbx,
            call_id=call.call_id,
            talking=tuple(leg.party for leg in talking),
            queue=waiting.queue if waiting is not None else None,
            asked_by=asking.by.leg.party if asking is not None and asking.by.leg is not None else None,
            asked=asking.whom.party if asking is not None and asking.whom is not None else None,
        ),
    )
    consulting.say_found(t, call)
    holding.say_found(t, call, talking)


def _direction(t: Tracking, call: Call, origin: Channel) -> Direction | None:
    """None for one of ours who is alone and called nobody here: the PBX may dial the customer next."""
    if t.is_outside(origin):
        return "inbound"
    others = [c for c in call.channels.values() if c is not origin and not c.local]
    if any(map(t.is_outside, others)):
        return "outbound"
    called = origin.exten is not None and t.directory.is_internal_number(origin.exten)
    return "internal" if others or called or call.waiting is not None else None
