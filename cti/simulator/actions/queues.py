"""QueueStatus, QueueSummary, QueueAdd, QueueRemove, QueuePause, QueuePenalty."""

from __future__ import annotations

from cti.simulator import members, messages
from cti.simulator.messages import Block
from cti.simulator.model import Queue
from cti.simulator.session import Request, Session

_TRUE = ("1", "true", "yes", "on", "t", "y")


def queue_status(session: Session, request: Request) -> None:
    """QueueParams, QueueMember and QueueEntry of all queues, or of `Queue`, or of `Member`."""
    rows: list[tuple[str, Block]] = []
    for queue in _wanted(session, request):
        rows += _status_rows(session, queue, request.get("Member"))
    session.rows(request, "Queue status will follow", rows, "QueueStatusComplete")


def _status_rows(session: Session, queue: Queue, only_member: str) -> list[tuple[str, Block]]:
    devices, now = session.exchange.devices, session.exchange.timeline.now()
    rows = [("QueueParams", _params(queue))]
    for member in queue.members.values():
        if only_member in ("", member.interface):
            row = messages.member_row(member, devices.state(member.interface), queue.settings.wrap_up_s)
            rows.append(("QueueMember", row))
    for position, waiting in enumerate(queue.callers, start=1):
        rows.append(("QueueEntry", messages.entry_row(queue.name, position, waiting, now)))
    return rows


def _params(queue: Queue) -> Block:
    within = 100.0 * queue.completed_in_level / queue.completed if queue.completed else 0.0
    return [
        ("Queue", queue.name),
        ("Max", 0),
        ("Strategy", queue.settings.strategy),
        ("Calls", len(queue.callers)),
        ("Holdtime", queue.hold_time),
        ("TalkTime", queue.talk_time),
        ("Completed", queue.completed),
        ("Abandoned", queue.abandoned),
        ("ServiceLevel", queue.settings.service_level_s),
        ("ServicelevelPerf", f"{within:.1f}"),
        ("ServicelevelPerf2", f"{within:.1f}"),
        ("Weight", 0),
    ]


def queue_summary(session: Session, request: Request) -> None:
    """One QueueSummary per queue."""
    rows = [("QueueSummary", _summary(session, queue)) for queue in _wanted(session, request)]
    session.rows(request, "Queue summary will follow", rows, "QueueSummaryComplete")


def _summary(session: Session, queue: Queue) -> Block:
    exchange = session.exchange
    now = exchange.timeline.now()
    free = sum(exchange.devices.is_free(queue, member) for member in queue.members.values())
    waits = [int(now - waiting.joined_at) for waiting in queue.callers]
    return [
        ("Queue", queue.name),
        ("LoggedIn", len(queue.members)),
        ("Available", free),
        ("Callers", len(queue.callers)),
        ("HoldTime", queue.hold_time),
        ("TalkTime", queue.talk_time),
        ("LongestHoldTime", max(waits, default=0)),
    ]


def _wanted(session: Session, request: Request) -> list[Queue]:
    name = request.get("Queue")
    return [queue for queue in session.exchange.queues.values() if name in ("", queue.name)]


def queue_add(session: Session, request: Request) -> None:
    """A member joins a queue."""
    queue, interface = _queue_and_interface(session, request, "add interface to")
    if queue is None:
        return
    added = members.add(
        session.exchange,
        queue,
        interface,
        request.get("MemberName"),
        penalty=_number(request.get("Penalty")) or 0,
        paused=request.get("Paused").lower() in _TRUE,
    )
    if added:
        session.ack(request, "Added interface to queue")
    else:
        session.error(request, "Unable to add interface: Already there")


def queue_remove(session: Session, request: Request) -> None:
    """A member leaves a queue."""
    queue, interface = _queue_and_interface(session, request, "remove interface from")
    if queue is None:
        return
    if members.remove(session.exchange, queue, interface):
        session.ack(request, "Removed interface from queue")
    else:
        session.error(request, "Unable to remove interface: Not there")


def _queue_and_interface(session: Session, request: Request, deed: str) -> tuple[Queue | None, str]:
    name, interface = request.get("Queue"), request.get("Interface")
    queue = session.exchange.queues.get(name)
    if not name:
        session.error(request, "'Queue' not specified.")
    elif not interface:
        session.error(request, "'Interface' not specified.")
    elif queue is None:
        session.error(request, f"Unable to {deed} queue: No such queue")
    else:
        return queue, interface
    return None, interface


def queue_pause(session: Session, request: Request) -> None:
    """Pauses or unpauses in `Queue`, or in all."""
    interface, wish = request.get("Interface"), request.get("Paused")
    if not interface or not wish:
        session.error(request, "Need 'Interface' and 'Paused' parameters.")
        return
    paused = wish.lower() in _TRUE
    if members.pause(session.exchange, interface, paused, request.get("Reason"), request.get("Queue")):
        session.ack(request, f"Interface {'' if paused else 'un'}paused successfully")
    else:
        session.error(request, "Interface not found")


def queue_penalty(session: Session, request: Request) -> None:
    """Sets a member's penalty in `Queue`, or in all."""
    interface, penalty = request.get("Interface"), _number(request.get("Penalty"))
    if not interface or penalty is None:
        session.error(request, "Need 'Interface' and 'Penalty' parameters.")
    elif members.set_penalty(session.exchange, interface, penalty, request.get("Queue")):
        session.ack(request, "Interface penalty set successfully")
    else:
        session.error(request, "Invalid interface, queuename or penalty")


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None


QUEUE_ACTIONS = {
    "queuestatus": queue_status,
    "queuesummary": queue_summary,
    "queueadd": queue_add,
    "queueremove": queue_remove,
    "queuepause": queue_pause,
    "queuepenalty": queue_penalty,
}
