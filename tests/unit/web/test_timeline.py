"""Who sees what of a customer's timeline."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from cti.config import Config
from cti.customers.model import CustomerDraft
from cti.worklists.model import Task
from tests.unit.web.happenings import record
from tests.unit.web.office import Office
from web.timeline import dispositions_with

AT = datetime(2026, 3, 1, tzinfo=UTC)
DRAFT = CustomerDraft(name="王芳", numbers=("13800138000",))


def test_dispositions_are_found_by_their_words_in_both_languages() -> None:
    config = Config()
    code = config.dispositions[0].code
    assert code in dispositions_with(config.dispositions[0].zh_CN[:2], config)
    assert code in dispositions_with(config.dispositions[0].en.upper(), config)
    assert dispositions_with("no such words", config) == ()


@pytest.mark.parametrize("what", ["", "/history", "/timeline", "/organisation"])
async def test_nobodys_past_is_not_found(office: Office, what: str) -> None:
    browser = await office.browser("li")
    status, problem = await browser.get(f"/api/v1/customers/nope{what}")
    assert (status, problem["code"]) == (404, "not_found")


async def test_a_kind_that_is_none_is_refused_with_those_there_are(office: Office) -> None:
    await office.customers.create(DRAFT)
    browser = await office.browser("li")
    status, problem = await browser.get("/api/v1/customers/c1/timeline?kinds=call,cases")
    assert (status, problem["field"]) == (400, "kinds")
    assert "cases" in problem["detail"]
    assert "follow_up" in problem["detail"]


async def test_what_was_said_last_time_stands_on_top_of_the_history(office: Office) -> None:
    await office.customers.create(DRAFT)
    await office.calls.open(record("told", customer_id="c1", note="invoice sent", disposition="resolved"))
    await office.calls.open(record("silent", 30, customer_id="c1"))
    browser = await office.browser("li")
    _, history = await browser.get("/api/v1/customers/c1/history")
    last = {name: history["last"][name] for name in ("call_id", "disposition", "note")}
    assert last == {"call_id": "told", "disposition": "resolved", "note": "invoice sent"}


@pytest.mark.parametrize("path", ["/api/v1/duplicates", "/api/v1/merges"])
async def test_merging_is_for_supervisors(office: Office, path: str) -> None:
    agent, boss = await office.browser("li"), await office.browser("boss")
    assert (await agent.get(path))[0] == 403
    assert (await boss.get(path))[0] == 200


async def test_an_organisation_shows_what_is_open_with_its_people_asked_once_for_all(office: Office) -> None:
    company = "Qiantang"
    for number in range(12):
        await office.customers.create(CustomerDraft(name=f"Person {number:02}", organisation=company))
    c1, *others = sorted(office.customers.rows.values(), key=lambda one: one.name)
    for minute, one in enumerate(others):
        for n in (1, 2):
            call_id, due = f"{one.name} {n}", AT + timedelta(days=3 - n)
            await office.calls.open(
                record(call_id, minute, customer_id=one.customer_id, follow_up_at=due, note=f"call {n}")
            )
    task = Task(task_id="t1", title="Send it", created_by="boss", created_at=AT)
    for n, one in enumerate((others[2], c1)):
        await office.tasks.add(
            msgspec.structs.replace(task, task_id=f"t{n}", customer_id=one.customer_id, due_at=AT)
        )
    browser = await office.browser("li")
    office.calls.asked = office.tasks.asked = 0
    _, shown = await browser.get(f"/api/v1/customers/{c1.customer_id}/organisation")
    assert (office.calls.asked, office.tasks.asked) == (1, 1)
    assert [one["name"] for one in shown["people"]] == [one.name for one in others]
    expected: list[tuple[str, str, str | None]] = []
    for one in others:
        expected += [(one.customer_id, "follow_up", f"{one.name} {n}") for n in (2, 1)]
        expected += [(one.customer_id, "task", None)] if one is others[2] else []
    assert [(one["customer_id"], one["kind"], one["call_id"]) for one in shown["open"]] == expected
