"""How it looks to everybody: no page with an accessibility violation, in both languages, light and dark; the
desk fits on a small screen in every state; the language changes without losing anything."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.call_centre import REGULAR
from tests.browser.conftest import Hire
from tests.browser.desk import Desk
from tests.browser.looks import SCROLLING, SPILLING, appearances, violations
from tests.browser.person import Person
from tests.browser.telephones import Telephones


async def test_no_page_has_a_violation(hire: Hire) -> None:
    found: list[str] = []

    async def look(page: Page) -> None:
        async for appearance in appearances(page):
            found.extend(f"{appearance}: {one}" for one in await violations(page))

    stranger = await hire("nobody", logged_in=False)
    page = await stranger.open("/login")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await look(page)
    admin = await hire("admin")
    (customer,) = (await admin.get("/customers?q=13800138003"))["items"]
    page = await admin.open("/board")
    for path, sign in (
        ("/board", "table.board-queues tbody tr"),
        ("/customers", "table.list tbody tr"),
        (f"/customers/{customer['customer_id']}", ".timeline li"),
        ("/calls", "table.list tbody tr"),
        (f"/calls/earlier-{REGULAR}", "table.list tbody tr"),
        ("/scripts", "main li, main tbody tr"),
        ("/reports", "main dl dd"),
        ("/templates", "main h1"),
        ("/admin", "main table tbody tr"),
    ):
        await page.goto(f"{admin.url}{path}")
        await expect(page.locator(sign).first).to_be_visible()
        await look(page)
    assert found == []


async def test_the_desk_fits_and_has_no_violation_in_any_state(hire: Hire, telephones: Telephones) -> None:
    agent = await hire()
    desk = Desk(await agent.open("/desk"))
    found: list[str] = []

    async def look(state: str) -> None:
        async for appearance in appearances(desk.page):
            flaws = await violations(desk.page)
            for check in (SCROLLING, SPILLING):
                flaws += await desk.page.evaluate(check)
            found.extend(f"{state}, {appearance}: {one}" for one in flaws)

    await desk.is_in_state("offline")
    await look("offline")
    await agent.go("ready")
    await desk.is_in_state("ready")
    await look("idle")
    await telephones.call("13800138003")
    await desk.shows_call("ringing", "138 0013 8003")
    await look("ringing")
    await telephones.pick_up("1001")
    await expect(desk.script.locator(".next")).to_be_visible()
    await desk.go_on()
    await expect(desk.script.locator("label.choice")).to_have_count(5)
    await look("talking")
    await desk.press("1", "Enter")
    await expect(desk.script.locator("label.choice input[type=checkbox]")).to_have_count(5)
    await look("asked why")
    await telephones.caller_hangs_up("13800138003")
    await desk.shows_call("wrap_up", "138 0013 8003")
    await desk.outcome.locator(".follow-up button").first.click()
    await desk.outcome_is_saved()
    await look("wrap-up")
    await desk.finish()
    await desk.is_in_state("ready")
    await telephones.call("13800138010")
    await expect(desk.customer.locator("button.candidate")).to_have_count(2)
    await look("several")
    await telephones.reject("1001")
    await telephones.caller_hangs_up("13800138010")
    await desk.is_in_state("ready")
    await telephones.call("13700137000")
    await expect(desk.customer.locator("form")).to_be_visible()
    await look("none")
    assert found == []


@pytest.mark.parametrize(("width", "height"), [(1024, 768), (820, 1180)])
async def test_on_a_tablet_everything_of_a_call_is_there(
    desk: Desk, agent: Person, telephones: Telephones, width: int, height: int
) -> None:
    await desk.page.set_viewport_size({"width": width, "height": height})
    await telephones.call(REGULAR)
    await telephones.pick_up("1001")
    await desk.asks("Thank you for calling")
    finish = desk.outcome.locator(".finish .primary")
    for place in (desk.card, desk.customer, desk.question, desk.note, finish):
        await expect(place).to_be_in_viewport(ratio=0.9 if place is not desk.customer else 0.5)
    assert await desk.page.evaluate(SPILLING) == []
    assert await violations(desk.page) == []


async def test_the_language_changes_at_once_and_nothing_is_lost(
    desk: Desk, agent: Person, telephones: Telephones
) -> None:
    await telephones.call("13800138003")
    await telephones.pick_up("1001")
    await desk.asks("Thank you for calling")
    await desk.go_on()
    await desk.note.fill("半句 half a sentence")
    await desk.page.evaluate("window.isTheSamePage = true")
    await desk.page.get_by_role("button", name="中文").click()
    await expect(desk.page.locator("html")).to_have_attribute("lang", "zh-CN")
    await desk.asks("您对我们本次的服务满意吗")
    await expect(desk.page.get_by_role("navigation")).to_contain_text("通话")
    await expect(desk.page).to_have_title(re.compile("座席|坐席|工作台"))
    await expect(desk.outcome).to_contain_text("投诉")
    await expect(desk.customer.locator(".match")).not_to_contain_text("mobile")
    await expect(desk.note).to_have_value("半句 half a sentence")
    await desk.page.get_by_role("button", name="English").click()
    await desk.asks("how satisfied are you")
    await expect(desk.outcome).to_contain_text("Complaint")
    assert await desk.page.evaluate("window.isTheSamePage")
    assert (await agent.get("/work"))["items"][0]["outcome"]["note"] == "半句 half a sentence"


async def test_dark_and_light_follow_the_system_and_the_person(hire: Hire) -> None:
    agent = await hire("agent1001", "en-US", "dark")
    page = await agent.open("/desk")
    await expect(page.locator("section.call")).to_be_visible()
    assert await _brightness(page) < 80
    await page.locator(".me-menu > summary").click()
    await page.get_by_role("button", name="Light").click()
    await expect(page.locator("html")).to_have_attribute("data-theme", "light")
    assert await _brightness(page) > 200
    await page.reload()
    await expect(page.locator("section.call")).to_be_visible()
    assert await _brightness(page) > 200


async def _brightness(page: Page) -> float:
    """Of the bar at the top, 0 to 255."""
    colour = await page.evaluate("getComputedStyle(document.querySelector('.topbar')).backgroundColor")
    channels = [float(part) for part in re.findall(r"[\d.]+", colour)[:3]]
    return sum(channels) / 3
