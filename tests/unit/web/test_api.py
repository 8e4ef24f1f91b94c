"""The JSON API over the wire: what comes back, what is refused and how the refusal reads."""

from __future__ import annotations

from datetime import timedelta
from typing import get_origin

import pytest

from cti.calls.record import AnswerRecord, LegRecord
from cti.customers.model import CustomerDraft
from cti.errors import ActionRefused, LinkError
from cti.scripts.document import Item, Script
from tests.fakes.clock import START
from tests.unit.web.happenings import agent_state, figures, link, record, work
from tests.unit.web.office import Office
from web.routes import ENDPOINTS
from web.views import ListPage


async def test_a_call_carries_the_promised_fields(office: Office):
    customer = await office.customers.create(CustomerDraft(name="王芳", numbers=("13800138000",)))
    await office.calls.open(record("k1", customer_id=customer.customer_id))
    browser = await office.browser("boss")
    status, page = await browser.get("/api/v1/calls")
    (call,) = page["items"]
    assert (status, page["next"]) == (200, None)
    assert set(call) == {
        "call_id", "pbx", "linkedids", "started_at", "ended_at", "direction", "caller", "customer_id",
        "customer_name", "dialed", "queue", "agent", "reason", "ended_by", "waited_s", "talk_s", "hold_s",
        "certain", "gap_s", "disposition", "note", "follow_up_at", "follow_up_done_at", "follow_up_open",
        "legs", "visits", "answers", "quality", "disposition_path", "follow_up_agent",
    }  # fmt: skip
    assert call["caller"] == {"number": "13800138000", "name": "王芳"}
    assert call["customer_name"] == "王芳"
    assert call["started_at"] == "2026-11-20T01:00:00Z"


async def test_an_answer_carries_its_question_in_the_readers_language(office: Office):
    asked = {"zh_CN": "{customer.name|您}满意吗？", "en": "Are you satisfied?"}
    answer = AnswerRecord(script="s", version=2, item="q1", value="1", label="满意", question=asked)
    await office.calls.open(record("k1", answers=[answer]))
    browser = await office.browser("boss")
    for language, question in (("en", "Are you satisfied?"), ("zh_CN", "您满意吗？")):
        await browser.post("/api/v1/me/language", {"language": language})
        _, call = await browser.get("/api/v1/calls/k1")
        assert call["answers"] == [
            {
                "script": "s", "version": 2, "item": "q1", "question": question, "value": "1",
                "label": "满意", "hidden": False,
            }
        ]  # fmt: skip


async def test_calls_come_newest_first_in_pages(office: Office):
    for minute in range(3):
        await office.calls.open(record(f"k{minute}", minute))
    browser = await office.browser("boss")
    _, first = await browser.get("/api/v1/calls?limit=2")
    assert [call["call_id"] for call in first["items"]] == ["k2", "k1"]
    _, second = await browser.get("/api/v1/calls", params={"limit": "2", "cursor": first["next"]})
    assert [call["call_id"] for call in second["items"]] == ["k0"]
    assert second["next"] is None


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("number=138%200013%208000", ["k1"]),
        ("queue=sales", ["k2"]),
        ("agent=han", ["k2"]),
        ("from=2026-11-20T01:02:00Z", ["k2"]),
        ("to=2026-11-20T01:02:00Z", ["k1"]),
        ("from=2026-11-21", []),
        ("from=2026-11-20&to=2026-11-20", ["k2", "k1"]),
        ("direction=outbound", ["k2"]),
    ],
)
async def test_calls_are_filtered(office: Office, query: str, found: list[str]):
    await office.calls.open(record("k1"))
    other = {"queue": "sales", "agent": "han", "caller_number": "95588", "direction": "outbound"}
    await office.calls.open(record("k2", 5, **other))
    browser = await office.browser("boss")
    _, page = await browser.get(f"/api/v1/calls?{query}")
    assert [call["call_id"] for call in page["items"]] == found


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=many", "limit"),
        ("from=noon", "from"),
        ("from=0001-01-01T00:00:00%2B08:00", "from"),
        ("to=9999-12-31", "to"),
        ("reason=bogus", "reason"),
        ("direction=sideways", "direction"),
    ],
)
async def test_a_wrong_filter_is_named(office: Office, query: str, field: str):
    browser = await office.browser("boss")
    status, problem = await browser.get(f"/api/v1/calls?{query}")
    assert (status, problem["code"], problem["field"]) == (400, "invalid_input", field)


async def test_agents_list_their_own_calls_and_those_of_their_queues(office: Office):
    await office.calls.open(record("own", queue="sales"))
    await office.calls.open(record("team", agent="han", queue="support"))
    await office.calls.open(record("foreign", agent="han", queue="sales"))
    browser = await office.browser("li")
    _, own = await browser.get("/api/v1/calls")
    assert [call["call_id"] for call in own["items"]] == ["own"]
    _, team = await browser.get("/api/v1/calls?queue=support")
    assert [call["call_id"] for call in team["items"]] == ["team"]
    status, problem = await browser.get("/api/v1/calls?agent=han")
    assert (status, problem["code"]) == (403, "forbidden")


async def test_an_agent_reads_a_call_with_a_leg_of_theirs_but_not_a_foreign_one(office: Office):
    leg = LegRecord(
        agent="li", device=None, channel=None, queue=None, offered_at=START, answered_at=None, ended_at=None
    )
    await office.calls.open(record("rang", agent="han", queue="sales", legs=[leg]))
    await office.calls.open(record("foreign", agent="han", queue="sales"))
    browser = await office.browser("li")
    assert (await browser.get("/api/v1/calls/rang"))[0] == 200
    assert (await browser.get("/api/v1/calls/foreign"))[0] == 404


async def test_a_customer_is_created_searched_and_changed(office: Office):
    browser = await office.browser("li")
    body = {"name": "王芳", "numbers": ["138 0013 8000", ""], "tags": ["vip"], "fields": {"ward": "3"}}
    status, created = await browser.post("/api/v1/customers", body)
    assert status == 201
    assert created["numbers"] == [
        {"e164": "+8613800138000", "raw": "138 0013 8000", "label": None, "extension": None}
    ]
    _, found = await browser.get("/api/v1/customers", params={"q": "+86 13800138000"})
    assert [row["customer_id"] for row in found["items"]] == [created["customer_id"]]
    path = f"/api/v1/customers/{created['customer_id']}"
    status, changed = await browser.send("PUT", path, body | {"note": "hello", "version": 1})
    assert (status, changed["note"], changed["version"]) == (200, "hello", 2)
    assert [row.action for row in office.audit.rows][1:] == ["customer_created", "customer_changed"]


async def test_a_change_of_an_old_version_is_a_conflict_and_changes_nothing(office: Office):
    created = await office.customers.create(CustomerDraft(name="王芳"))
    browser = await office.browser("li")
    path = f"/api/v1/customers/{created.customer_id}"
    assert (await browser.send("PUT", path, {"name": "first", "version": 1}))[0] == 200
    status, problem = await browser.send("PUT", path, {"name": "second", "version": 1})
    assert (status, problem["code"]) == (409, "conflict")
    assert (await office.customers.get(created.customer_id)).name == "first"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": ""}, "name"),
        ({}, "name"),
        ({"name": "a", "numbers": ["x" * 300]}, "numbers[0]"),
        ({"name": "a", "numbers": ["no number"]}, "numbers"),
        ({"name": 7}, "name"),
    ],
)
async def test_a_wrong_customer_is_one_clear_message(office: Office, body: object, field: str):
    browser = await office.browser("li")
    status, problem = await browser.post("/api/v1/customers", body)
    assert (status, problem["code"], problem["field"]) == (400, "invalid_input", field)
    assert problem["detail"]
    assert await office.customers.count() == 0


async def test_a_body_that_is_no_json_is_said_so(office: Office):
    browser = await office.browser("li")
    headers = {"X-CSRF-Token": browser.csrf, "Accept-Language": "en"}
    async with browser.client.post("/api/v1/customers", data=b"\xff{", headers=headers) as response:
        problem = await response.json(content_type="application/problem+json")
    assert response.status == 400
    assert problem == {
        "type": "urn:cti:problem:invalid_input",
        "title": problem["title"],
        "status": 400,
        "detail": "The body is not JSON: send one JSON object in UTF-8",
        "code": "invalid_input",
    }


async def test_too_much_at_once_is_refused(office: Office):
    browser = await office.browser("li")
    status, problem = await browser.post("/api/v1/customers", {"name": "a", "note": "x" * 2_000_000})
    assert (status, problem["code"]) == (413, "too_large")


async def test_history_lists_calls_and_what_is_still_promised(office: Office):
    due = "2026-11-20T02:00:00Z"
    await office.customers.create(CustomerDraft(name="王芳"))
    await office.calls.open(record("promise", customer_id="c1", follow_up_at=due, note="ring back"))
    await office.calls.open(record("later", 30, customer_id="c1", talk_s=0.0))
    browser = await office.browser("li")
    _, history = await browser.get("/api/v1/customers/c1/history")
    assert [call["call_id"] for call in history["calls"]] == ["later", "promise"]
    promised = {"kind": "follow_up", "call_id": "promise", "due": due, "note": "ring back"}
    assert [promised.items() <= matter.items() for matter in history["open"]] == [True]
    await office.calls.open(record("kept", 90, customer_id="c1", talk_s=30.0))
    _, history = await browser.get("/api/v1/customers/c1/history")
    assert history["open"] == []


async def test_a_follow_up_is_closed_once_and_opened_again(office: Office):
    due = "2026-11-20T02:00:00Z"
    await office.customers.create(CustomerDraft(name="王芳"))
    await office.calls.open(record("promise", customer_id="c1", follow_up_at=due))
    browser = await office.browser("li")
    path = "/api/v1/calls/promise/follow-up"
    for _twice in range(2):
        status, call = await browser.post(path, {"done": True})
        assert (status, call["follow_up_open"]) == (200, False)
        assert call["follow_up_done_at"] is not None
    assert (await browser.get("/api/v1/customers/c1/history"))[1]["open"] == []
    _, call = await browser.post(path, {"done": False})
    assert (call["follow_up_open"], call["follow_up_done_at"]) == (True, None)
    actions = [(row.action, row.subject) for row in office.audit.rows][1:]
    assert actions == [("call.follow_up_done", "promise"), ("call.follow_up_reopened", "promise")]


async def test_only_a_promised_follow_up_of_a_call_one_may_read_is_closed(office: Office):
    await office.calls.open(record("k1"))
    await office.calls.open(record("foreign", agent="han", queue="sales", follow_up_at=START))
    browser = await office.browser("li")
    status, problem = await browser.post("/api/v1/calls/k1/follow-up", {"done": True})
    assert (status, problem["code"]) == (400, "invalid_input")
    assert (await browser.post("/api/v1/calls/foreign/follow-up", {"done": True}))[0] == 404
    assert office.calls.rows["foreign"].follow_up_done_at is None


async def test_talking_to_the_customer_after_it_was_due_closes_a_follow_up(office: Office):
    due = START + timedelta(minutes=30)
    await office.calls.open(record("promise", customer_id="c1", follow_up_at=due, talk_s=9.0))
    browser = await office.browser("li")
    assert (await browser.get("/api/v1/calls/promise"))[1]["follow_up_open"] is True
    await office.calls.open(record("kept", 31, customer_id="c1", talk_s=30.0, agent="han"))
    _, call = await browser.get("/api/v1/calls/promise")
    assert (call["follow_up_open"], call["follow_up_done_at"]) == (False, None)


async def test_live_lists_show_the_present(office: Office):
    await office.bus.deliver(agent_state("li"), agent_state("han"), figures(), link())
    boss, li = await office.browser("boss"), await office.browser("li")
    _, agents = await boss.get("/api/v1/agents")
    assert [(row["agent"], row["display_name"], row["extension"]) for row in agents["items"]] == [
        ("li", "李雷", "1001"),
        ("han", "韩梅", "1002"),
    ]
    _, own = await li.get("/api/v1/agents")
    assert [row["agent"] for row in own["items"]] == ["li"]
    _, queues = await li.get("/api/v1/queues")
    assert [(row["queue"], row["waiting"]) for row in queues["items"]] == [("support", 1)]
    _, links = await li.get("/api/v1/links")
    assert [(row["pbx"], row["state"]) for row in links["items"]] == [("pbx", "certain")]
    _, me = await li.get("/api/v1/me")
    assert me["agent"]["state"] == "ready"


async def test_scripts_are_listed_and_read(office: Office):
    item = Item(id="q1", kind="text", say={"en": "Why?"})
    await office.scripts.publish(Script(name="survey", title={"en": "Survey"}, items=(item,)))
    browser = await office.browser("li")
    _, page = await browser.get("/api/v1/scripts")
    assert page["items"] == [{"name": "survey", "title": {"en": "Survey"}, "version": 1, "items": 1}]
    _, script = await browser.get("/api/v1/scripts/survey")
    assert script["items"][0]["say"] == {"en": "Why?"}
    assert (await browser.get("/api/v1/scripts/unknown"))[0] == 404


async def test_commands_reach_the_desk_with_the_agents_own_name(office: Office):
    browser = await office.browser("li")
    assert (await browser.post("/api/v1/agent/state", {"state": "paused", "reason": "meal"}))[0] == 204
    assert (await browser.post("/api/v1/dial", {"number": "95588"}))[0] == 202
    assert (await browser.post("/api/v1/calls/k1/hangup"))[0] == 204
    assert office.desk.asked == [
        ("go", "li", "paused", "meal"),
        ("dial", "li", "95588"),
        ("hangup", "li", "k1"),
    ]


async def test_an_unknown_state_is_refused_before_the_desk(office: Office):
    browser = await office.browser("li")
    status, problem = await browser.post("/api/v1/agent/state", {"state": "asleep"})
    assert (status, problem["field"]) == (400, "state")
    assert office.desk.asked == []


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (ActionRefused("Interface not found"), 409, "pbx_action_refused"),
        (LinkError("no link to pbx"), 503, "pbx_unreachable"),
    ],
)
async def test_what_the_pbx_says_reaches_the_agent(office: Office, error: Exception, status: int, code: str):
    office.desk.error = error
    browser = await office.browser("li")
    answer, problem = await browser.post("/api/v1/dial", {"number": "95588"})
    assert (answer, problem["code"], problem["detail"]) == (status, code, str(error))


async def test_a_database_that_is_gone_is_said_and_the_server_goes_on(office: Office):
    browser = await office.browser("li")
    office.customers.broken = True
    status, problem = await browser.get("/api/v1/customers")
    assert (status, problem["code"]) == (503, "store_unavailable")
    office.customers.broken = False
    assert (await browser.get("/api/v1/customers"))[0] == 200


async def test_an_audit_log_that_cannot_be_written_undoes_nothing(office: Office):
    office.audit.broken = True
    browser = await office.browser("li")
    assert (await browser.post("/api/v1/customers", {"name": "王芳"}))[0] == 201


async def test_a_mistake_of_ours_shows_nothing_of_its_inside(
    office: Office, caplog: pytest.LogCaptureFixture
):
    office.desk.error = RuntimeError("inner words")
    browser = await office.browser("li")
    status, problem = await browser.post("/api/v1/dial", {"number": "95588"})
    assert (status, problem["code"]) == (500, "internal")
    assert "inner words" not in str(problem)
    assert "/api/v1/dial failed" in caplog.text


async def test_work_is_shown_with_customer_call_and_run_in_the_readers_language(office: Office):
    await office.works.add(work())
    await office.calls.open(record("k1"))
    customer = await office.customers.create(CustomerDraft(name="王芳"))
    browser = await office.browser("li")
    await browser.post("/api/v1/me/language", {"language": "en"})
    await browser.post("/api/v1/work/w1/script", {"language": "en"})
    status, shown = await browser.post("/api/v1/work/w1/customer", {"customer_id": customer.customer_id})
    assert status == 200
    assert shown["customer"]["name"] == "王芳"
    assert shown["call"]["call_id"] == "k1"
    assert shown["run"]["item"]["say"] == "Are you satisfied?"
    assert shown["pop"]["caller_location"] == "Beijing"
    assert shown["pop"]["script"]["title"] == "Survey"
    assert shown["pop"]["candidates"][0]["why"] == "called as 138"
    _, listed = await browser.get("/api/v1/work")
    assert listed["items"] == [shown]


async def test_drafts_are_kept_and_finished_work_is_gone_from_the_list(office: Office):
    await office.works.add(work())
    browser = await office.browser("li")
    draft = {"disposition": "solved", "note": "half a sen", "follow_up_at": "2026-12-01T00:00:00Z"}
    assert (await browser.send("PUT", "/api/v1/work/w1/outcome", draft))[0] == 204
    _, listed = await browser.get("/api/v1/work")
    assert listed["items"][0]["outcome"] == draft | {"finished_at": None, "follow_up_agent": None}
    _, extended = await browser.post("/api/v1/work/w1/extend")
    assert extended == {"wrap_up_until": "2026-11-20T01:00:30Z"}
    assert (await browser.post("/api/v1/work/w1/finish", draft))[0] == 204
    assert (await browser.get("/api/v1/work"))[1]["items"] == []


async def test_dismissed_work_does_not_come_back(office: Office):
    await office.works.add(work())
    browser = await office.browser("li")
    assert (await browser.post("/api/v1/work/w1/dismiss"))[0] == 204
    assert (await browser.get("/api/v1/work"))[1]["items"] == []


async def test_work_of_somebody_else_is_not_found(office: Office):
    await office.works.add(work(agent="han"))
    browser = await office.browser("li")
    status, problem = await browser.post("/api/v1/work/w1/dismiss")
    assert (status, problem["code"]) == (404, "not_found")


async def test_a_script_is_asked_answer_by_answer(office: Office):
    await office.works.add(work())
    browser = await office.browser("li")
    _, run = await browser.post("/api/v1/work/w1/script", {"language": "en"})
    assert (run["run_id"], run["item"]["id"]) == ("r1", "q1")
    _, run = await browser.send("PUT", "/api/v1/runs/r1/answers/q1", {"values": ["yes"], "refused": False})
    assert (run["state"], run["item"]) == ("complete", None)
    _, run = await browser.post("/api/v1/runs/r1/back", {"item": "q1"})
    assert run["item"]["id"] == "q1"
    assert [command[0] for command in office.desk.asked] == ["start_script", "answer", "back"]


async def test_work_whose_call_or_customer_is_gone_is_still_shown(office: Office):
    await office.works.add(work())
    browser = await office.browser("li")
    await browser.post("/api/v1/work/w1/customer", {"customer_id": "gone"})
    _, listed = await browser.get("/api/v1/work")
    assert (listed["items"][0]["customer"], listed["items"][0]["call"]) == (None, None)


async def test_a_refusal_with_values_is_in_the_readers_language(office: Office):
    browser = await office.browser("boss")
    words = {}
    for language in ("en", "zh_CN"):
        await browser.post("/api/v1/me/language", {"language": language})
        _, problem = await browser.post("/api/v1/customers", {"name": "王芳", "numbers": ["abc"]})
        words[language] = (problem["code"], problem["field"], problem["detail"])
    assert words["en"] == ("invalid_input", "numbers", "abc is not a phone number: write it in digits")
    assert words["zh_CN"] == ("invalid_input", "numbers", "abc 不是电话号码：请用数字填写")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/api/v1/calls?agnet=li", "agnet"),
        ("/api/v1/calls?agent=li&page=2", "page"),
        ("/api/v1/customers?search=", "search"),
        ("/api/v1/me?verbose=1", "verbose"),
        ("/api/v1/queues?q=support", "q"),
    ],
)
async def test_a_parameter_that_is_not_known_is_refused_by_name(office: Office, path: str, name: str):
    browser = await office.browser("li")
    status, problem = await browser.get(path)
    assert (status, problem["code"], problem["field"]) == (400, "invalid_input", name)
    assert name in problem["detail"]


async def test_a_field_that_is_not_known_is_refused_by_name_and_nothing_is_stored(office: Office):
    browser = await office.browser("li")
    before = await office.customers.count()
    status, problem = await browser.post("/api/v1/customers", {"name": "A", "phone": "13800138000"})
    assert (status, problem["code"], problem["field"]) == (400, "invalid_input", "phone")
    assert await office.customers.count() == before


@pytest.mark.parametrize(
    "path",
    [row.path for row in ENDPOINTS if get_origin(row.answer) is ListPage and "{" not in row.path],
)
async def test_every_list_takes_limit_and_cursor(office: Office, path: str):
    needed = {"/api/v1/tasks": "&customer=c1"}
    browser = await office.browser("root")
    status, page = await browser.get(f"{path}?limit=1{needed.get(path, '')}")
    assert (status, len(page.get("items", [])) <= 1) == (200, True)
    while page["next"] is not None:
        _, page = await browser.get(f"{path}?limit=1&cursor={page['next']}{needed.get(path, '')}")
        assert len(page["items"]) == 1


async def test_a_list_that_comes_whole_is_paged_all_the_same(office: Office):
    browser = await office.browser("root")
    _, whole = await browser.get("/api/v1/users")
    _, first = await browser.get("/api/v1/users?limit=3")
    _, rest = await browser.get(f"/api/v1/users?limit=3&cursor={first['next']}")
    assert (first["items"] + rest["items"], len(first["items"])) == (whole["items"], 3)
    assert (whole["next"], rest["next"]) == (None, None)
    status, problem = await browser.get("/api/v1/users?cursor=nonsense!")
    assert (status, problem["field"]) == (400, "cursor")
