"""Templates and prepared messages over HTTP."""

from __future__ import annotations

from typing import Any

import msgspec

from cti.customers.model import Customer
from cti.customers.numbers import parse
from tests.unit.web.happenings import work
from tests.unit.web.office import Browser, Office

TEMPLATE = {"name": "Reminder", "channel": "sms", "language": "en",
            "text": "Dear {customer.name}, {agent.name} will call {customer.ward} again."}  # fmt: skip


async def template(boss: Browser, **changes: Any) -> tuple[int, dict[str, Any]]:
    return await boss.post("/api/v1/message-templates", TEMPLATE | changes)


def customer(office: Office) -> None:
    office.customers.rows["fang"] = Customer(
        customer_id="fang", name="王芳", numbers=(parse("13800138001"),), email="fang@example.com"
    )


async def with_work(office: Office) -> None:
    customer(office)
    item = work("w1")
    pop = msgspec.json.decode(item.pop) | {"caller_e164": "+8613800138001", "queue": "support"}
    await office.works.add(
        msgspec.structs.replace(item, pop=msgspec.json.encode(pop).decode(), customer_id="fang")
    )


async def test_supervisors_write_templates_and_agents_read_them(office: Office) -> None:
    boss, li = await office.browser("boss"), await office.browser("li")
    status, made = await template(boss)
    assert status == 201
    assert made["changed_by"] == "boss"
    _, page = await li.get("/api/v1/message-templates")
    assert [row["name"] for row in page["items"]] == ["Reminder"]
    assert (await template(li, name="Mine"))[0] == 403
    where = f"/api/v1/message-templates/{made['template_id']}"
    status, changed = await boss.send("PUT", where, TEMPLATE | {"text": "Hello"})
    assert (status, changed["text"]) == (200, "Hello")
    assert (await boss.send("DELETE", where))[0] == 204
    assert [row.action for row in office.audit.rows][-3:] == [
        "template_added", "template_changed", "template_deleted"
    ]  # fmt: skip


async def test_unknown_fields_are_refused_with_what_there_is(office: Office) -> None:
    boss = await office.browser("boss")
    await boss.post("/api/v1/me/language", {"language": "en"})
    for text, said in (
        ("{caller}", "{caller}"),
        ("{customer.nam}", "did you mean {customer.name}"),
        ("{customer.name", "a brace"),
        ("   ", "text is empty"),
    ):
        status, problem = await template(boss, text=text)
        assert (status, problem["field"]) == (400, "text"), text
        assert said in problem["detail"]
    assert (await template(boss, language="fr"))[1]["field"] == "language"
    assert (await template(boss, name=" "))[1]["field"] == "name"


async def test_a_name_is_given_once(office: Office) -> None:
    boss = await office.browser("boss")
    await template(boss)
    assert (await template(boss))[0] == 409


async def test_a_preview_fills_in_and_names_what_only_some_customers_have(office: Office) -> None:
    boss = await office.browser("boss")
    status, preview = await boss.post("/api/v1/message-templates/preview", TEMPLATE)
    assert status == 200
    assert preview["text"].startswith("Dear Mary Brown")
    assert (preview["own_fields"], preview["problem"]) == (["customer.ward"], None)
    status, wrong = await boss.post(
        "/api/v1/message-templates/preview", TEMPLATE | {"text": "{customer.nam}"}
    )
    assert status == 200
    assert "{customer.name}" in wrong["problem"]


async def test_a_template_is_filled_in_for_the_call_and_kept_as_prepared(office: Office) -> None:
    await with_work(office)
    _, made = await template(await office.browser("boss"))
    li = await office.browser("li")
    wanted = {"template_id": made["template_id"], "work_id": "w1"}
    _, draft = await li.post("/api/v1/messages/draft", wanted)
    assert draft["text"] == "Dear 王芳, 李雷 will call (not known) again."
    assert (draft["to"], draft["missing"]) == ("+8613800138001", ["customer.ward"])
    sent = {"channel": "sms", "to": draft["to"], "text": "Dear 王芳, we call again.", "work_id": "w1"}
    status, kept = await li.post("/api/v1/messages", sent)
    assert status == 201
    assert (kept["customer_id"], kept["agent"], kept["state"]) == ("fang", "li", "prepared")
    _, page = await li.get("/api/v1/customers/fang/messages")
    assert [row["text"] for row in page["items"]] == ["Dear 王芳, we call again."]
    assert [(row.action, row.subject) for row in office.audit.rows][-1] == ("message.prepared", "fang")
    assert "we call again" not in repr(office.audit.rows)


async def test_a_mail_goes_to_the_customers_address(office: Office) -> None:
    await with_work(office)
    _, made = await template(await office.browser("boss"), channel="email")
    li = await office.browser("li")
    _, draft = await li.post("/api/v1/messages/draft", {"template_id": made["template_id"], "work_id": "w1"})
    assert draft["to"] == "fang@example.com"


async def test_agents_see_numbers_of_others_masked(office: Office) -> None:
    customer(office)
    li, boss = await office.browser("li"), await office.browser("boss")
    for to in ("+8613800138001", "+8613900139002"):
        await li.post("/api/v1/messages", {"channel": "sms", "to": to, "text": "x", "customer_id": "fang"})
    _, mine = await li.get("/api/v1/customers/fang/messages")
    _, all_of_it = await boss.get("/api/v1/customers/fang/messages")
    assert [row["to"] for row in all_of_it["items"]] == ["+8613900139002", "+8613800138001"]
    assert mine["items"][1]["to"] == "+8613800138001"
    assert mine["items"][0]["to"].endswith("9002")
    assert "139001" not in mine["items"][0]["to"]


async def test_templates_of_other_queues_are_not_offered(office: Office) -> None:
    await with_work(office)
    boss, li = await office.browser("boss"), await office.browser("li")
    await template(boss, name="All")
    await template(boss, name="Sales", queues=["sales"])
    await template(boss, name="Support", queues=["support"])
    _, page = await li.get("/api/v1/message-templates/usable?work_id=w1")
    assert [row["name"] for row in page["items"]] == ["All", "Support"]


async def test_what_is_not_ones_own_call_is_not_written_about(office: Office) -> None:
    await with_work(office)
    han = await office.browser("han")
    status, _ = await han.post("/api/v1/messages", {"channel": "sms", "text": "x", "work_id": "w1"})
    assert status == 404
    assert office.messages.rows == []


async def test_an_empty_message_is_not_kept(office: Office) -> None:
    customer(office)
    li = await office.browser("li")
    body = {"channel": "sms", "text": "  ", "customer_id": "fang"}
    status, problem = await li.post("/api/v1/messages", body)
    assert (status, problem["field"]) == (400, "text")
