"""A newcomer is guided through a whole call, by what really happens."""

from playwright.async_api import expect

from tests.browser.call_centre import REGULAR
from tests.browser.desk import Desk
from tests.browser.person import Person
from tests.browser.telephones import Telephones


async def test_a_newcomer_is_guided_through_a_whole_call(
    desk: Desk, agent: Person, telephones: Telephones
) -> None:
    guide = desk.call.locator(".guide")
    await expect(guide).to_be_hidden()
    await desk.press("?")
    await desk.page.get_by_role("button", name="New here? Be guided through a call").press("Enter")
    await expect(guide).to_contain_text("You are ready")
    await desk.press("Escape")
    await telephones.call(REGULAR)
    await expect(guide).to_contain_text("It rings")
    await telephones.pick_up("1001")
    await expect(guide).to_contain_text("You are talking")
    await desk.page.reload()
    await expect(guide).to_contain_text("You are talking")
    await telephones.caller_hangs_up(REGULAR)
    await expect(guide).to_contain_text("The call is over")
    await desk.choose_outcome("Solved")
    await desk.finish()
    await expect(guide).to_contain_text("That was a whole call")
    await guide.get_by_role("button", name="Close").press("Enter")
    await expect(guide).to_be_hidden()
