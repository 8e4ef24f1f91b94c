"""Tasks as people make and do them: for oneself, for anyone, and for others when one may.

What a task is about fills in what is left out: the customer of the call, a number to call.
"""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

import msgspec

from cti.desk.worklists import WorkLists
from cti.errors import Conflict, NotAllowed, NotFound
from cti.ports import CallStore, Clock, CustomerStore, TaskStore, UserStore
from cti.users.model import User
from cti.worklists.model import Task, TaskWords, task_id

replace = msgspec.structs.replace


class TaskDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What a form gives; `agent` None is for anyone."""

    title: str
    note: str | None = None
    customer_id: str | None = None
    call_id: str | None = None
    number: str | None = None
    agent: str | None = None
    due_at: datetime | None = None


class TaskDesk:
    """Decides who may; every change is in everybody's lists at once."""

    def __init__(
        self,
        *,
        store: TaskStore,
        lists: WorkLists,
        users: UserStore,
        calls: CallStore,
        customers: CustomerStore,
        clock: Clock,
    ) -> None:
        self.store, self.lists = store, lists
        self._users, self._calls, self._customers, self._clock = users, calls, customers, clock

    async def add(self, by: User, draft: TaskDraft) -> Task:
        """A new task. Raises NotAllowed when an agent makes one for a colleague, NotFound for an agent, call
        or customer that does not exist, InvalidInput for a number that is none."""
        await self._check_whose(by, draft.agent)
        draft = await self._filled(draft)
        task = Task(
            task_id=uuid4().hex, created_by=by.name, created_at=self._clock.now(),
            **msgspec.structs.asdict(draft),
        )  # fmt: skip
        await self.store.add(task)
        await self.lists.refresh()
        return task

    async def get(self, by: User, task: str) -> Task:
        """A task that `by` may change. Raises NotFound, also for a colleague's."""
        known = await self.store.get(task)
        if by.role == "agent" and by.name not in (known.agent or by.name, known.created_by):
            raise NotFound("there is no such task")
        return known

    async def change(self, by: User, task: str, words: TaskWords, was: TaskWords) -> tuple[Task, list[str]]:
        """The task as it is then, and what of it is another; `was`: as `by` read it. Raises NotFound (also
        for a colleague's, and for an agent who does not exist), NotAllowed when an agent gives it to a
        colleague, Conflict when it is done, taken, or changed meanwhile."""
        known = await self.get(by, task)
        if known.done_at is not None:
            raise Conflict("this task is done: open it again to change it")
        if words.agent != known.agent:
            await self._check_whose(by, words.agent)
            self.lists.check_free(by.name, task_id(task))
        await self.store.change(task, words, was)
        if words.agent not in (None, by.name):
            await self.lists.release(by.name, task_id(task))
        await self.lists.refresh()
        after = msgspec.structs.asdict(words)
        changed = [name for name, value in after.items() if value != getattr(known, name)]
        return replace(known, **after), changed

    async def set_done(self, by: User, task: str, done: bool) -> Task:
        """Done, or open again. Raises NotFound, also for a colleague's."""
        known = await self.store.get(task)
        if by.role == "agent" and by.name not in (known.agent or by.name, known.created_by, known.done_by):
            raise NotFound("there is no such task")
        at = self._clock.now() if done else None
        changed = replace(known, done_at=at, done_by=by.name if done else None)
        await self.store.set_done(task, changed.done_at, changed.done_by)
        await self.lists.release(by.name, task_id(task))
        await self.lists.refresh()
        return changed

    async def _check_whose(self, by: User, agent: str | None) -> None:
        if agent not in (None, by.name):
            if by.role == "agent":
                raise NotAllowed("agents make tasks for themselves or for anyone")
            await self._users.get(agent)

    async def _filled(self, draft: TaskDraft) -> TaskDraft:
        number, customer_id = draft.number, draft.customer_id
        if draft.call_id is not None:
            call = await self._calls.get(draft.call_id)
            customer_id = customer_id or call.customer_id
            number = number or (call.dialed if call.direction == "outbound" else call.caller_number)
        if customer_id is not None:
            customer = await self._customers.get(customer_id)
            number = number or next((one.e164 or one.raw for one in customer.numbers), None)
        if draft.number is not None:
            number = self.lists.required(draft.number)
        return replace(draft, number=number, customer_id=customer_id)
