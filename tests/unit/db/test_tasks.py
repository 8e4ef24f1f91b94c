from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from cti.customers.model import Customer, CustomerDraft
from cti.errors import Conflict, NotFound
from cti.worklists.model import Task, TaskWords
from db.engine import Database
from tests.unit.db.calls import at


def task(task_id: str, title: str = "Send the invoice", made: float = 0, **more: Any) -> Task:
    return Task(task_id=task_id, title=title, created_by="boss", created_at=at(made), **more)


async def test_open_tasks_come_by_due_date_and_those_without_last(database: Database) -> None:
    for one in (task("t1"), task("t2", due_at=at(500)), task("t3", due_at=at(100), agent="ann")):
        await database.tasks.add(one)
    assert [one.task_id for one in await database.tasks.open_tasks()] == ["t3", "t2", "t1"]


async def test_a_task_is_done_by_somebody_and_can_be_opened_again(database: Database) -> None:
    await database.tasks.add(task("t1"))
    await database.tasks.set_done("t1", at(60), "ann")
    assert await database.tasks.open_tasks() == []
    (done,) = await database.tasks.done_since(at(0))
    assert (done.done_at, done.done_by) == (at(60), "ann")
    await database.tasks.set_done("t1", None, None)
    assert [one.task_id for one in await database.tasks.open_tasks()] == ["t1"]
    assert await database.tasks.done_since(at(0)) == []


async def test_a_customers_tasks_are_listed_newest_first_done_or_not(
    database: Database, wang: Customer
) -> None:
    await database.tasks.add(task("t1", customer_id=wang.customer_id))
    await database.tasks.add(task("t2", made=5, customer_id=wang.customer_id))
    await database.tasks.add(task("t3", made=9))
    await database.tasks.set_done("t1", at(60), "ann")
    found = await database.tasks.of_customer(wang.customer_id)
    assert [one.task_id for one in found] == ["t2", "t1"]


async def test_what_is_open_with_customers_is_asked_at_once_newest_first(
    database: Database, wang: Customer
) -> None:
    li = await database.customers.create(CustomerDraft(name="Li"))
    await database.tasks.add(task("t1", customer_id=wang.customer_id))
    await database.tasks.add(task("t2", made=5, customer_id=wang.customer_id))
    await database.tasks.add(task("t3", made=7, customer_id=li.customer_id))
    await database.tasks.add(task("t4", made=8, customer_id=wang.customer_id))
    await database.tasks.add(task("t5", made=9))
    await database.tasks.set_done("t4", at(60), "ann")

    async def found(*customers: Customer) -> list[str]:
        return [one.task_id for one in await database.tasks.open_of([one.customer_id for one in customers])]

    assert await found(wang, li) == ["t3", "t2", "t1"]
    assert await found(wang) == ["t2", "t1"]
    assert await found() == []


async def test_unknown_customers_and_tasks_are_refused(database: Database) -> None:
    with pytest.raises(Conflict):
        await database.tasks.add(task("t1", customer_id="nobody"))
    with pytest.raises(NotFound):
        await database.tasks.get("t1")
    with pytest.raises(NotFound):
        await database.tasks.set_done("t1", at(1), "ann")


async def test_tasks_are_found_by_words_and_digits_as_far_as_an_agent_may_see(database: Database) -> None:
    await database.tasks.add(task("t1", "退款 Refund 100%", agent="ann", number="+8613800138000"))
    await database.tasks.add(task("t2", "Other", note="about the refund"))
    await database.tasks.add(task("t3", "Refund of bo", agent="bo"))

    async def found(text: str, agent: str | None) -> list[str]:
        return sorted(one.task_id for one in await database.tasks.search(text, agent))

    assert await found("refund", "ann") == ["t1", "t2"]
    assert await found("refund", None) == ["t1", "t2", "t3"]
    assert await found("退款", "ann") == ["t1"]
    assert await found("100%", "ann") == ["t1"]
    assert await found("0013", "ann") == ["t1"]
    assert await found("_", "ann") == []


async def test_a_task_says_something_else_unless_a_colleague_was_quicker(database: Database) -> None:
    await database.tasks.add(task("t1"))
    read = words_of(await database.tasks.get("t1"))
    mine = TaskWords(title="Send both", note="by mail", agent="ann", due_at=at(90))
    await database.tasks.change("t1", mine, read)
    assert words_of(await database.tasks.get("t1")) == mine
    with pytest.raises(Conflict, match="meanwhile"):
        await database.tasks.change("t1", replace(mine, title="Send neither"), read)
    await database.tasks.change("t1", replace(mine, note=None, agent=None, due_at=None), mine)
    assert words_of(await database.tasks.get("t1")) == TaskWords(title="Send both")
    with pytest.raises(NotFound):
        await database.tasks.change("no", mine, read)


async def test_a_task_that_is_done_does_not_change(database: Database) -> None:
    await database.tasks.add(task("t1"))
    read = words_of(await database.tasks.get("t1"))
    await database.tasks.set_done("t1", at(60), "ann")
    with pytest.raises(Conflict):
        await database.tasks.change("t1", replace(read, title="Send both"), read)


def words_of(one: Task) -> TaskWords:
    return TaskWords(title=one.title, note=one.note, agent=one.agent, due_at=one.due_at)
