"""The figures of one queue and how they are counted; every one is added up, none is searched for.

Service level = answered within the threshold / (answered + abandoned) x 100, counted when the call is
answered, not when it ends (Asterisk's own counts at the end). Time-outs, full and empty queues and exits
by key are neither answered nor abandoned. Variant: "answered <= T / all offered" (docs/measures.md).
"""

from __future__ import annotations

import msgspec

from cti.events import AgentStateName, QueueFigures
from cti.times import moment, seconds


class Queue(msgspec.Struct, eq=False):
    """What is counted for one queue since the day began, and who waits now (oldest first)."""

    name: str
    service_level_s: int
    waiting: dict[str, float] = {}
    """Call -> joined at."""
    agents: dict[AgentStateName, int] = {}
    answered: int = 0
    answered_in_time: int = 0
    abandoned: int = 0

    def wait(self, call_id: str, since: float) -> None:
        """One more waits; who is met in mid-course may wait longer than those known before."""
        is_last = since >= next(reversed(self.waiting.values()), since)
        self.waiting[call_id] = since
        if not is_last:
            self.waiting = dict(sorted(self.waiting.items(), key=lambda one: one[1]))

    def figures(self, pbx: str, at: float) -> QueueFigures:
        """The event that shows them."""
        oldest = next(iter(self.waiting.values()), None)
        offered = self.answered + self.abandoned
        count = self.agents.get
        return QueueFigures(
            at=moment(at),
            pbx=pbx,
            queue=self.name,
            waiting=len(self.waiting),
            longest_wait_s=seconds(at - oldest) if oldest is not None else 0.0,
            oldest_joined_at=moment(oldest) if oldest is not None else None,
            ready=count("ready", 0),
            talking=count("talking", 0),
            paused=count("paused", 0),
            wrap_up=count("wrap_up", 0),
            ringing=count("ringing", 0),
            answered=self.answered,
            abandoned=self.abandoned,
            answered_in_service_level=self.answered_in_time,
            service_level=round(100 * self.answered_in_time / offered, 2) if offered else None,
            service_level_s=self.service_level_s,
        )
