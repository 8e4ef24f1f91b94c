"""Who stands where in which queue, at every moment. Pure.

In: joins (their Position is the place where Asterisk put the caller in), leaves (everybody behind moves up)
and the rows of QueueStatus. Out: an event when the place of a caller changes. Callers who came before we
looked keep their places as unknown ones, so that nobody behind them is told a place too good.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from cti.ami.messages import (
    Hangup,
    Message,
    QueueCallerJoin,
    QueueCallerLeave,
    QueueParams,
    QueuesSeen,
    SnapshotEnd,
)
from cti.events import CallEnded, CallLeftQueue, CallMerged, CallQueued, Event, QueuePosition
from cti.times import moment

Line = list[str | None]
"""Uniqueids of the callers, first in front; None: somebody not known."""

_LONG, _PAUSE_S = 100, 1.0
"""Each who leaves moves everybody behind: more callers than so many are told their places once in so many
seconds."""

_OF_WAITING = frozenset({CallQueued, CallLeftQueue, CallEnded, CallMerged})

_LONGEST = 10_000
"""Places of people not known: no more than this are believed."""


class Positions:
    """The lines of callers of one PBX. `call_of` gives the call of a Uniqueid; None while nobody was told
    of it."""

    def __init__(self, pbx: str, call_of: Callable[[str], str | None]) -> None:
        self._pbx = pbx
        self._call_of = call_of
        self._lines: dict[str, Line] = {}
        self._queue_of: dict[str, str] = {}
        self._told: dict[str, tuple[str, int | None]] = {}
        self._changed: dict[str, None] = {}
        self._told_at: dict[str, float] = {}

    def handle(self, message: Message) -> None:
        """One message; only those of queues and hang-ups mean something."""
        match message:
            case QueueCallerJoin():
                self._join(message)
            case QueueCallerLeave():
                self._leave(message)
            case Hangup() if message.uniqueid in self._queue_of:
                self._remove(message.uniqueid)
            case QueueParams():
                self._empty(message.queue)  # the rows of those who wait in it follow
            case QueuesSeen() | SnapshotEnd(complete=True):
                for queue in self._lines.keys() - message.queues:
                    self._empty(queue)
                    del self._lines[queue]
                    self._told_at.pop(queue, None)
                self._changed |= dict.fromkeys(self._lines)

    def hear(self, events: Iterable[Event]) -> None:
        """What was told of calls: a join names the place already."""
        for event in events:
            if type(event) in _OF_WAITING:
                self._hear(event)

    def _hear(self, event: Event) -> None:
        match event:
            case CallQueued():
                self._told[event.call_id] = event.queue, event.position
                self._changed[event.queue] = None
            case CallLeftQueue() | CallEnded():
                self._told.pop(event.call_id, None)
            case CallMerged():
                self._told.pop(event.other_call_id, None)
                self._changed |= dict.fromkeys(self._lines)

    def changed(self, at: float) -> list[QueuePosition]:
        """The places that are others than those told before; of a long line not all of the time."""
        events: list[QueuePosition] = []
        if not self._changed:
            return events
        for queue in tuple(self._changed):
            line = self._lines.get(queue, [])
            if len(line) > _LONG and at < self._told_at.get(queue, 0.0) + _PAUSE_S:
                continue
            self._told_at[queue] = at
            del self._changed[queue]
            events += self._moved(at, queue, line)
        return events

    def _moved(self, at: float, queue: str, line: Line) -> Iterator[QueuePosition]:
        for place, uniqueid in enumerate(line, start=1):
            call_id = None if uniqueid is None else self._call_of(uniqueid)
            if call_id is not None and self._told.get(call_id) != (queue, place):
                self._told[call_id] = queue, place
                yield QueuePosition(
                    at=moment(at), pbx=self._pbx, call_id=call_id, queue=queue, position=place
                )

    def _join(self, message: QueueCallerJoin) -> None:
        self._remove(message.uniqueid)
        line = self._lines.setdefault(message.queue, [])
        place = len(line) if message.position is None else min(max(message.position - 1, 0), _LONGEST)
        line.extend([None] * (place - len(line)))
        if message.count is None and place < len(line) and line[place] is None:
            line[place] = message.uniqueid  # a row names who stands there
        else:
            line.insert(place, message.uniqueid)
        self._fit(line, message.count)
        self._queue_of[message.uniqueid] = message.queue
        self._changed[message.queue] = None

    def _leave(self, message: QueueCallerLeave) -> None:
        line = self._lines.setdefault(message.queue, [])
        place = (message.position or 0) - 1
        if self._queue_of.get(message.uniqueid) == message.queue:
            self._remove(message.uniqueid)
        elif 0 <= place < len(line) and line[place] is None:
            del line[place]
        self._fit(line, message.count)
        self._changed[message.queue] = None

    def _remove(self, uniqueid: str) -> None:
        queue = self._queue_of.pop(uniqueid, None)
        if queue is not None:
            self._lines[queue].remove(uniqueid)
            self._changed[queue] = None

    def _empty(self, queue: str) -> None:
        for uniqueid in self._lines.get(queue, ()):
            if uniqueid is not None:
                del self._queue_of[uniqueid]
        self._lines[queue] = []
        self._changed[queue] = None

    def _fit(self, line: Line, count: int | None) -> None:
        """Asterisk's count of those who wait: callers whom nobody saw stand behind those who were seen."""
        if count is None:
            return
        line.extend([None] * (min(count, _LONGEST) - len(line)))
        while len(line) > count and line and line[-1] is None:
            line.pop()
