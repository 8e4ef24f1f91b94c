"""Shifts over HTTP: what comes after the call, queues, what is unfinished, what supervisors set."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from cti.calls.record import Outcome
from tests.unit.web.happenings import work
from tests.unit.web.office import Office


async def test_what_comes_after_the_call_is_planned_and_taken_back(office: Office) -> None:
    li = await office.browser("li")
    planned = await li.send("PUT", "/api/v1/agent/next", {"state": "paused", "reason": "meal"})
    cancelled = await li.send("DELETE", "/api/v1/agent/next")
    assert (planned[0], cancelled[0]) == (204, 204)
    assert office.desk.asked == [("plan_next", "li", "paused", "meal"), ("cancel_next", "li")]


async def test_nobody_plans_to_be_ready(office: Office) -> None:
    li = await office.browser("li")
    status, problem = await li.send("PUT", "/api/v1/agent/next", {"state": "ready"})
    assert (status, problem["code"]) == (400, "invalid_input")


async def test_queues_are_read_and_chosen(office: Office) -> None:
    li = await office.browser("li")
    _, page = await li.get("/api/v1/agent/queues")
    assert page["items"] == [{"queue": "support", "chosen": True}, {"queue": "vip", "chosen": False}]
    status, _ = await li.send("PUT", "/api/v1/agent/queues", {"queues": ["vip"]})
    assert status == 204
    assert office.desk.asked == [("choose_queues", "li", ("vip",))]


async def test_the_shift_says_what_is_unfinished(office: Office) -> None:
    now = office.clock.now()
    await office.works.add(work("w1"))
    late = msgspec.structs.replace(work("w2", call_id="c2"), uncoded_at=now, outcome=Outcome(finished_at=now))
    await office.works.add(late)
    li = await office.browser("li")
    _, shift = await li.get("/api/v1/agent/shift")
    assert shift["unfinished"] == {"open_work": 1, "uncoded": 1}
    assert shift["shift"]["queues"] == ["support"]


async def test_a_supervisor_sets_the_state_of_an_agent(office: Office) -> None:
    boss = await office.browser("boss")
    status, _ = await boss.post("/api/v1/agents/li/state", {"state": "paused", "reason": "meeting"})
    assert status == 204
    assert office.desk.asked == [("go", "li", "paused", "meeting", "boss")]


async def test_agents_set_nobody_elses_state_and_read_nobody_elses_day(office: Office) -> None:
    li = await office.browser("li")
    assert (await li.post("/api/v1/agents/han/state", {"state": "offline"}))[0] == 403
    assert (await li.get("/api/v1/agents/han/intervals"))[0] == 403
    assert office.desk.asked == []


async def test_the_states_of_a_day_are_read_and_no_more_than_a_month_at_once(office: Office) -> None:
    boss = await office.browser("boss")
    _, page = await boss.get("/api/v1/agents/li/intervals")
    (asked,) = office.desk.asked
    assert asked[3] - asked[2] == timedelta(days=1)  # type: ignore[operator]
    assert [(row["state"], row["reason"], row["to"]) for row in page["items"]] == [("paused", "meal", None)]
    assert {"from", "certain"} < set(page["items"][0])
    status, _ = await boss.get("/api/v1/agents/li/intervals?from=2026-01-01&to=2026-03-01")
    assert status == 400
