"""Whom to call next: callers who gave up, promises and tasks are taken by one agent alone, called with one
key, and leave the lists by themselves when the customer was reached. By keyboard."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.call_centre import REGULAR, REGULAR_NAME, CallCentre
from tests.browser.chromium import Language, Scheme
from tests.browser.conftest import Hire
from tests.browser.desk import Desk
from tests.browser.looks import SPILLING, violations
from tests.browser.person import Person
from tests.browser.telephones import Telephones

STRANGER = "13700137001"


def entries(desk: Desk, kind: str = "missed") -> Locator:
    return desk.call.locator(f'li.entry[data-entry^="{kind}:"]')


async def gives_up(telephones: Telephones, number: str) -> None:
    """Calls support, where nobody answers, and hangs up."""
    await telephones.call(number)
    await telephones.caller_hangs_up(number)


async def at_the_desk(person: Person) -> Desk:
    """The desk of somebody who is there but gets no queue calls: callers give up."""
    desk = Desk(await person.open("/desk"))
    await expect(desk.call.locator(".to-do")).to_be_visible()
    return desk


async def test_a_caller_who_gave_up_is_taken_called_and_gone_from_every_desk(
    hire: Hire, telephones: Telephones, centre: CallCentre
) -> None:
    first, second = await hire(), await hire("agent1002", "zh-CN")
    desk, other = await at_the_desk(first), await at_the_desk(second)
    await gives_up(telephones, STRANGER)
    await gives_up(telephones, STRANGER)
    await expect(entries(desk)).to_have_count(1)
    await expect(entries(desk)).to_contain_text("••••7001")
    await expect(entries(desk)).to_contain_text("2 times")
    await expect(entries(other)).to_contain_text("2 次")

    await desk.press("g")
    await expect(desk.call.locator(".tone-prepared .caller")).to_contain_text("137 0013 7001")
    await expect(entries(desk)).to_contain_text("137 0013 7001")
    await expect(entries(other)).to_contain_text("王小明 已领取")
    await expect(entries(other)).to_contain_text("••••7001")
    await expect(entries(other).locator("button.open")).to_have_attribute("aria-disabled", "true")
    await other.press("g")
    await expect(other.call.locator(".to-do .problem")).to_contain_text("没有")
    assert not telephones.rings("1001")

    await desk.press("g")
    customer = await telephones.calls_out("1001", STRANGER)
    await telephones.customer_picks_up(customer)
    await expect(desk.call.locator(".tone-prepared")).to_have_count(0)
    await expect(desk.call.locator(".line-card")).to_have_count(0)
    await desk.shows_call("talking", "137 0013 7001")
    await expect(entries(other)).to_have_count(0)
    await centre.server.recorder.written()
    attempts = await centre.server.database.worklists.attempts(datetime.now(UTC) - timedelta(hours=1))
    (call,) = (await first.get("/calls?direction=outbound"))["items"]
    assert [(one.result, one.agent, one.call_id) for one in attempts] == [
        ("reached", "agent1001", call["call_id"])
    ]


async def test_the_lists_go_by_keyboard_and_what_is_given_back_is_everybodys(
    hire: Hire, telephones: Telephones
) -> None:
    first, second = await hire(), await hire("agent1002")
    desk, other = await at_the_desk(first), await at_the_desk(second)
    await gives_up(telephones, STRANGER)
    await gives_up(telephones, REGULAR)
    await expect(entries(desk)).to_have_count(2)
    await desk.press("z")
    rows = desk.call.locator("li.entry button.open")
    await expect(rows.nth(0)).to_be_focused()
    await desk.press("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "ArrowDown")
    await expect(entries(desk).nth(1).locator("button.open")).to_be_focused()
    await desk.press("Enter")
    await expect(desk.card).to_contain_text(REGULAR_NAME)
    await expect(desk.customer.get_by_role("heading", level=2)).to_have_text(REGULAR_NAME)
    await expect(entries(other).nth(1)).to_contain_text("taken by 王小明")
    await desk.card.get_by_role("button", name="Give back").click()
    await expect(entries(other).nth(1)).not_to_contain_text("taken")
    await desk.press("g")
    await expect(desk.card).to_contain_text("137 0013 7001")
    await first.go("ready")
    await first.go("offline")
    await expect(entries(other).nth(0)).not_to_contain_text("taken")


async def test_a_task_is_written_down_done_and_undone(hire: Hire) -> None:
    boss, agent = await hire("supervisor"), await hire()
    desk = await at_the_desk(agent)
    due = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    task: dict[str, Any] = {"title": "Send the invoice again", "agent": "agent1001", "due_at": due}
    await boss.post("/tasks", task)
    await expect(entries(desk, "task")).to_contain_text("Send the invoice again")
    await expect(entries(desk, "task")).to_contain_text("1 h late")
    await entries(desk, "task").get_by_role("button", name="The task is done").click()
    await expect(entries(desk, "task")).to_have_count(0)
    await desk.call.get_by_role("button", name="Undo").click()
    await expect(entries(desk, "task")).to_have_count(1)
    await desk.call.get_by_role("button", name="Task", exact=True).click()
    await expect(desk.page.locator(".task-form input").first).to_be_focused()
    await desk.write("Ask for the new address")
    await desk.press("Enter")
    await expect(entries(desk, "task")).to_have_count(2)


async def test_a_task_is_changed_by_keyboard_and_nobody_is_written_over(hire: Hire) -> None:
    agent, colleague = await hire(), await hire("agent1002", "zh-CN")
    desk, other = await at_the_desk(agent), await at_the_desk(colleague)
    await agent.post("/tasks", {"title": "Send the invoice"})
    await expect(entries(desk, "task")).to_have_count(1)
    await desk.press("z", "ArrowDown", "ArrowDown", "Tab")
    pencil = desk.page.get_by_role("button", name="Change the task: Send the invoice")
    await expect(pencil).to_be_focused()
    await desk.press("Enter")
    title = desk.page.locator(".task-form input").first
    await expect(title).to_be_focused()
    await expect(title).to_have_value("Send the invoice")

    await other.page.get_by_role("button", name="修改任务").click()
    await other.page.get_by_label("截止时间").fill("2026-12-01T09:30")
    await other.page.locator(".task-form select").select_option("agent1002")
    await other.page.locator(".task-form button.primary").click()
    await expect(other.page.locator(".task-form")).to_have_count(0)
    await expect(entries(other, "task")).to_contain_text("12月1日")

    agent.forgive(re.compile("409"))
    await desk.press("End")
    await desk.write(" again")
    await desk.press("Enter")
    form = desk.page.locator(".task-form")
    await expect(form.get_by_role("alert")).to_contain_text("somebody else changed this task")
    await expect(form).to_contain_text("Dec 1, 2026, 09:30")
    await expect(title).to_have_value("Send the invoice again")
    await expect(form.locator("select")).to_have_value("agent1002")
    await title.press("Enter")
    await expect(form).to_have_count(0)
    await expect(entries(other, "task")).to_contain_text("Send the invoice again")
    await expect(entries(other, "task")).to_contain_text("12月1日")
    await expect(entries(desk, "task")).to_have_count(0)


async def test_a_task_of_a_customer_is_changed_on_their_page(hire: Hire) -> None:
    agent = await hire()
    (customer,) = (await agent.get(f"/customers?q={REGULAR}"))["items"]
    await agent.post("/tasks", {"title": "Send it", "customer_id": customer["customer_id"]})
    page = await agent.open(f"/customers/{customer['customer_id']}")
    await matter_of(page, "Send it").get_by_role("button", name="Change the task").press("Enter")
    await page.locator(".task-form input").first.fill("Send both")
    await page.locator(".task-form textarea").fill("by mail")
    await page.keyboard.press("Tab")
    await page.get_by_role("button", name="Save the task").click()
    await expect(page.locator(".open-matter", has_text="Send both")).to_be_visible()
    await expect(page.locator(".timeline")).to_contain_text("by mail")
    boss = await hire("supervisor")
    (task,) = (await agent.get(f"/tasks?customer={customer['customer_id']}"))["items"]
    was = {name: task[name] for name in ("title", "note", "agent", "due_at")}
    await boss.put(f"/tasks/{task['task_id']}", {**was, "agent": "agent1002", "was": was})
    await page.reload()
    await expect(matter_of(page, "Send both").get_by_role("button", name="Change the task")).to_be_visible()
    other = await (await hire("agent1002")).open(f"/customers/{customer['customer_id']}")
    await expect(matter_of(other, "Send both").get_by_role("button", name="Change the task")).to_be_visible()
    await boss.put(
        f"/tasks/{task['task_id']}", {**was, "agent": "supervisor", "was": {**was, "agent": "agent1002"}}
    )
    await other.reload()
    await expect(matter_of(other, "Send both")).to_be_visible()
    await expect(other.get_by_role("button", name="Change the task")).to_have_count(0)


def matter_of(page: Page, title: str) -> Locator:
    return page.locator(".open-matter", has_text=title)


async def test_one_box_finds_customers_calls_and_tasks(hire: Hire, telephones: Telephones) -> None:
    agent = await hire()
    desk = await at_the_desk(agent)
    await agent.post("/tasks", {"title": "Zhang wants the report"})
    await expect(entries(desk, "task")).to_have_count(1)
    await desk.press("/")
    await expect(desk.page.get_by_role("combobox")).to_be_focused()
    await desk.write(REGULAR)
    options = desk.page.get_by_role("option")
    await expect(options.filter(has_text=REGULAR_NAME).first).to_be_visible()
    await desk.page.keyboard.press("Escape")
    await expect(desk.page.locator(".search-panel")).to_have_count(0)
    await desk.press("Control+k")
    await expect(desk.page.get_by_role("combobox")).to_be_focused()
    await desk.write("report")
    await expect(options).to_have_count(1)
    await desk.press("Enter")
    await expect(desk.card).to_contain_text("Zhang wants the report")


async def test_the_supervisor_sees_what_is_open_and_who_has_it(hire: Hire, telephones: Telephones) -> None:
    boss, agent = await hire("supervisor"), await hire()
    desk = await at_the_desk(agent)
    board = await boss.open("/board")
    await gives_up(telephones, STRANGER)
    row = board.locator(".team-callbacks tr", has_text="137 0013 7001")
    await expect(row).to_contain_text("support")
    await expect(entries(desk)).to_have_count(1)
    await desk.press("g")
    await expect(row).to_contain_text("王小明")


@pytest.mark.parametrize(("language", "scheme"), [("en-US", "light"), ("zh-CN", "dark")])
async def test_lists_search_and_figures_have_no_violation_and_fit(
    hire: Hire, telephones: Telephones, language: Language, scheme: Scheme
) -> None:
    agent, boss = await hire("agent1001", language, scheme), await hire("supervisor", language, scheme)
    desk = await at_the_desk(agent)
    found: list[str] = []

    async def look(state: str) -> None:
        found.extend(f"{state}: {one}" for one in await violations(desk.page))
        found.extend(f"{state}: {one}" for one in await desk.page.evaluate(SPILLING))

    for number in (REGULAR, STRANGER, "+16502530000"):
        await gives_up(telephones, number)
    due = (datetime.now(UTC) - timedelta(minutes=90)).isoformat()
    await boss.post("/tasks", {"title": "Send it " * 12, "agent": "agent1001", "due_at": due})
    await expect(entries(desk)).to_have_count(3)
    await agent.post(f"/worklists/missed:86{STRANGER}/take")
    await expect(desk.call.locator(".tone-prepared")).to_be_visible()
    await expect(entries(desk).nth(2).locator(".there")).to_be_visible()
    await expect(entries(desk, "task")).to_have_count(1)
    await look("lists")
    await desk.page.locator(".my-day summary").click()
    await expect(desk.page.locator(".figures-panel")).to_be_visible()
    await look("figures")
    await desk.page.keyboard.press("Escape")
    await desk.press("Control+k")
    await expect(desk.page.get_by_role("combobox").first).to_be_focused()
    await desk.write(REGULAR)
    await expect(desk.page.get_by_role("option").first).to_be_visible()
    await look("search")
    await desk.page.keyboard.press("Escape")
    await desk.call.locator(".to-do header button.quiet").click()
    await look("new task")
    desk.page = await boss.open("/board")
    await expect(desk.page.locator(".team-callbacks tbody tr").first).to_be_visible()
    await look("board")
    assert found == []


async def test_own_figures_are_those_of_the_calls_list(
    desk: Desk, agent: Person, telephones: Telephones
) -> None:
    await telephones.call(REGULAR)
    await desk.shows_call("ringing", "138 0013 8003")
    await telephones.pick_up("1001")
    await desk.shows_call("talking", "138 0013 8003")
    await telephones.caller_hangs_up(REGULAR)
    await desk.shows_call("wrap_up", "138 0013 8003")
    await desk.finish()
    await desk.is_in_state("ready")
    today = desk.page.locator(".my-day")
    await expect(today.locator("summary")).to_contain_text("My calls 1")
    await today.locator("summary").click()
    await expect(today).to_contain_text("Calls you talked in today.")
    figures = await agent.get("/me/figures")
    listed = await agent.get(f"/calls?agent=agent1001&from={figures['since'][:10]}")
    legs = [leg for call in listed["items"] for leg in call["legs"] if leg["agent"] == "agent1001"]
    talk = sum(leg["talk_s"] + leg["hold_s"] for leg in legs)
    assert figures["calls"] == {"own": 1, "team": None}
    assert abs(figures["talk_s"]["own"] - talk) < 0.001
