"""All trackers of one PBX behind one door: a message in, everything it means out, in order.

    message -> calls.tracker -> call events -> agents.tracker -> agent states -> queues.tracker -> figures

Figures and places in queues are said once for all messages of one moment (one read of the socket): with the
first message of a later moment, or when `settle` says that the moment is over. Pure: no clock, no waiting;
the time comes with each message and with `tick`.
"""

from __future__ import annotations

from collections.abc import Mapping

from cti.agents.shift import Next
from cti.agents.tracker import AgentTracker
from cti.ami.messages import (
    Hangup,
    LinkConnecting,
    LinkLost,
    Message,
    QueueCallerJoin,
    QueueCallerLeave,
    QueueMember,
    QueueMemberRemoved,
    QueueParams,
    QueuesSeen,
    SnapshotBegin,
    SnapshotEnd,
)
from cti.calls.tracker import CallTracker
from cti.events import AgentState, AgentStateName, AnyCallEvent, AnyEvent, LinkState, LinkStateName
from cti.parties import Directory
from cti.queues.members import MemberTracker
from cti.queues.positions import Positions
from cti.queues.tracker import QueueTracker
from cti.times import moment
from cti.tracker_settings import TrackerSettings

_OF_LINES = frozenset({Hangup, QueueCallerJoin, QueueCallerLeave, QueueParams, QueuesSeen, SnapshotEnd})
"""Messages that mean something for the places of those who wait."""

_BEYOND_CALLS = frozenset(
    {
        QueueMember, QueueMemberRemoved, QueueParams, QueuesSeen, LinkConnecting, LinkLost, SnapshotBegin,
        SnapshotEnd,
    }
)  # fmt: skip
"""Messages that mean something for members, queues and the link."""


class Trackers:
    """Calls, agents and queues of one PBX."""

    def __init__(self, pbx: str, directory: Directory, settings: TrackerSettings) -> None:
        self._pbx = pbx
        self.calls = CallTracker(pbx, directory)
        self._agents = AgentTracker(pbx, directory, settings)
        self._queues = QueueTracker(pbx, settings)
        self._members = MemberTracker(pbx, directory)
        self._positions = Positions(pbx, self.calls.call_of)
        self._link: LinkStateName = "connecting"
        self._at = self._said_at = 0.0

    def seed(self, counts: Mapping[str, tuple[int, int, int]], seen_until: float | None = None) -> None:
        """Before the first message: today's queue figures from the records, and when (epoch seconds) a server
        before this one last saw the PBX."""
        self._queues.seed(counts)
        if seen_until is not None:
            self.calls.seen_until(seen_until)

    def handle(self, at: float, message: Message) -> list[AnyEvent]:
        """One message of the moment `at` (epoch seconds); one that came late is told no earlier than what an
        agent said or a timer ended meanwhile."""
        at = max(at, self._said_at)
        events = [] if at == self._at else self._until(at)
        calls = self.calls.handle(at, message)
        kind = type(message)
        if kind in _OF_LINES:
            self._positions.handle(message)
        if kind in _BEYOND_CALLS:
            events.extend(calls)
            self._beyond(at, message, calls, events)
            return events
        return [*events, *calls, *self._heard(at, calls, [])] if calls else events

    def settle(self) -> list[AnyEvent]:
        """No more messages of this moment: the figures and the places in queues that they changed."""
        return [*self._queues.changed(self._at), *self._positions.changed(self._at)]

    def tick(self, at: float) -> list[AnyEvent]:
        """Time passes: ends wrap-ups, begins a new day."""
        events = self._until(at)
        self._queues.tick(at)
        events += self._with_figures(at, list(self._agents.tick(at)))
        if events:
            self._said_at = at
        return events

    def set_agent(
        self, at: float, agent: str, state: AgentStateName, reason: str | None, until: float | None = None,
        by: str | None = None,
    ) -> list[AnyEvent]:  # fmt: skip
        """What an agent says at the desk (or `by` for them); `until` (epoch seconds) only for wrap_up."""
        self._said_at = at
        events = self._until(at)
        said = self._agents.command(at, agent, state, reason, until, by)
        return events + self._with_figures(at, list(said))

    def plan_agent(self, at: float, agent: str, after: Next | None) -> list[AnyEvent]:
        """What an agent is to be when no call and no wrap-up keeps them."""
        self._said_at = at
        events = self._until(at)
        return events + self._with_figures(at, list(self._agents.plan(at, agent, after)))

    def _until(self, at: float) -> list[AnyEvent]:
        """What is left to say of the moments before `at`; what was seeded is said of the first."""
        self._at = self._at or at
        left = self.settle()
        self._at = at
        return left

    def _heard(self, at: float, calls: list[AnyCallEvent], states: list[AgentState]) -> list[AgentState]:
        """Agents hear what happened to calls, and queues hear both; `states` with those of the agents."""
        for event in calls:
            states += self._agents.hear(at, event)
        if calls:
            self._queues.hear(calls, at)
            self._positions.hear(calls)
        if states:
            self._queues.hear(states, at)
        return states

    def _beyond(self, at: float, message: Message, calls: list[AnyCallEvent], events: list[AnyEvent]) -> None:
        """Adds what a message of queues or the link means, and its call events."""
        states = self._agents.handle(at, message)
        self._queues.handle(message)
        events.extend(self._heard(at, calls, states))
        self._agents.reconciled()
        events.extend(self._members.handle(at, message))
        events.extend(self._queues.gone(at))
        link = self._link_state(at, message)
        if link:
            events.extend(self.settle())
            events.extend(link)

    def _with_figures(self, at: float, events: list[AnyEvent]) -> list[AnyEvent]:
        self._queues.hear(events, at)
        events.extend(self.settle())
        return events

    def _link_state(self, at: float, message: Message) -> list[AnyEvent]:
        """What the boards may be believed, said after everything the message meant."""
        match message:
            case LinkConnecting():
                state: LinkStateName = "connecting" if self._link == "connecting" else "stale"
                return self._said(at, state)
            case LinkLost():
                return self._said(at, "stale", message=message.reason, since=self.calls.blind_since)
            case SnapshotBegin():
                return self._said(at, "reconciling", gap_s=message.gap_s)
            case SnapshotEnd():
                return self._certain(at) if message.complete else self._said(at, "reconciling")
        return []

    def _certain(self, at: float) -> list[AnyEvent]:
        """All is known again; what the gap did, when there was one."""
        gap = self.calls.last_gap
        if gap is None or gap.since is None:
            return self._said(at, "certain")
        self._link = "certain"
        return [
            LinkState(
                at=moment(at), pbx=self._pbx, state="certain", gap_s=gap.length_s, since=moment(gap.since),
                calls_closed=gap.closed, calls_kept=gap.kept,
            )
        ]  # fmt: skip

    def _said(
        self, at: float, state: LinkStateName, gap_s: float | None = None, message: str | None = None,
        since: float | None = None,
    ) -> list[AnyEvent]:  # fmt: skip
        self._link = state
        began = moment(since) if since is not None else None
        return [
            LinkState(at=moment(at), pbx=self._pbx, state=state, gap_s=gap_s, message=message, since=began)
        ]
