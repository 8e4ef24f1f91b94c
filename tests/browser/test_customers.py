"""A customer's page and past: searched by keyboard, merged with a double, made two again."""

from playwright.async_api import expect

from tests.browser.call_centre import REGULAR, REGULAR_NAME, REGULAR_NOTE
from tests.browser.conftest import Hire
from tests.browser.desk import Desk
from tests.browser.looks import violations
from tests.browser.person import Person
from tests.browser.telephones import Telephones

DOUBLE = {
    "name": "张敏敏",
    "numbers": ["13500135777"],
    "email": "min@example.com",
    "note": "calls from abroad",
}

ASKED = """() => {
  window.asked = [];
  const ask = window.fetch;
  window.fetch = (path, ...rest) => {
    window.asked.push([path, document.querySelector(".column.customer h2")?.textContent]);
    return ask(path, ...rest);
  };
}"""


async def test_the_past_is_asked_for_once_when_the_name_is_on_the_screen(
    desk: Desk, telephones: Telephones
) -> None:
    await desk.page.evaluate(ASKED)
    async with desk.page.expect_request("**/timeline?*"):
        await telephones.call(REGULAR)
    await telephones.pick_up("1001")
    await desk.asks("Thank you for calling")
    asked = [one for one in await desk.page.evaluate("window.asked") if "/customers/" in one[0]]
    assert [name for _, name in asked] == [REGULAR_NAME, REGULAR_NAME]
    assert [path.partition("?")[0].rpartition("/")[2] for path, _ in asked] == ["history", "timeline"]


async def test_the_history_is_searched_by_keyboard_during_the_call(
    desk: Desk, telephones: Telephones
) -> None:
    await telephones.call(REGULAR)
    await telephones.pick_up("1001")
    await desk.asks("Thank you for calling")
    past = desk.customer.locator(".timeline li")
    await expect(past).to_have_count(1)
    await expect(desk.customer.locator(".last-said")).to_contain_text("Needs follow-up")
    await expect(desk.customer.locator(".open-matters")).to_contain_text(REGULAR_NOTE)
    await desk.press("i")
    await expect(desk.customer.locator(".timeline-search")).to_be_focused()
    await desk.write("发票")
    await expect(past).to_have_count(1)
    await expect(past.first).to_contain_text(REGULAR_NOTE)
    await desk.write("没有")
    await expect(desk.customer.locator(".past .empty")).to_contain_text("Nothing found")
    await desk.press("Escape")
    await expect(desk.customer.locator(".timeline-search")).not_to_be_focused()
    await desk.customer.locator(".timeline-search").fill("")
    await desk.customer.locator(".timeline-tools select").select_option("follow_up")
    await expect(past).to_have_count(1)
    await expect(past.first).to_contain_text("Follow-up")


async def test_two_records_become_one_and_two_again(hire: Hire, desk: Desk, telephones: Telephones) -> None:
    boss = await hire("supervisor")
    (kept,) = (await boss.get(f"/customers?q={REGULAR}"))["items"]
    double = await (await boss.post("/customers", DOUBLE)).json()
    await telephones.call(DOUBLE["numbers"][0])
    heading = desk.customer.get_by_role("heading", level=2)
    await expect(heading).to_have_text("张敏敏")
    page = await boss.open(f"/customers/{kept['customer_id']}")
    await page.get_by_role("button", name="Merge with …").click()
    await page.get_by_label("Find the other record").fill("张敏敏")
    await page.locator("button.candidate", has_text="张敏敏").click()
    await expect(page.get_by_role("radio", name="zhang.min@example.com")).to_be_checked()
    await page.get_by_role("radio", name="min@example.com", exact=True).check()
    await page.get_by_role("radio", name="both").check()
    assert await violations(page) == []
    await page.get_by_role("button", name="Make them one").click()
    await expect(page.locator("dl.facts")).to_contain_text("135 0013 5777")
    await expect(page.locator("dl.facts")).to_contain_text("min@example.com")
    await expect(page.locator(".customer-note")).to_contain_text("calls from abroad")
    await expect(heading).to_have_text(REGULAR_NAME)
    await page.goto(f"{boss.url}/customers/{double['customer_id']}")
    await expect(page.get_by_role("heading", level=1)).to_have_text(REGULAR_NAME)
    await expect(page).to_have_url(f"{boss.url}/customers/{kept['customer_id']}")
    await page.get_by_role("button", name="Undo the merge").click()
    await page.get_by_role("button", name="Make them two again").click()
    await expect(page.locator("dl.facts")).not_to_contain_text("135 0013 5777")
    await expect(heading).to_have_text("张敏敏")
    back = await boss.get(f"/customers/{double['customer_id']}")
    assert (back["customer_id"], back["name"], back["email"]) == (
        double["customer_id"], "张敏敏", "min@example.com",
    )  # fmt: skip


async def test_an_undo_says_what_is_lost(hire: Hire) -> None:
    boss = await hire("supervisor")
    (kept,) = (await boss.get(f"/customers?q={REGULAR}"))["items"]
    double = await (await boss.post("/customers", DOUBLE)).json()
    body = {"gone_id": double["customer_id"], "version": kept["version"], "gone_version": 1}
    await boss.post(f"/customers/{kept['customer_id']}/merge", body)
    page = await boss.open(f"/customers/{kept['customer_id']}")
    await page.get_by_role("button", name="Edit").click()
    await page.get_by_label("E-mail").fill("brand.new@example.com")
    await page.get_by_role("button", name="Save the customer").click()
    await expect(page.locator("dl.facts")).to_contain_text("brand.new@example.com")
    await page.reload()
    await page.get_by_role("button", name="Undo the merge").click()
    await expect(page.locator(".lost-changes")).to_contain_text(
        "brand.new@example.com → zhang.min@example.com"
    )


async def test_possible_duplicates_lead_to_the_merge(hire: Hire) -> None:
    boss = await hire("supervisor", "zh-CN")
    await boss.post("/customers", DOUBLE | {"numbers": [REGULAR]})
    page = await boss.open("/customers")
    await page.get_by_role("link", name="可能重复的客户").click()
    group = page.locator(".duplicate-group", has_text="张敏敏")
    await expect(group).to_have_count(1)
    assert await violations(page) == []
    await group.locator("li", has_text="深圳").get_by_role("link", name="保留此客户并合并").click()
    await expect(page.locator(".merge-fields")).to_contain_text("张敏敏")
    agent: Person = await hire("agent1002")
    answer = await agent.context.request.get(f"{agent.url}/customers/duplicates")
    assert answer.status == 403
