"""The stores of cti/agents/ports.py in memory: same promises, no database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from cti.agents.shift import Interval, Next, Plan, Shift
from tests.fakes.stores import Breakable

replace = msgspec.structs.replace


class FakeShifts(Breakable):
    """Port ShiftStore."""

    def __init__(self) -> None:
        self.rows: list[Shift] = []

    async def begin(self, shift: Shift) -> bool:
        self._check()
        if await self.open_of(shift.agent) is not None:
            return False
        self.rows.append(shift)
        return True

    async def join(self, agent: str, queues: Sequence[str]) -> None:
        self._change_open(agent, queues=tuple(queues))

    async def end(self, agent: str, at: datetime) -> None:
        self._change_open(agent, ended_at=at)

    async def open_of(self, agent: str) -> Shift | None:
        self._check()
        return next((row for row in self.rows if row.agent == agent and row.ended_at is None), None)

    async def of_agent(self, agent: str, since: datetime) -> list[Shift]:
        return [row for row in self.rows if row.agent == agent and row.started_at >= since]

    def _change_open(self, agent: str, **changes: object) -> None:
        self._check()
        self.rows = [
            replace(row, **changes) if row.agent == agent and row.ended_at is None else row
            for row in self.rows
        ]


class FakePlans(Breakable):
    """Port PlanStore."""

    def __init__(self) -> None:
        self.rows: dict[str, Plan] = {}
        self.calls: dict[str, int] = {}

    async def get(self, agent: str) -> Plan:
        self._check()
        return self.rows.get(agent, Plan(agent=agent))

    async def with_next(self) -> list[Plan]:
        self._check()
        return [row for row in self.rows.values() if row.next is not None]

    async def set_queues(self, agent: str, queues: Sequence[str] | None) -> None:
        plan = await self.get(agent)
        self.rows[agent] = replace(plan, queues=None if queues is None else tuple(queues))

    async def set_next(self, agent: str, after: Next | None) -> None:
        self.rows[agent] = replace(await self.get(agent), next=after)

    async def unanswered(self) -> dict[str, int]:
        self._check()
        return {agent: calls for agent, calls in self.calls.items() if calls}

    async def set_unanswered(self, agent: str, calls: int) -> None:
        self._check()
        self.calls[agent] = calls


class FakeIntervals(Breakable):
    """Port IntervalStore."""

    def __init__(self) -> None:
        self.rows: list[Interval] = []
        self.turned: list[int] = []
        """How many intervals each write was."""

    async def turn(self, following: Sequence[Interval]) -> None:
        self._check()
        self.turned.append(len(following))
        for one in following:
            self._turn(one)

    def _turn(self, following: Interval) -> None:
        self.rows = [
            replace(row, ended_at=max(following.began_at, row.began_at))
            if row.agent == following.agent and row.ended_at is None
            else row
            for row in self.rows
            if not (row.agent == following.agent and not row.ended_at and row.began_at == following.began_at)
        ] + [following]

    async def left_over(self, pbx: str, seen_until: datetime | None) -> None:
        self._check()
        self.rows = [
            replace(row, ended_at=max(seen_until or row.began_at, row.began_at), certain=False)
            if row.pbx == pbx and row.ended_at is None
            else row
            for row in self.rows
        ]

    async def of_agent(self, agent: str, since: datetime, until: datetime) -> list[Interval]:
        return [
            row
            for row in self.rows
            if row.agent == agent and row.began_at < until and (row.ended_at or until) > since
        ]

    async def last_rest(self, agent: str) -> Interval | None:
        resting = [
            row for row in self.rows if row.agent == agent and row.state in ("ready", "paused", "offline")
        ]
        return resting[-1] if resting else None
