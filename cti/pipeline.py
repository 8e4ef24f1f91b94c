"""The one consumer of a PBX's messages: inbox -> trackers -> bus, in order.

Passes through: every message, exactly once, and the domain events it means. Does not pass: exceptions
of a tracker (logged with the message; the rest goes on) and waiting for listeners.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from cti.agents.shift import Next
from cti.ami.inbox import Inbox
from cti.ami.messages import Message
from cti.ami.notes import AgentPlans, AgentSaid, TimePassed
from cti.events import AgentStateName, Event
from cti.ports import Bus

TICK_S = 0.5
NOTED_EVERY_S = 60.0
BATCH = 500
_log = logging.getLogger(__name__)


class Tracking(Protocol):
    """What `cti.trackers.Trackers` offers."""

    def handle(self, at: float, message: Message) -> Sequence[Event]:
        """Events that one message means."""

    def settle(self) -> Sequence[Event]:
        """Events left to say when no more messages of this moment wait."""

    def tick(self, at: float) -> Sequence[Event]:
        """Events that the passing of time means."""

    def set_agent(
        self, at: float, agent: str, state: AgentStateName, reason: str | None, until: float | None = None,
        by: str | None = None,
    ) -> Sequence[Event]:  # fmt: skip
        """Events that an agent's word at the desk means."""

    def plan_agent(self, at: float, agent: str, after: Next | None) -> Sequence[Event]:
        """Events that an agent's plan means."""


class Pipeline:
    """Consumes one inbox. Counters for /metrics: `messages`, `events`, `failures`."""

    def __init__(self, inbox: Inbox, trackers: Tracking, bus: Bus, tick_s: float = TICK_S) -> None:
        self.messages = self.events = self.failures = 0
        self._inbox = inbox
        self._trackers = trackers
        self._bus = bus
        self._tick_s = tick_s
        self._at = self._noted = 0.0

    async def run(self) -> None:
        """Until the inbox is closed and empty; then everything in it has been published."""
        ticking = asyncio.create_task(self._tick(), name="pipeline:tick")
        try:
            while await self._inbox.arrival():
                self.handle_waiting()
                await asyncio.sleep(0)
        finally:
            ticking.cancel()

    def handle_waiting(self) -> None:
        """Up to a batch of what waits in the inbox, without waiting for more."""
        handle, publish = self._trackers.handle, self._publish
        taken = self._inbox.take(BATCH)
        self.messages += len(taken)
        for at, message in taken:
            if at > self._at:
                self._at = at
            try:
                if events := handle(at, message):
                    publish(events)
            except Exception:
                self.failures += 1
                _log.exception("a tracker failed on %r; the next message is read all the same", message)
        if not len(self._inbox):
            self._settle()

    def _settle(self) -> None:
        try:
            self._publish(self._trackers.settle())
        except Exception:
            self.failures += 1
            _log.exception("a tracker failed when the figures were due")

    def set_agent(
        self, agent: str, state: AgentStateName, reason: str | None, until: datetime | None = None,
        by: str | None = None,
    ) -> None:  # fmt: skip
        """What an agent says at the desk, or `by` for them; `until` only for wrap_up. What it means is on the
        bus then."""
        ends = until.timestamp() if until is not None else None
        at = self._caught_up()
        self._inbox.note(at, AgentSaid(agent=agent, state=state, reason=reason, until=ends, by=by))
        self._publish(self._trackers.set_agent(at, agent, state, reason, ends, by))

    def plan_agent(self, agent: str, after: Next | None) -> None:
        """What an agent is to be when no call and no wrap-up keeps them."""
        at = self._caught_up()
        said = AgentPlans(agent=agent) if after is None else AgentPlans(
            agent=agent, state=after.state, reason=after.reason, by=after.by
        )  # fmt: skip
        self._inbox.note(at, said)
        self._publish(self._trackers.plan_agent(at, agent, after))

    def _caught_up(self) -> float:
        """Now, with nothing waiting in the inbox: what is said now comes behind what happened."""
        while len(self._inbox):
            self.handle_waiting()
        self._at = max(self._at, self._inbox.time.now())
        return self._at

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(0 if len(self._inbox) else self._tick_s)
            if len(self._inbox):
                continue
            self._at = at = max(self._at, self._inbox.time.now())
            try:
                self._time_passed(at)
            except Exception:
                self.failures += 1
                _log.exception("a tracker failed when time passed")

    def _time_passed(self, at: float) -> None:
        events = self._trackers.tick(at)
        if events or at >= self._noted + NOTED_EVERY_S:
            self._noted = at
            self._inbox.note(at, TimePassed())
        self._publish(events)

    def _publish(self, events: Sequence[Event]) -> None:
        self.events += len(events)
        publish = self._bus.publish
        for event in events:
            publish(event)
