"""Tasks: things to do for one agent or anyone, about a customer, a call, or nothing in particular."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from msgspec.structs import asdict
from sqlalchemy import ColumnElement, insert, or_, select, update

from cti.errors import Conflict, NotFound
from cti.worklists.model import Task, TaskWords
from db.digits import only_digits
from db.rows import to_struct, to_values
from db.tables import tasks
from db.transaction import Transactions


class Tasks:
    """The store behind `cti.ports.TaskStore`."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def add(self, task: Task) -> None:
        """A new task. Raises Conflict for a customer that does not exist."""
        async with self._transactions.writing() as connection:
            await connection.execute(insert(tasks).values(**to_values(task, tasks)))

    async def get(self, task_id: str) -> Task:
        """Raises NotFound."""
        found = await self._find(tasks.c.task_id == task_id)
        if not found:
            raise NotFound("there is no such task")
        return found[0]

    async def set_done(self, task_id: str, at: datetime | None, by: str | None) -> None:
        """Done by whom and when, or (None) open again. Raises NotFound."""
        change = update(tasks).where(tasks.c.task_id == task_id).values(done_at=at, done_by=by)
        async with self._transactions.writing() as connection:
            if (await connection.execute(change)).rowcount == 0:
                raise NotFound("there is no such task")

    async def change(self, task_id: str, words: TaskWords, was: TaskWords) -> None:
        """Raises NotFound, Conflict when it is not as it `was` any more, or done."""
        same = [tasks.c[name].is_not_distinct_from(value) for name, value in asdict(was).items()]
        change = update(tasks).where(tasks.c.task_id == task_id, tasks.c.done_at.is_(None), *same)
        async with self._transactions.writing() as connection:
            if (await connection.execute(change.values(**asdict(words)))).rowcount == 1:
                return
        await self.get(task_id)
        raise Conflict("somebody else changed this task meanwhile: look at it again")

    async def open_tasks(self) -> list[Task]:
        """Those not done, of everybody, the earliest due first, those without date last."""
        return await self._find(tasks.c.done_at.is_(None))

    async def done_since(self, since: datetime) -> list[Task]:
        """Those done since then, the last one first."""
        wanted = select(tasks).where(tasks.c.done_at >= since).order_by(tasks.c.done_at.desc())
        async with self._transactions.reading() as connection:
            return [to_struct(Task, row) for row in await connection.execute(wanted)]

    async def of_customer(self, customer_id: str, limit: int = 50) -> list[Task]:
        """All about one customer, done or not, newest first."""
        wanted = select(tasks).where(tasks.c.customer_id == customer_id)
        wanted = wanted.order_by(tasks.c.created_at.desc(), tasks.c.task_id).limit(limit)
        async with self._transactions.reading() as connection:
            return [to_struct(Task, row) for row in await connection.execute(wanted)]

    async def open_of(self, customer_ids: Collection[str]) -> list[Task]:
        """Those about these customers that are not done, newest first."""
        wanted = select(tasks).where(tasks.c.customer_id.in_(customer_ids), tasks.c.done_at.is_(None))
        wanted = wanted.order_by(tasks.c.created_at.desc(), tasks.c.task_id)
        async with self._transactions.reading() as connection:
            return [to_struct(Task, row) for row in await connection.execute(wanted)]

    async def search(self, text: str, agent: str | None, limit: int = 10) -> list[Task]:
        """Those with `text` in title or note or its digits in the number, open ones first; `agent` sees
        own ones, those for anyone and those he made, None sees all."""
        words = text.strip()
        found = [
            tasks.c.title.icontains(words, autoescape=True),
            tasks.c.note.icontains(words, autoescape=True),
        ]
        if len(digits := only_digits(words)) >= 3:
            found.append(tasks.c.number.contains(digits))
        wanted = select(tasks).where(or_(*found))
        if agent is not None:
            wanted = wanted.where(
                or_(tasks.c.agent.is_(None), tasks.c.agent == agent, tasks.c.created_by == agent)
            )
        wanted = wanted.order_by(tasks.c.done_at.is_not(None), tasks.c.created_at.desc()).limit(limit)
        async with self._transactions.reading() as connection:
            return [to_struct(Task, row) for row in await connection.execute(wanted)]

    async def _find(self, *conditions: ColumnElement[bool]) -> list[Task]:
        wanted = select(tasks).where(*conditions)
        wanted = wanted.order_by(
            tasks.c.due_at.is_(None), tasks.c.due_at, tasks.c.created_at, tasks.c.task_id
        )
        async with self._transactions.reading() as connection:
            return [to_struct(Task, row) for row in await connection.execute(wanted)]
