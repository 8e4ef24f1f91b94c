"""What agents see of the numbers of strangers, and that they call them all the same."""

import re

from playwright.async_api import expect

from tests.browser.call_centre import REGULAR, CallCentre
from tests.browser.conftest import Hire
from tests.browser.telephones import Telephones
from tests.browser.test_worklists import gives_up

STRANGER = "13700137001"
WHOLE = re.compile(r"137\s*0013\s*7001")


async def test_agents_see_the_end_of_a_strangers_number_and_call_it_by_its_call(
    hire: Hire, telephones: Telephones, centre: CallCentre
) -> None:
    agent, boss, admin = await hire(), await hire("supervisor"), await hire("admin")
    await gives_up(telephones, STRANGER)
    call = (await boss.closed_calls(3))[0]

    page = await agent.open("/calls?queue=support")
    row = page.locator("tbody tr", has_text="••••7001")
    await expect(row).to_have_count(1)
    await expect(page.locator("tbody")).not_to_contain_text(WHOLE)
    await expect(page.locator("tbody tr", has_text="138 0013 8003")).to_have_count(1)
    await page.get_by_label("Number, in any form").fill("137 0013 7001")
    await expect(page.locator("tbody tr")).to_have_count(1)
    await page.goto(f"{agent.url}/calls/{call['call_id']}")
    await expect(page.locator(".facts")).to_contain_text("••••7001")
    await page.get_by_role("button", name="Call ••••7001").click()
    customer = await telephones.calls_out("1001", STRANGER)
    await telephones.customer_picks_up(customer)

    page = await boss.open(f"/calls/{call['call_id']}")
    await expect(page.locator(".facts")).to_contain_text("137 0013 7001")
    page = await admin.open("/admin")
    read = page.locator("tr", has_text="Read a call with what agents do not see")
    await expect(read).to_have_count(1)
    await expect(read.get_by_role("link", name="Call")).to_have_attribute("href", f"/calls/{call['call_id']}")
    assert (await agent.get(f"/calls/earlier-{REGULAR}"))["caller"]["number"] == REGULAR
