"""Numbers and sensitive answers: the same for agents in every list and record, and who read more is known."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from cti.calls.record import AnswerRecord
from cti.customers.model import CustomerDraft
from cti.timeline import Entry
from cti.worklists.model import Promise, Task
from tests.fakes.clock import START
from tests.unit.web.happenings import record
from tests.unit.web.office import Browser, Json, Office

STRANGE = "13900139001"
SECRET = AnswerRecord(
    script="s", version=1, item="q", value="flu", label="Flu", question={"en": "Illness?"}, sensitive=True
)
PLACES = (
    "/api/v1/calls",
    "/api/v1/calls/k1",
    "/api/v1/search?q=139",
    "/api/v1/customers/c1/history",
    "/api/v1/customers/c1/timeline",
    "/api/v1/customers/c1/messages",
    "/api/v1/tasks?customer=c1",
    "/api/v1/worklists",
)


@pytest.fixture
async def past(office: Office) -> Office:
    """A customer who called li from a strange number, answered a sensitive question, got a message there,
    and is to be called back and to have something done."""
    await office.customers.create(CustomerDraft(name="王芳", numbers=("13800138000",)))
    call = record("k1", customer_id="c1", caller_number=STRANGE, caller_name=STRANGE, answers=(SECRET,))
    await office.calls.open(call)
    office.timelines.entries = [
        Entry(kind="call", entry_id="k1", at=START, number=STRANGE),
        Entry(kind="answers", entry_id="r1", at=START, answers=(SECRET,)),
    ]
    due = START + timedelta(hours=1)
    office.worklists.promised = [
        Promise(
            call_id="k1", due_at=due, promised_at=START, agent="li", queue=None, number=STRANGE,
            caller_name=STRANGE, customer_id="c1",
        )
    ]  # fmt: skip
    task = Task(task_id="t1", title="139", created_by="li", created_at=START, number=STRANGE)
    await office.tasks.add(task)
    await office.tasks.add(msgspec.structs.replace(task, task_id="t2", customer_id="c1"))
    browser = await office.browser("li")
    body = {"channel": "sms", "to": STRANGE, "text": "we call back", "customer_id": "c1"}
    assert (await browser.post("/api/v1/messages", body))[0] == 201
    await office.lists.refresh()
    return office


async def _text(browser: Browser, path: str) -> str:
    async with browser.client.get(path) as answer:
        assert answer.status == 200
        return await answer.text()


@pytest.mark.parametrize("path", PLACES)
async def test_agents_find_the_strange_number_and_the_sensitive_answer_nowhere(
    past: Office, path: str
) -> None:
    shown = await _text(await past.browser("li"), path)
    assert STRANGE not in shown
    assert "flu" not in shown.lower()
    assert "••••9001" in shown
    assert not [row for row in past.audit.rows if "unmasked" in row.action]


@pytest.mark.parametrize("path", PLACES)
async def test_supervisors_find_them_everywhere(past: Office, path: str) -> None:
    shown = await _text(await past.browser("boss"), path)
    assert "••••" not in shown
    assert path == "/api/v1/worklists" or STRANGE in shown


@pytest.mark.parametrize(
    ("path", "action", "subject"),
    [
        ("/api/v1/calls", "calls.unmasked", "boss"),
        ("/api/v1/calls/k1", "call.unmasked", "k1"),
        ("/api/v1/search?q=139", "calls.unmasked", "boss"),
        ("/api/v1/customers/c1/history", "customer_unmasked", "c1"),
        ("/api/v1/customers/c1/timeline", "customer_unmasked", "c1"),
        ("/api/v1/customers/c1/messages", "customer_unmasked", "c1"),
        ("/api/v1/tasks?customer=c1", "customer_unmasked", "c1"),
    ],
)
async def test_each_reading_of_what_agents_do_not_see_is_one_audit_entry(
    past: Office, path: str, action: str, subject: str
) -> None:
    boss = await past.browser("boss")
    for _ in range(2):
        await _text(boss, path)
    past.clock.advance(timedelta(minutes=11).total_seconds())
    await _text(boss, path)
    rows = [row for row in past.audit.rows if "unmasked" in row.action]
    assert [(row.user, row.action, row.subject) for row in rows] == [("boss", action, subject)] * 2


async def test_what_agents_would_see_too_is_not_noted(office: Office) -> None:
    await office.customers.create(CustomerDraft(name="王芳", numbers=("13800138000",)))
    await office.calls.open(record("k1", customer_id="c1"))
    for name in ("li", "boss"):
        _, call = await (await office.browser(name)).get("/api/v1/calls/k1")
        assert call["caller"]["number"] == "13800138000"
    assert [row.action for row in office.audit.rows] == ["login", "login"]


async def test_a_sensitive_answer_says_that_it_was_given(past: Office) -> None:
    _, call = await (await past.browser("li")).get("/api/v1/calls/k1")
    (answer,) = call["answers"]
    assert _said(answer) == ("Illness?", "", "", True)
    _, call = await (await past.browser("boss")).get("/api/v1/calls/k1")
    assert _said(call["answers"][0]) == ("Illness?", "flu", "Flu", False)


def _said(answer: Json) -> tuple[str, str, str, bool]:
    return answer["question"], answer["value"], answer["label"], answer["hidden"]


async def test_a_number_that_is_not_shown_is_called_all_the_same(past: Office) -> None:
    li, han = await past.browser("li"), await past.browser("han")
    await past.calls.open(record("gone", caller_number=None))
    await past.calls.open(record("out", direction="outbound", caller_number="1001", dialed=STRANGE))
    assert (await li.post("/api/v1/calls/k1/dial"))[0] == 202
    assert (await li.post("/api/v1/calls/out/dial"))[0] == 202
    assert past.desk.asked == [("dial", "li", STRANGE)] * 2
    assert (await li.post("/api/v1/calls/gone/dial"))[1]["field"] == "number"
    assert (await han.post("/api/v1/calls/gone/dial"))[0] == 404, "not a call of han's"


async def test_a_task_made_of_a_call_does_not_tell_its_number(past: Office) -> None:
    li = await past.browser("li")
    _, task = await li.post("/api/v1/tasks", {"title": "Send it", "call_id": "k1"})
    assert task["number"] == "••••9001"
    assert (await past.tasks.get(task["task_id"])).number == STRANGE
    _, done = await li.post(f"/api/v1/tasks/{task['task_id']}/done", {"done": True})
    assert done["number"] == "••••9001"
