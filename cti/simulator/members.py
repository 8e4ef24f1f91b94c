"""Queue membership: added, removed, paused, given a penalty; each change told as Asterisk does."""

from __future__ import annotations

from cti.simulator.exchange import Exchange
from cti.simulator.model import Member, Queue


def add(
    exchange: Exchange, queue: Queue, interface: str, name: str, *, penalty: int = 0, paused: bool = False
) -> bool:
    """QueueMemberAdded; False when it is a member already."""
    if interface in queue.members:
        return False
    now = int(exchange.timeline.now())
    member = Member(queue.name, interface, name or interface, now, penalty=penalty, paused=paused)
    queue.members[interface] = member
    exchange.emit(exchange.devices.member_event("QueueMemberAdded", queue, member))
    exchange.devices.refresh_queue(queue)
    return True


def remove(exchange: Exchange, queue: Queue, interface: str) -> bool:
    """QueueMemberRemoved; False when it is none."""
    member = queue.members.pop(interface, None)
    if member is None:
        return False
    exchange.emit(exchange.devices.member_event("QueueMemberRemoved", queue, member))
    exchange.devices.refresh_queue(queue)
    return True


def pause(exchange: Exchange, interface: str, paused: bool, reason: str = "", only_queue: str = "") -> bool:
    """QueueMemberPause in one or all of its queues; False when it is in none."""
    found = _memberships(exchange, interface, only_queue)
    for queue, member in found:
        if paused and not member.paused:
            member.last_pause = int(exchange.timeline.now())
        member.paused = paused
        member.paused_reason = reason
        exchange.devices.announce_pause(member)
        exchange.emit(exchange.devices.member_event("QueueMemberPause", queue, member))
        exchange.devices.refresh_queue(queue)
    return bool(found)


def set_penalty(exchange: Exchange, interface: str, penalty: int, only_queue: str = "") -> bool:
    """QueueMemberPenalty in one or all of its queues; False when it is in none."""
    found = _memberships(exchange, interface, only_queue)
    for queue, member in found:
        member.penalty = penalty
        exchange.emit(exchange.devices.member_event("QueueMemberPenalty", queue, member))
    return bool(found)


def _memberships(exchange: Exchange, interface: str, only_queue: str) -> list[tuple[Queue, Member]]:
    queues = [each for each in exchange.queues.values() if only_queue in ("", each.name)]
    return [(queue, queue.members[interface]) for queue in queues if interface in queue.members]
