"""The queue tracker: call events, agent states and queue rows in, `queue_figures` events out.

Every figure is kept by adding and subtracting, so that one event costs the same with ten calls or five
thousand. Figures start anew with each local day; waiting callers and agents stay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from cti.ami.messages import Message, QueueMember, QueueParams, QueuesSeen, SnapshotEnd
from cti.events import (
    AgentState,
    AgentStateName,
    CallEnded,
    CallFound,
    CallLeftQueue,
    CallMerged,
    CallQueued,
    Event,
    QueueFigures,
    QueueGone,
)
from cti.queues.figures import Queue
from cti.times import moment
from cti.tracker_settings import TrackerSettings


class QueueTracker:
    """Counts for the queues of one PBX."""

    def __init__(self, pbx: str, settings: TrackerSettings) -> None:
        self._pbx = pbx
        self._settings = settings
        self._queues: dict[str, Queue] = {}
        self._agents: dict[str, dict[str, AgentStateName]] = {}
        self._waiting_in: dict[str, str] = {}
        self._changed: dict[str, None] = {}
        self._day: date | None = None
        self._vanished: set[str] = set()
        self._gone: list[str] = []

    def seed(self, counts: Mapping[str, tuple[int, int, int]]) -> None:
        """Today's figures from the records after a restart: queue -> (answered, answered within the
        service level, abandoned)."""
        for name, (answered, in_time, abandoned) in counts.items():
            queue = self._queue(name)
            queue.answered, queue.answered_in_time, queue.abandoned = answered, in_time, abandoned

    def handle(self, message: Message) -> None:
        """A queue that exists has figures, even before its first call; one that vanished has none."""
        if isinstance(message, (QueueParams, QueueMember)):
            self._exists(message.queue)
        elif isinstance(message, QueuesSeen) or (isinstance(message, SnapshotEnd) and message.complete):
            self._keep(message.queues)

    def hear(self, events: Iterable[Event], at: float) -> None:
        """Counts what happened."""
        for event in events:
            rule = RULES.get(type(event))
            if rule is not None:
                rule(self, at, event)

    def gone(self, at: float) -> list[QueueGone]:
        """The queues that vanished since the last call of this."""
        gone, self._gone = self._gone, []
        return [QueueGone(at=moment(at), pbx=self._pbx, queue=name) for name in gone]

    def _exists(self, name: str) -> Queue:
        if name in self._vanished:
            self._vanished.discard(name)
            self._changed[name] = None
        return self._queue(name)

    def _keep(self, names: frozenset[str]) -> None:
        """Other queues are gone, unless somebody waits there; their counts of today are kept."""
        for name, queue in self._queues.items():
            if name not in names and name not in self._vanished and not queue.waiting:
                self._vanished.add(name)
                self._gone.append(name)

    def changed(self, at: float) -> list[QueueFigures]:
        """Figures of every queue that changed since the last call of this."""
        if not self._changed:
            return []
        there = (name for name in self._changed if name not in self._vanished)
        changed = [self._queues[name].figures(self._pbx, at) for name in there]
        self._changed.clear()
        return changed

    def tick(self, at: float) -> None:
        """A new local day starts the counts anew."""
        today = self._settings.day_of(at)
        if self._day is not None and today != self._day:
            for queue in self._queues.values():
                queue.answered = queue.answered_in_time = queue.abandoned = 0
                self._changed[queue.name] = None
        self._day = today

    # rules ------------------------------------------------------------------

    def queued(self, at: float, event: CallQueued) -> None:
        """The caller waits."""
        self._joined(event.call_id, event.queue, at - event.waited_s)

    def found(self, at: float, event: CallFound) -> None:
        """A caller was met in mid-course, perhaps waiting."""
        if event.queue is not None and event.call_id not in self._waiting_in:
            self._joined(event.call_id, event.queue, at)

    def left(self, at: float, event: CallLeftQueue) -> None:
        """Answered calls and abandoned ones count."""
        self._out(event.call_id)
        queue = self._queue(event.queue)
        if event.reason == "answered":
            queue.answered += 1
            queue.answered_in_time += event.waited_s <= queue.service_level_s
        elif event.reason == "abandoned":
            queue.abandoned += 1
        self._changed[event.queue] = None

    def ended(self, at: float, event: CallEnded) -> None:
        """Nobody waits any more."""
        self._out(event.call_id)

    def merged(self, at: float, event: CallMerged) -> None:
        """Whoever waits does so as part of the other call."""
        self._out(event.other_call_id)

    def agent(self, at: float, event: AgentState) -> None:
        """The agent counts in each of their queues."""
        for name, state in self._agents.get(event.agent, {}).items():
            self._count(name, state, -1)
        now = {name: _state_in(name, event) for name in event.queues}
        for name, state in now.items():
            self._count(name, state, +1)
        self._agents[event.agent] = now

    # figures ----------------------------------------------------------------

    def _joined(self, call_id: str, name: str, at: float) -> None:
        self._out(call_id)
        self._exists(name).wait(call_id, at)
        self._waiting_in[call_id] = name
        self._changed[name] = None

    def _out(self, call_id: str) -> None:
        name = self._waiting_in.pop(call_id, None)
        if name is not None:
            self._queue(name).waiting.pop(call_id, None)
            self._changed[name] = None

    def _count(self, name: str, state: AgentStateName, change: int) -> None:
        counts = self._queue(name).agents
        counts[state] = counts.get(state, 0) + change
        self._changed[name] = None

    def _queue(self, name: str) -> Queue:
        queue = self._queues.get(name)
        if queue is None:
            queue = self._queues[name] = Queue(name, self._settings.service_level_of(name))
            self._changed[name] = None
        return queue


RULES: dict[type[Event], Callable[..., None]] = {
    CallQueued: QueueTracker.queued,
    CallFound: QueueTracker.found,
    CallLeftQueue: QueueTracker.left,
    CallEnded: QueueTracker.ended,
    CallMerged: QueueTracker.merged,
    AgentState: QueueTracker.agent,
}


def _state_in(queue: str, event: AgentState) -> AgentStateName:
    """Paused in one queue is still ready in the others."""
    return "ready" if event.state == "paused" and queue not in event.paused_queues else event.state
