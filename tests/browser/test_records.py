"""What is read afterwards is in words: names of people, questions of surveys, what the audit log says; and a
follow-up is closed where it is seen."""

from playwright.async_api import expect

from tests.browser.call_centre import REGULAR, REGULAR_NOTE
from tests.browser.conftest import Hire
from tests.browser.desk import Desk
from tests.browser.person import Person
from tests.browser.telephones import Telephones


async def test_a_follow_up_is_closed_on_the_desk_and_opened_again_on_its_call(
    desk: Desk, agent: Person, telephones: Telephones, hire: Hire
) -> None:
    await telephones.call(REGULAR)
    matter = desk.customer.locator(".open-matter")
    await expect(matter).to_contain_text(REGULAR_NOTE)
    await matter.get_by_role("button", name="Done").click()
    await expect(matter).to_have_count(0)
    assert (await agent.get(f"/calls/earlier-{REGULAR}"))["follow_up_open"] is False
    page = await agent.open(f"/calls/earlier-{REGULAR}")
    await expect(page.locator(".facts")).to_contain_text("closed")
    await page.get_by_role("button", name="Reopen").click()
    await expect(page.get_by_role("button", name="Done")).to_be_visible()
    admin = await hire("admin", "en-US", "light")
    page = await admin.open("/admin")
    row = page.locator("tr", has_text="Closed a follow-up")
    await expect(row).to_contain_text("王小明")
    await expect(row.locator("td").nth(2).locator("span")).to_have_attribute("title", "call.follow_up_done")


async def test_a_call_names_its_agent_and_asks_its_questions_in_words(
    desk: Desk, agent: Person, telephones: Telephones
) -> None:
    await telephones.call("13800138005")
    await telephones.pick_up("1001")
    await desk.asks("Thank you for calling")
    await desk.go_on()
    await desk.asks("how satisfied are you")
    await desk.answer("Very satisfied")
    (work,) = (await agent.get("/work"))["items"]
    page = await agent.open(f"/calls/{work['call_id']}")
    await expect(page.locator(".answered")).to_contain_text("Overall, how satisfied are you")
    await expect(page.locator(".answered")).to_contain_text("Very satisfied")
    await expect(page.locator("table").first).to_contain_text("王小明")
    await expect(page.locator("main")).not_to_contain_text("agent1001")
    await page.get_by_role("button", name="中文").click()
    await expect(page.locator(".answered")).to_contain_text("总体来说")
    await page.goto(f"{agent.url}/customers/{work['customer']['customer_id']}")
    await expect(page.locator(".facts")).to_contain_text("性别")
    await expect(page.locator(".timeline .answers")).to_contain_text("总体来说")
