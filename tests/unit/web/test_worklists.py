"""The work lists, tasks, search and own figures over HTTP, and the lists on the websocket."""

from __future__ import annotations

from cti.agents.figures import AgentDay
from cti.customers.model import Customer
from cti.customers.numbers import parse
from cti.worklists.model import Missed
from tests.fakes.clock import START
from tests.unit.web.office import Json, Office

ID, SHOWN_ID = "missed:8613800138001", "missed:@c1"
"""What the entry is, and what agents know it by."""


def missed(queue: str = "support") -> Missed:
    return Missed(
        call_id="c1", number="13800138001", key="8613800138001", at=START, queue=queue, agents=(),
        reason="abandoned", waited_s=12.0,
    )  # fmt: skip


async def _with_a_missed_call(office: Office) -> None:
    office.worklists.missed_calls = [missed()]
    await office.lists.refresh()


async def test_an_agent_takes_calls_and_gives_back_an_entry_of_own_queues(office: Office) -> None:
    await _with_a_missed_call(office)
    li, han = await office.browser("li"), await office.browser("han")
    _, lists = await li.get("/api/v1/worklists")
    (entry,) = lists["missed"]
    assert (entry["entry"], entry["number"], entry["taken_by"]) == (SHOWN_ID, "••••8001", None)
    assert (await han.get("/api/v1/worklists"))[1]["missed"] == [], "another queue"
    _, answer = await li.post("/api/v1/worklists/next", {})
    mine = answer["entry"]
    assert (mine["entry"], mine["number"], mine["taken_by"]) == (SHOWN_ID, "13800138001", "li")
    assert (await han.post(f"/api/v1/worklists/{SHOWN_ID}/take", {}))[0] == 409
    assert (await li.post(f"/api/v1/worklists/{SHOWN_ID}/dial", {}))[0] == 202
    assert office.desk.asked == [("dial", "li", "13800138001")]
    assert (await li.post(f"/api/v1/worklists/{SHOWN_ID}/release", {}))[0] == 204
    assert (await li.get("/api/v1/worklists"))[1]["mine"] is None
    assert (await li.post(f"/api/v1/worklists/{SHOWN_ID}/close", {}))[0] == 204
    assert (await li.post("/api/v1/worklists/next", {}))[1] == {"entry": None}
    assert [(row.action, row.subject) for row in office.audit.rows[-1:]] == [("callback.closed", ID)]


async def test_the_teams_entries_are_for_supervisors(office: Office) -> None:
    await _with_a_missed_call(office)
    li, boss = await office.browser("li"), await office.browser("boss")
    await li.post(f"/api/v1/worklists/{ID}/take", {})
    assert (await li.get("/api/v1/worklists/team"))[0] == 403
    (entry,) = (await boss.get("/api/v1/worklists/team"))[1]["items"]
    assert (entry["taken_by"], entry["queues"]) == ("li", ["support"])


async def test_every_tab_sees_at_once_that_an_entry_is_taken(office: Office) -> None:
    await _with_a_missed_call(office)
    li, boss = await office.browser("li"), await office.browser("boss")
    tab, board = await li.open_tab(), await boss.open_tab()
    assert [one["entry"] for one in tab.snapshot["lists"]["missed"]] == [SHOWN_ID]
    assert tab.snapshot["team"] is None
    await li.post(f"/api/v1/worklists/{ID}/take", {})
    for one in (tab, board):
        frame = await one.next()
        while frame["type"] != "worklist_changed" or not (frame["team"] or frame["lists"]["mine"]):
            frame = await one.next()
        if one is board:
            (entry,) = frame["team"]
            assert (entry["entry"], entry["number"], entry["taken_by"]) == (ID, "13800138001", "li")
        else:
            assert frame["lists"]["mine"]["entry"] == SHOWN_ID


async def test_agents_make_tasks_for_themselves_or_anyone_supervisors_for_all(office: Office) -> None:
    fang = Customer(customer_id="fang", name="王芳", numbers=(parse("13800138001"),))
    office.customers.rows["fang"] = fang
    li, boss = await office.browser("li"), await office.browser("boss")
    status, task = await li.post("/api/v1/tasks", {"title": "Send it", "agent": "li", "customer_id": "fang"})
    assert (status, task["number"], task["created_by"]) == (201, "+8613800138001", "li")
    assert (await li.post("/api/v1/tasks", {"title": "For han", "agent": "han"}))[0] == 403
    assert (await boss.post("/api/v1/tasks", {"title": "For han", "agent": "han"}))[0] == 201
    assert (await boss.post("/api/v1/tasks", {"title": "Nobody", "agent": "nobody"}))[0] == 404
    assert (await li.post("/api/v1/tasks", {"title": "x", "number": "abc"}))[1]["code"] == "invalid_input"
    (listed,) = (await li.get("/api/v1/tasks?customer=fang"))[1]["items"]
    assert listed["title"] == "Send it"
    shown = (await li.get("/api/v1/worklists"))[1]["tasks"]
    assert [(one["title"], one["name"]) for one in shown] == [("Send it", "王芳")]


async def test_a_task_is_done_and_undone_by_whom_it_concerns(office: Office) -> None:
    li, han, boss = [await office.browser(name) for name in ("li", "han", "boss")]
    _, task = await boss.post("/api/v1/tasks", {"title": "Send it", "agent": "li"})
    address = f"/api/v1/tasks/{task['task_id']}/done"
    assert (await han.post(address, {"done": True}))[0] == 404
    _, done = await li.post(address, {"done": True})
    assert (done["done_by"], done["done_at"] is not None) == ("li", True)
    lists = (await li.get("/api/v1/worklists"))[1]
    assert (lists["tasks"], [one["title"] for one in lists["done"]]) == ([], ["Send it"])
    _, open_again = await boss.post(address, {"done": False})
    assert (open_again["done_by"], open_again["done_at"]) == (None, None)
    said = [(row.user, row.action) for row in office.audit.rows if row.subject == task["task_id"]]
    assert said == [("boss", "task.created"), ("li", "task.done"), ("boss", "task.reopened")]


def change(task: Json, **words: object) -> Json:
    """The body that changes `task` as it was read."""
    was = {name: task[name] for name in ("title", "note", "agent", "due_at")}
    return {**was, **words, "was": was}


async def test_a_task_is_changed_by_whom_it_is_for_who_made_it_and_supervisors(office: Office) -> None:
    li, han, boss = [await office.browser(name) for name in ("li", "han", "boss")]
    _, task = await boss.post("/api/v1/tasks", {"title": "Send it", "agent": "li"})
    address = f"/api/v1/tasks/{task['task_id']}"
    assert (await han.send("PUT", address, change(task, title="x")))[0] == 404
    assert (await han.get(address))[0] == 404
    due = "2026-11-20T09:30:00Z"
    status, changed = await li.send(
        "PUT", address, change(task, title="Send both", note="by mail", due_at=due)
    )
    assert (status, changed["title"], changed["note"], changed["due_at"]) == (
        200,
        "Send both",
        "by mail",
        due,
    )
    (shown,) = (await li.get("/api/v1/worklists"))[1]["tasks"]
    assert (shown["title"], shown["note"], shown["due_at"]) == ("Send both", "by mail", due)
    status, given = await boss.send("PUT", address, change(changed, agent="han"))
    assert (status, given["agent"]) == (200, "han")
    assert (await li.get(address))[0] == 404, "it is han's now, and boss made it"
    assert (await han.send("PUT", address, change(given, agent=None)))[0] == 200
    assert (await li.get(address))[1]["agent"] is None, "anyone's"
    rows = [
        (row.user, row.subject, row.detail["changed"])
        for row in office.audit.rows
        if row.action == "task.changed"
    ]
    task_id = task["task_id"]
    assert rows == [
        ("li", task_id, "title, note, due_at"),
        ("boss", task_id, "agent"),
        ("han", task_id, "agent"),
    ]


async def test_agents_give_tasks_to_no_colleague_and_nobody_to_strangers(office: Office) -> None:
    li, boss = await office.browser("li"), await office.browser("boss")
    _, task = await li.post("/api/v1/tasks", {"title": "Send it", "agent": "li"})
    address = f"/api/v1/tasks/{task['task_id']}"
    assert (await li.send("PUT", address, change(task, agent="han")))[0] == 403
    assert (await boss.send("PUT", address, change(task, agent="nobody")))[0] == 404
    assert (await li.send("PUT", address, change(task, title="")))[0] == 400
    _, given = await boss.send("PUT", address, change(task, agent="han"))
    assert (await li.send("PUT", address, change(given, title="Send both")))[0] == 200, "li made it"


async def test_what_a_colleague_changed_meanwhile_is_not_written_over(office: Office) -> None:
    li, han = await office.browser("li"), await office.browser("han")
    _, task = await li.post("/api/v1/tasks", {"title": "Send it"})
    address = f"/api/v1/tasks/{task['task_id']}"
    assert (await han.send("PUT", address, change(task, title="Send both")))[0] == 200
    status, problem = await li.send("PUT", address, change(task, title="Send none"))
    assert (status, problem["code"]) == (409, "conflict")
    _, now = await li.get(address)
    assert now["title"] == "Send both"
    assert (await li.send("PUT", address, change(now)))[0] == 200
    assert [row.user for row in office.audit.rows if row.action == "task.changed"] == ["han"], "nothing new"
    await han.post(f"{address}/done", {"done": True})
    status, problem = await li.send("PUT", address, change(now, title="Send none"))
    assert (status, "已完成" in problem["detail"]) == (409, True)


async def test_a_task_that_a_colleague_has_taken_stays_anyones(office: Office) -> None:
    li, han = await office.browser("li"), await office.browser("han")
    _, task = await li.post("/api/v1/tasks", {"title": "Call back", "number": "13800138001"})
    address, entry = f"/api/v1/tasks/{task['task_id']}", f"/api/v1/worklists/task:{task['task_id']}"
    await han.post(f"{entry}/take")
    status, problem = await li.send("PUT", address, change(task, agent="li"))
    assert (status, "han" in problem["detail"]) == (409, True)
    assert (await li.send("PUT", address, change(task, title="Call again")))[0] == 200


async def test_who_gives_a_taken_task_away_does_not_keep_it(office: Office) -> None:
    boss = await office.browser("boss")
    _, task = await boss.post("/api/v1/tasks", {"title": "Call back", "number": "13800138001"})
    await boss.post(f"/api/v1/worklists/task:{task['task_id']}/take")
    status, _ = await boss.send("PUT", f"/api/v1/tasks/{task['task_id']}", change(task, agent="li"))
    assert (status, office.worklists.taken) == (200, {})


async def test_one_search_finds_customers_calls_and_tasks(office: Office) -> None:
    office.customers.rows["fang"] = Customer(customer_id="fang", name="王芳", numbers=(parse("13800138001"),))
    li = await office.browser("li")
    await li.post("/api/v1/tasks", {"title": "王芳 wants a refund"})
    _, found = await li.get("/api/v1/search?q=王芳")
    assert [one["name"] for one in found["customers"]] == ["王芳"]
    assert [one["title"] for one in found["tasks"]] == ["王芳 wants a refund"]
    assert found["calls"] == []
    assert (await li.get("/api/v1/search"))[1]["field"] == "q"


async def test_own_figures_are_of_the_centres_day(office: Office) -> None:
    office.days.days = [
        AgentDay(agent=name, queues=frozenset({"support"}), calls=calls, talk_s=60.0 * calls)
        for name, calls in (("li", 4), ("a", 1), ("b", 2), ("c", 9))
    ]
    li = await office.browser("li")
    _, today = await li.get("/api/v1/me/figures")
    assert (today["calls"], today["aht_s"]["own"]) == ({"own": 4, "team": 2}, 60.0)
    assert (today["day"], today["since"], today["until"]) == (
        "2026-11-20", "2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z",
    )  # fmt: skip
    _, other = await li.get("/api/v1/me/figures?day=2026-11-01")
    assert other["since"] == "2026-11-01T00:00:00Z"
    assert (await li.get("/api/v1/me/figures?day=yesterday"))[1]["field"] == "day"
