"""The stores behind the work lists in memory: same promises, no database."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import msgspec
from msgspec.structs import asdict

from cti.agents.figures import AgentDay
from cti.errors import Conflict
from cti.worklists.model import Attempt, Claim, Missed, Promise, Task, TaskWords
from tests.fakes.stores import Breakable, _found

replace = msgspec.structs.replace


class FakeWorkLists(Breakable):
    """Port WorkListStore. A test lays into `missed_calls` and `promised` what the calls would tell."""

    def __init__(self) -> None:
        self.missed_calls: list[Missed] = []
        self.promised: list[Promise] = []
        self.taken: dict[str, Claim] = {}
        self.tried: list[Attempt] = []

    async def missed(self, since: datetime) -> Sequence[Missed]:
        self._check()
        return [one for one in self.missed_calls if one.at >= since]

    async def promises(self) -> Sequence[Promise]:
        return list(self.promised)

    async def claims(self) -> Sequence[Claim]:
        return list(self.taken.values())

    async def take(self, claim: Claim) -> bool:
        self._check()
        known = self.taken.get(claim.entry)
        if known is not None and known.agent != claim.agent and known.expires_at > claim.taken_at:
            return False
        self.taken[claim.entry] = claim
        return True

    async def change_claim(self, claim: Claim) -> None:
        self._check()
        if claim.entry in self.taken and self.taken[claim.entry].agent == claim.agent:
            self.taken[claim.entry] = claim

    async def release(self, agent: str, entry: str | None = None) -> None:
        self._check()
        self.taken = {
            name: one for name, one in self.taken.items() if one.agent != agent or entry not in (None, name)
        }

    async def note(self, attempt: Attempt) -> None:
        self._check()
        if attempt not in self.tried:
            self.tried.append(attempt)
        self.taken.pop(attempt.entry, None)

    async def attempts(self, since: datetime) -> Sequence[Attempt]:
        return [one for one in self.tried if one.at >= since]


class FakeTasks(Breakable):
    """Port TaskStore; `asked`: how often for what is open with customers."""

    def __init__(self) -> None:
        self.asked = 0
        self.rows: dict[str, Task] = {}

    async def add(self, task: Task) -> None:
        self._check()
        self.rows[task.task_id] = task

    async def get(self, task_id: str) -> Task:
        return _found(self.rows, task_id)

    async def set_done(self, task_id: str, at: datetime | None, by: str | None) -> None:
        self.rows[task_id] = replace(_found(self.rows, task_id), done_at=at, done_by=by)

    async def change(self, task_id: str, words: TaskWords, was: TaskWords) -> None:
        self._check()
        known = _found(self.rows, task_id)
        if known.done_at is not None or any(
            getattr(known, name) != value for name, value in asdict(was).items()
        ):
            raise Conflict("somebody else changed this task meanwhile: look at it again")
        self.rows[task_id] = replace(known, **asdict(words))

    async def open_tasks(self) -> Sequence[Task]:
        return [task for task in self.rows.values() if task.done_at is None]

    async def done_since(self, since: datetime) -> Sequence[Task]:
        return [task for task in self.rows.values() if task.done_at is not None and task.done_at >= since]

    async def of_customer(self, customer_id: str, limit: int = 50) -> Sequence[Task]:
        return [task for task in self.rows.values() if task.customer_id == customer_id][:limit]

    async def open_of(self, customer_ids: Collection[str]) -> Sequence[Task]:
        self._check()
        self.asked += 1
        found = [task for task in self.rows.values() if task.customer_id in customer_ids and not task.done_at]
        return sorted(found, key=lambda task: task.created_at, reverse=True)

    async def search(self, text: str, agent: str | None, limit: int = 10) -> Sequence[Task]:
        mine = [one for one in self.rows.values() if agent in (None, one.agent or agent, one.created_by)]
        return [one for one in mine if text.casefold() in f"{one.title} {one.note}".casefold()][:limit]


class FakeDays:
    """Port DayStore; `days` is what everybody did, whatever day is asked for; `asked` the times asked for."""

    def __init__(self) -> None:
        self.days: list[AgentDay] = []
        self.asked: list[tuple[datetime, datetime, str | None]] = []

    async def agent_days(
        self, since: datetime, until: datetime, agent: str | None = None
    ) -> Sequence[AgentDay]:
        self.asked.append((since, until, agent))
        return [day for day in self.days if agent in (None, day.agent)]
