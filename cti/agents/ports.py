"""What is kept of agents' days, as protocols: shifts, plans, the states they went through (stores in db/).

Methods raise `StoreUnavailable` when the database cannot be used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from cti.agents.shift import Interval, Next, Plan, Shift


class ShiftStore(Protocol):
    """Shifts; an agent has at most one open."""

    async def begin(self, shift: Shift) -> bool:
        """False, and nothing done, when the agent has an open shift."""

    async def join(self, agent: str, queues: Sequence[str]) -> None:
        """The queues of the open shift, if there is one, are these now."""

    async def end(self, agent: str, at: datetime) -> None:
        """The open shift, if there is one, ended."""

    async def open_of(self, agent: str) -> Shift | None:
        """The agent's shift of this moment."""

    async def of_agent(self, agent: str, since: datetime) -> list[Shift]:
        """Those begun since, oldest first."""


class PlanStore(Protocol):
    """What agents chose for longer than a page lives, and how many calls in a row they left unanswered."""

    async def get(self, agent: str) -> Plan:
        """An empty plan for who never made one."""

    async def with_next(self) -> list[Plan]:
        """Those in which something comes after the call."""

    async def set_queues(self, agent: str, queues: Sequence[str] | None) -> None:
        """None: all queues of the account."""

    async def set_next(self, agent: str, after: Next | None) -> None:
        """None: ready comes after the call, as usual."""

    async def unanswered(self) -> Mapping[str, int]:
        """Agent -> calls, of those who left any."""

    async def set_unanswered(self, agent: str, calls: int) -> None:
        """So many in a row by now."""


class IntervalStore(Protocol):
    """The states that agents went through."""

    async def turn(self, following: Sequence[Interval]) -> None:
        """One after the other: the agent's open interval ends where the next begins; all or nothing. What
        lasted no time is not kept."""

    async def left_over(self, pbx: str, seen_until: datetime | None) -> None:
        """What a run before this left open ended where the PBX was last seen, as far as anybody knows."""

    async def of_agent(self, agent: str, since: datetime, until: datetime) -> list[Interval]:
        """Those that touch this time, oldest first."""

    async def last_rest(self, agent: str) -> Interval | None:
        """The last state that was neither ringing, talking nor wrap-up."""
