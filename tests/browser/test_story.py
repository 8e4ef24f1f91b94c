"""The main job: a call comes in, the customer pops, the survey is asked, the record is kept."""

from datetime import datetime, timedelta

from playwright.async_api import Page, expect

from tests.browser.call_centre import PASSWORD, REGULAR, REGULAR_NAME, REGULAR_NOTE
from tests.browser.conftest import Hire
from tests.browser.desk import Desk
from tests.browser.person import Json, Person
from tests.browser.telephones import Telephones

WORDS = "等了很久，接线员没听懂"


async def test_a_whole_call_is_done_by_keyboard(hire: Hire, telephones: Telephones) -> None:
    agent = await hire(logged_in=False)
    desk = await _log_in_and_go_ready(agent)
    await telephones.call(REGULAR)
    await _the_desk_shows_who_calls(desk)
    await telephones.pick_up("1001")
    await desk.shows_call("talking", "138 0013 8003")
    await _a_low_grade_is_asked_why(desk, agent)
    await telephones.caller_hangs_up(REGULAR)
    await _wrap_up_takes_the_outcome(desk, agent)
    (call,) = await agent.closed_calls()
    await _the_record_is_complete(call)


async def _log_in_and_go_ready(agent: Person) -> Desk:
    page = await agent.open()
    await expect(page.get_by_label("User name")).to_be_focused()
    desk = Desk(page)
    await desk.write("agent1001")
    await desk.press("Tab")
    await desk.write(PASSWORD)
    await desk.press("Enter")
    await desk.is_in_state("offline")
    await agent.know_csrf()
    await desk.press("s")
    await expect(page.get_by_role("button", name="Ready", exact=True)).to_be_focused()
    await desk.press("Enter")
    await desk.is_in_state("ready")
    return desk


async def _the_desk_shows_who_calls(desk: Desk) -> None:
    await desk.shows_call("ringing", "138 0013 8003")
    for text in (REGULAR_NAME, "深圳蓝海物流有限公司", "Beijing", "4008001", "support"):
        await expect(desk.card).to_contain_text(text)
    for text in (REGULAR_NAME, "深圳蓝海物流有限公司", "0755 5555 0103", "C-1003", "发票抬头已更新"):
        await expect(desk.customer).to_contain_text(text)
    await expect(desk.customer.locator(".tags")).to_have_text("物流")
    await expect(desk.customer.locator(".match")).to_contain_text("mobile number 138 0013 8003")
    await expect(desk.customer.locator(".open-matters")).to_contain_text(REGULAR_NOTE)
    await expect(desk.customer.locator(".timeline li")).to_have_count(1)
    await expect(desk.customer.locator(".timeline")).to_contain_text("Needs follow-up")
    await desk.asks(f"Hello {REGULAR_NAME}, this is 王小明. How can I help you?")
    await expect(desk.page).to_have_title("◉ 138 0013 8003 – Desk")
    await expect(desk.page.get_by_role("alert").first).to_contain_text("Incoming call: 138 0013 8003")


async def _a_low_grade_is_asked_why(desk: Desk, agent: Person) -> None:
    await desk.asks("Thank you for calling technical support.")
    await expect(desk.script.locator(".next")).to_be_focused()
    await desk.press("Enter")
    await desk.asks("how satisfied are you")
    await expect(desk.script.locator(".choices input").first).to_be_focused()
    await desk.press("2")
    await _saved_at_once(agent, "satisfaction", "2")
    await desk.press("Enter")
    await desk.asks("What did we not do well?")
    await desk.press("1", "4", "Enter")
    await desk.asks("Could you tell me more?")
    await expect(desk.script.locator(".answer-text")).to_be_focused()
    await desk.write(WORDS)
    await desk.press("Enter")
    await desk.asks("From 0 to 10")
    await desk.press("3", "Enter")
    await desk.asks("May our supervisor call you back")
    await desk.press("1", "Enter")
    await desk.asks("On which day")
    await desk.script.locator(".answer-input").fill("2030-05-06")
    await desk.press("Enter")
    await desk.asks("We will call you back")
    await desk.press("Enter")
    await expect(desk.script.locator(".done")).to_be_visible()
    await expect(desk.script.locator(".answered")).to_contain_text(WORDS)


async def _saved_at_once(agent: Person, item: str, value: str) -> None:
    """Before the agent moves on: the answer is with the call."""
    desk_page = agent.context.pages[0]
    await expect(desk_page.locator("section.script .saved")).to_be_visible()
    (call,) = (await agent.get("/calls?limit=1"))["items"]
    assert [(answer["item"], answer["value"]) for answer in call["answers"]] == [(item, value)]


async def _wrap_up_takes_the_outcome(desk: Desk, agent: Person) -> None:
    await desk.shows_call("wrap_up", "138 0013 8003")
    await desk.is_in_state("wrap_up")
    countdown = desk.outcome.locator(".countdown")
    await expect(countdown).to_contain_text("0:5")
    await desk.press("e")
    await expect(countdown).to_contain_text("1:")
    await expect(desk.outcome.locator("input[name=disposition]").first).to_be_focused()
    await desk.press("3", "o")
    await expect(desk.note).to_be_focused()
    await desk.write("Refund promised; 主管回电")
    await desk.outcome_is_saved()
    await desk.tab_to(desk.outcome.get_by_role("button", name="Tomorrow"))
    await desk.press("Enter", "Control+Enter")
    await desk.is_in_state("ready")
    assert (await agent.get("/work"))["items"] == []


async def _the_record_is_complete(call: Json) -> None:
    assert (call["disposition"], call["note"]) == ("complaint", "Refund promised; 主管回电")
    assert (call["agent"], call["queue"], call["dialed"]) == ("agent1001", "support", "4008001")
    assert (call["reason"], call["ended_by"], call["direction"]) == ("completed", "caller", "inbound")
    assert call["certain"]
    assert call["waited_s"] >= 0
    assert call["talk_s"] > 0
    given = {answer["item"]: answer["value"] for answer in call["answers"]}
    assert given["satisfaction"] == "2"
    assert given["why_text"] == WORDS
    assert given["recommend"] == "3"
    assert (given["callback"], given["callback_date"]) == ("yes", "2030-05-06")
    due = datetime.fromisoformat(call["follow_up_at"])
    assert timedelta(0) < due - datetime.now(due.tzinfo) < timedelta(days=2)


async def test_the_past_is_found_by_any_form_of_the_number(
    desk: Desk, agent: Person, telephones: Telephones
) -> None:
    await telephones.call(REGULAR)
    await telephones.pick_up("1001")
    await desk.shows_call("talking", "138 0013 8003")
    await desk.asks("Thank you for calling")
    await desk.go_on()
    await desk.answer("Very satisfied")
    await telephones.caller_hangs_up(REGULAR)
    await desk.shows_call("wrap_up", "138 0013 8003")
    await desk.choose_outcome("Solved")
    await desk.note.fill("All is well")
    await desk.finish()
    await desk.is_in_state("ready")
    page = desk.page
    await _calls_list_finds_it(page, agent)
    await _customers_list_finds_it(page, agent)


async def _calls_list_finds_it(page: Page, agent: Person) -> None:
    await page.goto(f"{agent.url}/calls")
    row = page.locator("table.list tbody tr").first
    for written in ("13800138003", "138 0013 8003", "+86 138-0013-8003", "8613800138003", "38003"):
        await page.get_by_label("Number, in any form").fill(written)
        await expect(page.locator("table.list tbody tr")).to_have_count(1)
        await expect(row).to_contain_text("All is well")
    for text in ("138 0013 8003", REGULAR_NAME, "support", "王小明", "Answered", "Solved"):
        await expect(row).to_contain_text(text)
    await row.locator("a").first.click()
    for text in ("Very satisfied", "All is well", "Solved", "by the caller", "王小明"):
        await expect(page.locator("main")).to_contain_text(text)
    await page.get_by_role("link", name=REGULAR_NAME).click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text(REGULAR_NAME)
    latest = page.locator(".timeline li").first
    for text in ("Solved", "All is well", "Very satisfied", "王小明"):
        await expect(latest).to_contain_text(text)


async def _customers_list_finds_it(page: Page, agent: Person) -> None:
    await page.goto(f"{agent.url}/customers")
    box = page.get_by_role("searchbox")
    for written in ("0755-5555 0103", "+8675555550103", "138 0013 8003", "张敏", "蓝海物流"):
        await box.fill(written)
        await expect(page.locator("table.list tbody tr")).to_have_count(1)
        await expect(page.locator("table.list tbody tr")).to_contain_text(REGULAR_NAME)
