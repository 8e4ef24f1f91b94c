"""Every key can be another: chosen by keyboard, kept with the account, refused when it is in use."""

import re

from playwright.async_api import expect

from tests.browser.desk import Desk
from tests.browser.person import Person


async def test_a_key_is_changed_by_keyboard_and_stays_changed(desk: Desk, agent: Person) -> None:
    keys = desk.page.locator("aside.help")
    change = keys.get_by_role("button", name="Change the key for: My state")
    menu = desk.page.locator("details.state-menu")
    await desk.press("?")
    await change.press("Enter")
    await desk.press("N")
    await expect(keys.get_by_role("status")).to_have_text("N is in use: Next open work")
    await desk.press("F2")
    await expect(keys.get_by_role("status")).to_have_text("From now on: F2")
    await desk.press("Escape")
    await expect(keys).to_be_hidden()
    await desk.page.reload()
    await expect(desk.call).to_be_visible()
    await desk.press("F2")
    await expect(menu).to_have_attribute("open", "")
    await desk.press("Escape", "?")
    await keys.get_by_role("button", name="All keys as they were").press("Enter")
    await expect(keys.locator("div", has_text=re.compile("My state")).locator("kbd")).to_have_text("S")
