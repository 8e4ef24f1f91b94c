"""Tasks: make one, list a customer's, do one, undo it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from aiohttp import web

from cti.desk.tasks import TaskDraft
from cti.worklists.model import Task, TaskWords
from web import audit
from web.auth import user_of
from web.endpoint import endpoint
from web.keys import services
from web.sight import seeing, sight_of, task_seen
from web.views import ListPage

Line = Annotated[str, msgspec.Meta(max_length=200)]
Title = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Note = Annotated[str, msgspec.Meta(max_length=10_000)]


class TaskQuery(msgspec.Struct, frozen=True):
    """Whose tasks."""

    customer: str


class TaskChange(msgspec.Struct, frozen=True, kw_only=True):
    """What a task says from now on; `agent` null is anyone. `was`: the same as it was read, so that nobody
    writes over what a colleague changed meanwhile."""

    title: Title
    note: Note | None = None
    agent: Line | None = None
    due_at: datetime | None = None
    was: TaskWords


class TaskBody(msgspec.Struct, frozen=True, kw_only=True):
    """A task; `agent` is whose it is, null for anyone. Customer and number are taken from the call when they
    are left out, the number else from the customer."""

    title: Title
    note: Note | None = None
    customer_id: Line | None = None
    call_id: Line | None = None
    number: Line | None = None
    agent: Line | None = None
    due_at: datetime | None = None


class Done(msgspec.Struct, frozen=True):
    """`done` false opens the task again."""

    done: bool


@endpoint("GET", "/api/v1/tasks")
async def tasks(request: web.Request, query: TaskQuery) -> ListPage[Task]:
    """All tasks about one customer, done or not, newest first."""
    found = await services(request).tasks.store.of_customer(query.customer)
    numbers = await services(request).customers.number_keys([query.customer])
    async with seeing(request, "customer_unmasked", query.customer) as sight:
        shown = [task_seen(sight, one, numbers.get(query.customer, frozenset())) for one in found]
    return ListPage(shown)


@endpoint("POST", "/api/v1/tasks", status=201)
async def create(request: web.Request, body: TaskBody) -> Task:
    """Makes a task: agents for themselves or anyone, supervisors for everybody."""
    draft = TaskDraft(
        title=body.title, note=body.note or None, customer_id=body.customer_id or None,
        call_id=body.call_id or None, number=body.number or None, agent=body.agent or None,
        due_at=body.due_at,
    )  # fmt: skip
    task = await services(request).tasks.add(user_of(request), draft)
    await audit.record(request, user_of(request).name, "task.created", task.task_id)
    return await _seen(request, task)


@endpoint("GET", "/api/v1/tasks/{task_id}")
async def one_task(request: web.Request) -> Task:
    """One task that the user may change: an own one, one for anyone, one that they made."""
    user = user_of(request)
    task = await services(request).tasks.get(user, request.match_info["task_id"])
    numbers = await services(request).customers.number_keys([task.customer_id or ""])
    async with seeing(request, "task.unmasked", task.task_id) as sight:
        return task_seen(sight, task, numbers.get(task.customer_id or "", frozenset()))


@endpoint("PUT", "/api/v1/tasks/{task_id}")
async def change(request: web.Request, body: TaskChange) -> Task:
    """Changes text, due date and whose it is: who made it, whose it is, supervisors; everybody when it is for
    anyone. 409 when it is done, taken by a colleague, or was changed since it was read."""
    user = user_of(request)
    words = TaskWords(title=body.title, note=body.note or None, agent=body.agent or None, due_at=body.due_at)
    task, changed = await services(request).tasks.change(user, request.match_info["task_id"], words, body.was)
    if changed:
        await audit.record(request, user.name, "task.changed", task.task_id, {"changed": ", ".join(changed)})
    return await _seen(request, task)


@endpoint("POST", "/api/v1/tasks/{task_id}/done")
async def set_done(request: web.Request, body: Done) -> Task:
    """Does a task or opens it again."""
    user = user_of(request)
    task = await services(request).tasks.set_done(user, request.match_info["task_id"], body.done)
    await audit.record(request, user.name, "task.done" if body.done else "task.reopened", task.task_id)
    return await _seen(request, task)


async def _seen(request: web.Request, task: Task) -> Task:
    """A task made or changed by the reader, which alone is no reading."""
    customer_id = task.customer_id or ""
    numbers = await services(request).customers.number_keys([customer_id])
    sight = sight_of(user_of(request), services(request).config)
    return task_seen(sight, task, numbers.get(customer_id, frozenset()))


ROUTES = (tasks, create, one_task, change, set_done)
