"""A day at work by keyboard: shift, pauses, what comes after the call, and what others set; nothing of it is
lost by a second tab, a reload or a restart of the server, and no clock but the server's counts."""

import re

import pytest
from playwright.async_api import Locator, Page, expect

from cti.testbed.waiting import until
from tests.browser.call_centre import REGULAR, CallCentre
from tests.browser.chromium import Language
from tests.browser.conftest import Hire
from tests.browser.desk import Desk
from tests.browser.looks import violations
from tests.browser.person import UNREACHABLE, Person
from tests.browser.telephones import Telephones

NUMBER = "138 0013 8003"


def then(desk: Desk) -> Locator:
    """What the state button says of the time after the call."""
    return desk.page.locator(".state-button .then")


async def talking(desk: Desk, telephones: Telephones, number: str = REGULAR) -> None:
    await telephones.call(number)
    await telephones.pick_up("1001")
    await desk.is_in_state("talking")
    await expect(desk.script.locator(".next")).to_be_focused()


async def plan_a_meal(desk: Desk) -> None:
    """U, an arrow and Enter."""
    await desk.press("u")
    await expect(desk.page.locator(".state-menu li.then button").first).to_be_focused()
    await desk.press("ArrowDown", "Enter")


@pytest.mark.parametrize(
    ("language", "words"), [("en-US", "then Paused · Meal"), ("zh-CN", "之后：示忙 · 用餐")]
)
async def test_a_pause_after_this_call_outlives_a_restart_and_comes_when_the_work_is_done(
    hire: Hire, centre: CallCentre, telephones: Telephones, language: Language, words: str
) -> None:
    agent = await hire("agent1001", language)
    desk, second = Desk(await agent.open("/desk")), Desk(await agent.open("/desk"))
    await desk.page.bring_to_front()
    await desk.page.locator(".call-card.idle button.large").click()
    await desk.is_in_state("ready")
    await talking(desk, telephones)
    await plan_a_meal(desk)
    for tab in (desk, second):
        await expect(then(tab)).to_contain_text(words)
    agent.forgive(UNREACHABLE)
    await centre.cable.cut()
    await centre.close()
    await centre.open()
    centre.cable.mend()
    await expect(desk.page.locator(".link-good")).to_be_visible()
    await expect(then(desk)).to_contain_text(words)
    await telephones.caller_hangs_up(REGULAR)
    await desk.is_in_state("wrap_up")
    await desk.page.reload()
    await expect(then(desk)).to_contain_text(words)
    await desk.press("Control+Enter")
    for tab in (desk, second):
        await tab.is_in_state("paused")
        await expect(then(tab)).to_have_count(0)


async def test_what_was_planned_is_taken_back_with_the_same_key(desk: Desk, telephones: Telephones) -> None:
    await talking(desk, telephones)
    await plan_a_meal(desk)
    await expect(then(desk)).to_be_visible()
    await desk.press("u")
    await expect(then(desk)).to_have_count(0)
    await telephones.caller_hangs_up(REGULAR)
    await desk.is_in_state("wrap_up")
    await desk.press("Control+Enter")
    await desk.is_in_state("ready")


async def test_the_plan_made_in_wrap_up_outlives_a_restart_too(
    desk: Desk, agent: Person, centre: CallCentre, telephones: Telephones
) -> None:
    await talking(desk, telephones)
    await telephones.caller_hangs_up(REGULAR)
    await desk.is_in_state("wrap_up")
    await plan_a_meal(desk)
    await expect(then(desk)).to_be_visible()
    agent.forgive(UNREACHABLE)
    await centre.cable.cut()
    await centre.close()
    await centre.open()
    centre.cable.mend()
    await expect(desk.page.locator(".link-good")).to_be_visible()
    await desk.is_in_state("wrap_up")
    await expect(then(desk)).to_contain_text("Meal")
    await desk.press("Control+Enter")
    await desk.is_in_state("paused")


async def test_the_end_of_the_shift_says_what_is_unfinished_and_waits_for_the_call(
    desk: Desk, agent: Person, centre: CallCentre, telephones: Telephones
) -> None:
    agent.forgive(UNREACHABLE)
    await centre.reopen(wrap_up_s=1)
    await desk.is_in_state("ready")
    await talking(desk, telephones)
    await telephones.caller_hangs_up(REGULAR)
    await desk.is_in_state("ready")
    menu = desk.page.locator(".state-menu")
    await desk.press("s")
    await menu.get_by_role("button", name="End shift").press("Enter")
    await expect(menu.get_by_role("alert")).to_contain_text("Calls not coded: 1")
    assert await violations(desk.page) == []
    await menu.get_by_role("button", name="Stay").press("Enter")
    await desk.is_in_state("ready")
    await talking(desk, telephones, "13800138005")
    await desk.press("s")
    await menu.get_by_role("button", name="End the shift after this call").press("Enter")
    await expect(then(desk)).to_contain_text("Offline")
    await telephones.caller_hangs_up("13800138005")
    await desk.is_in_state("offline")
    await centre.server.recorder.written()
    assert (await agent.get("/agent/shift"))["shift"] is None


async def test_the_queues_of_the_shift_are_chosen_and_kept(desk: Desk, agent: Person) -> None:
    menu = desk.page.locator(".state-menu")
    await desk.press("s")
    await menu.get_by_label("vip").uncheck()
    await desk.press("Escape")
    waiting = desk.call.locator("section", has_text="Waiting in my queues")
    await expect(waiting).to_be_visible()
    await desk.page.reload()
    await desk.is_in_state("ready")
    await desk.press("s")
    await expect(menu.get_by_label("vip")).not_to_be_checked()
    await expect(menu.get_by_label("support")).to_be_checked()
    assert await violations(desk.page) == []
    supervisor_sees = (await agent.get("/agents"))["items"][0]["queues"]
    assert "vip" not in supervisor_sees
    assert "support" in supervisor_sees


async def test_a_supervisor_sends_an_agent_on_a_pause_who_is_told_by_whom(
    desk: Desk, hire: Hire, telephones: Telephones
) -> None:
    supervisor = await hire("supervisor")
    board = await supervisor.open("/board")
    await order(board, "Paused · Meeting")
    await desk.is_in_state("paused")
    notice = desk.page.locator(".order")
    await expect(notice).to_contain_text("班长 set you to: Paused · Meeting")
    await expect(desk.page.locator("#announce-now")).to_contain_text("Paused · Meeting")
    await expect(board.locator(".agent-detail")).to_contain_text("set by 班长")
    assert await violations(board) == []
    await notice.get_by_role("button").press("Enter")
    await desk.is_in_state("ready")
    await expect(notice).to_have_count(0)
    await talking(desk, telephones)
    await order(board, "End shift")
    await expect(notice).to_contain_text("班长 set for after this call: Offline")
    await desk.is_in_state("talking")
    admin = await hire("admin")
    audit = (await admin.get("/audit"))["items"]
    set_by = [(row["user"], row["action"], row["subject"]) for row in audit if row["user"] == "supervisor"]
    assert ("supervisor", "agent.paused", "agent1001") in set_by
    assert ("supervisor", "agent.next_offline", "agent1001") in set_by


async def order(board: Page, words: str) -> None:
    menu = board.locator(".agent-orders").first
    await menu.locator("summary").press("Enter")
    await menu.get_by_role("button", name=words).press("Enter")


async def test_three_calls_left_unanswered_pause_the_agent_and_everybody_is_told(
    desk: Desk, hire: Hire, telephones: Telephones
) -> None:
    supervisor = await hire("supervisor")
    board = await supervisor.open("/board")
    await telephones.call(REGULAR)
    for _ in range(3):
        await telephones.reject("1001")
        await until(lambda: not telephones.rings("1001"))
    await desk.is_in_state("paused")
    await expect(desk.page.locator(".order")).to_contain_text("You left several calls unanswered")
    await expect(board.locator(".away-agents")).to_contain_text(
        "left several calls unanswered and was paused"
    )
    assert await violations(board) == []
    await desk.page.locator(".order button").press("Enter")
    await telephones.pick_up("1001")
    await desk.is_in_state("talking")
    await expect(board.locator(".away-agents")).to_have_count(0)


WRONG_CLOCK = """let off = -5 * 3600_000; const real = Date.now.bind(Date);
  Date.now = () => real() + off; window.setClock = hours => { off = hours * 3600_000; };"""


async def test_a_wrong_clock_of_the_browser_changes_no_time_on_the_screen(
    agent: Person, telephones: Telephones
) -> None:
    page = await agent.context.new_page()
    await page.add_init_script(WRONG_CLOCK)
    await page.goto(f"{agent.url}/desk")
    desk = Desk(page)
    await agent.go("ready")
    await desk.is_in_state("ready")
    time = desk.state.locator(".time")
    await expect(time).to_have_text(re.compile(r"^0:0\d$"))
    await page.evaluate("setClock(26)")
    await expect(time).to_have_text(re.compile(r"^0:(0[2-9]|1\d)$"))
    await talking(desk, telephones)
    await page.evaluate("setClock(-48)")
    await telephones.caller_hangs_up(REGULAR)
    await expect(desk.outcome.locator(".countdown .time")).to_have_text(re.compile(r"^0:5\d$"))


async def test_wrap_up_is_warned_of_in_time_and_made_longer_as_often_as_wanted(
    desk: Desk, agent: Person, centre: CallCentre, telephones: Telephones
) -> None:
    agent.forgive(UNREACHABLE)
    await centre.reopen(wrap_up_s=26)
    await desk.is_in_state("ready")
    await talking(desk, telephones)
    await telephones.caller_hangs_up(REGULAR)
    await desk.is_in_state("wrap_up")
    said = desk.page.locator("#announce-now")
    await expect(said).to_contain_text(re.compile(r"Wrap-up ends in 2[0-5] seconds. Press E"))
    for _ in range(11):
        async with desk.page.expect_response(re.compile("/extend$")):
            await desk.press("e")
    await expect(desk.outcome.locator(".countdown .time")).to_have_text(re.compile(r"^5:[45]\d$"))
