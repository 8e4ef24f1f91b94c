"""Who calls: not this person, also this person, remembered the next time; families and switchboards."""

import re

from playwright.async_api import expect

from tests.browser.conftest import Hire
from tests.browser.desk import Desk
from tests.browser.looks import violations
from tests.browser.person import Person
from tests.browser.telephones import Telephones

FAMILY, ALONE = "13800138010", "13800138005"
SWITCHBOARD, COMPANY = "02055550130", "广州南风服饰有限公司"


async def rings(desk: Desk, telephones: Telephones, number: str) -> None:
    """This call is on the screen, not the one before it, which may look the same."""
    await telephones.call(number)
    await desk.shows_call("ringing", number[-4:])


async def is_over(desk: Desk, telephones: Telephones, number: str) -> None:
    await telephones.pick_up("1001")
    await desk.shows_call("talking", "")
    await telephones.caller_hangs_up(number)
    await desk.finish()
    await desk.is_in_state("ready")


async def test_not_this_person_is_remembered_for_the_next_call_and_taken_back(
    desk: Desk, hire: Hire, telephones: Telephones
) -> None:
    await rings(desk, telephones, ALONE)
    await expect(desk.customer.get_by_role("heading", level=2)).to_have_text("陈静")
    await desk.customer.get_by_role("button", name="Not this person").click()
    await expect(desk.customer.get_by_role("heading", level=2)).to_have_text("New customer")
    await expect(desk.customer.get_by_label("Numbers, one a line")).to_have_value(ALONE)
    await expect(desk.customer.locator(".set-aside li")).to_contain_text("陈静: set aside by 王小明")
    await is_over(desk, telephones, ALONE)
    await rings(desk, telephones, ALONE)
    await expect(desk.customer.get_by_role("heading", level=2)).to_have_text("New customer")
    await desk.customer.get_by_role("button", name="Undo").click()
    await desk.customer.locator("button.candidate", has_text="陈静").click()
    await is_over(desk, telephones, ALONE)
    await rings(desk, telephones, ALONE)
    await expect(desk.customer.get_by_role("heading", level=2)).to_have_text("陈静")
    admin = await hire("admin")
    said = [row["action"] for row in (await admin.get("/audit"))["items"] if "number." in row["action"]]
    assert said == ["number.undone", "number.not_this"]


async def test_also_this_person_is_found_by_the_keyboard_and_offered_next_time(
    desk: Desk, agent: Person, telephones: Telephones
) -> None:
    await rings(desk, telephones, ALONE)
    await expect(desk.customer.get_by_role("heading", level=2)).to_have_text("陈静")
    await desk.press("j")
    await expect(desk.customer.get_by_role("heading", level=2)).to_have_text(
        "Who else calls from this number?"
    )
    await expect(desk.customer.get_by_role("searchbox")).to_be_focused()
    await desk.write("杨磊")
    await expect(desk.customer.locator("button.candidate", has_text="杨磊")).to_be_visible()
    await desk.tab_to(desk.customer.locator("button.candidate", has_text="杨磊"))
    await desk.press("Enter")
    await expect(desk.customer.get_by_role("heading", level=2)).to_have_text("杨磊")
    await is_over(desk, telephones, ALONE)
    await rings(desk, telephones, ALONE)
    heading = desk.customer.get_by_role("heading", level=2)
    await expect(heading).to_have_text("2 customers have this number")
    listed = desk.customer.locator("button.candidate")
    await expect(listed).to_have_count(2)
    await expect(listed.first).to_contain_text("杨磊")
    await expect(listed.first.locator(".why")).to_have_text("said to call from this number by 王小明")
    (found,) = (await agent.get("/customers?q=杨磊"))["items"]
    assert [number["e164"] for number in found["numbers"]] == ["+8613800138006"]


async def test_a_family_shares_a_mobile_and_one_of_them_is_set_aside(
    desk: Desk, telephones: Telephones
) -> None:
    await rings(desk, telephones, FAMILY)
    await expect(desk.customer.locator(".shared-number")).to_contain_text("A family shares this number")
    await expect(desk.customer.locator(".shared-number")).to_contain_text("seen from the records")
    await desk.customer.get_by_role("button", name="吴刚 is not calling").click()
    await expect(desk.customer.locator("button.candidate")).to_have_count(1)
    await is_over(desk, telephones, FAMILY)
    await rings(desk, telephones, FAMILY)
    await expect(desk.customer.get_by_role("heading", level=2)).to_have_text("孙娟")
    await expect(desk.customer.locator(".set-aside li")).to_contain_text("吴刚")


async def test_a_switchboard_opens_nobody_and_is_searched_by_extension_and_name(
    desk: Desk, telephones: Telephones
) -> None:
    await rings(desk, telephones, SWITCHBOARD)
    heading = desk.customer.get_by_role("heading", level=2)
    await expect(heading).to_have_text("Who is calling from the switchboard?")
    await expect(desk.customer.locator(".shared-number")).to_contain_text(f"Switchboard of {COMPANY}")
    await expect(desk.customer.locator("button.candidate")).to_have_count(3)
    await desk.customer.get_by_label("Name or extension").fill("802")
    await expect(desk.customer.locator("button.candidate")).to_have_count(1)
    await expect(desk.customer.locator("button.candidate")).to_contain_text("袁野 ext. 802")
    await desk.customer.get_by_role("button", name="Shared number").click()
    assert await violations(desk.page) == []
    await desk.customer.get_by_label("Note").fill("front desk asks for the name")
    await desk.customer.get_by_role("combobox").select_option(label="Switchboard")
    await desk.customer.get_by_role("button", name="Save for this number").click()
    await expect(desk.customer.locator(".shared-number")).to_contain_text("said by 王小明")
    await desk.customer.locator("button.candidate").click()
    await expect(heading).to_have_text("袁野")
    organisation = desk.customer.locator(".organisation-part")
    await organisation.locator("summary").click()
    await expect(organisation.locator(".people li")).to_have_count(2)
    await expect(organisation.locator(".people")).to_contain_text("曹慧")
    await is_over(desk, telephones, SWITCHBOARD)
    await rings(desk, telephones, SWITCHBOARD)
    await expect(heading).to_have_text("Who is calling from the switchboard?")
    await expect(desk.customer.locator(".shared-number")).to_contain_text("front desk asks for the name")


async def test_a_second_tab_and_chinese_show_the_same(
    desk: Desk, hire: Hire, agent: Person, telephones: Telephones
) -> None:
    other = Desk(await agent.open("/desk"))
    await rings(desk, telephones, ALONE)
    await expect(other.customer.get_by_role("heading", level=2)).to_have_text("陈静")
    await other.page.get_by_role("button", name="中文").click()
    await desk.customer.get_by_role("button", name="Not this person").click()
    await expect(other.customer.locator(".set-aside li")).to_contain_text(re.compile("陈静.*王小明"))
    await expect(other.customer.get_by_role("heading", level=2)).to_have_text("新建客户")
    assert await violations(other.page) == []
