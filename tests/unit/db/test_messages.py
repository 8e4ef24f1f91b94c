"""Templates and prepared messages, on both databases."""

from __future__ import annotations

import pytest

from cti.customers.model import Customer
from cti.errors import Conflict, NotFound
from cti.messages.model import CustomerMessage, TemplateDraft
from db.engine import Database
from tests.unit.db.calls import at
from tests.unit.db.conftest import HandClock

DRAFT = TemplateDraft(
    name="Reminder", channel="sms", language="zh_CN", text="{customer.name}，您好", queues=("sales",)
)


def message(number: int, customer_id: str | None, start: float = 0) -> CustomerMessage:
    return CustomerMessage(
        message_id=f"m{number}", customer_id=customer_id, call_id="c1", agent="ann", channel="sms",
        to="+8613800138000", text="您好 🙂", at=at(start),
    )  # fmt: skip


async def test_a_template_is_written_changed_and_deleted(database: Database, clock: HandClock) -> None:
    made = await database.templates.create(DRAFT, "boss")
    assert await database.templates.get(made.template_id) == made
    assert (made.text, made.queues, made.changed_by) == ("{customer.name}，您好", ("sales",), "boss")
    clock.advance(60)
    other = TemplateDraft(name="Address", channel="email", language="en", text="Our address")
    changed = await database.templates.update(made.template_id, other, "root")
    assert await database.templates.list() == [changed]
    assert changed.changed_at > made.changed_at
    await database.templates.delete(made.template_id)
    assert await database.templates.list() == []


async def test_a_name_is_given_once(database: Database) -> None:
    first = await database.templates.create(DRAFT, "boss")
    with pytest.raises(Conflict, match="Reminder"):
        await database.templates.create(DRAFT, "boss")
    second = await database.templates.create(
        TemplateDraft(name="Other", channel="other", language="en", text="x"), "boss"
    )
    with pytest.raises(Conflict):
        await database.templates.update(second.template_id, DRAFT, "boss")
    assert await database.templates.get(first.template_id) == first


async def test_templates_that_are_not_there_are_not_found(database: Database) -> None:
    for asked in (
        database.templates.get("no"),
        database.templates.update("no", DRAFT, "boss"),
        database.templates.delete("no"),
    ):
        with pytest.raises(NotFound):
            await asked


async def test_messages_are_found_by_customer_and_by_call(database: Database, wang: Customer) -> None:
    first, second = message(1, wang.customer_id), message(2, wang.customer_id, start=60)
    nobody = message(3, None, start=90)
    for one in (first, second, nobody):
        await database.messages.add(one)
    assert await database.messages.of_customer(wang.customer_id) == [second, first]
    assert await database.messages.of_customer(wang.customer_id, limit=1) == [second]
    assert await database.messages.of_call("c1") == [first, second, nobody]
