"""Who is calling: several with one number, nobody with it, nobody's number."""

from playwright.async_api import expect

from tests.browser.desk import Desk
from tests.browser.person import Person
from tests.browser.telephones import Telephones

SHARED, UNKNOWN = "13800138010", "13700137000"


async def test_several_customers_are_listed_with_reasons_and_the_agent_chooses(
    desk: Desk, agent: Person, telephones: Telephones
) -> None:
    await telephones.call(SHARED)
    await desk.shows_call("ringing", "138 0013 8010")
    listed = desk.customer.locator("button.candidate")
    await expect(listed).to_have_count(2)
    for one, name in ((listed.nth(0), "吴刚"), (listed.nth(1), "孙娟")):
        await expect(one).to_contain_text(name)
        await expect(one.locator(".why")).to_have_text("mobile number 138 0013 8010")
    await telephones.pick_up("1001")
    await desk.asks("Thank you for calling")
    await listed.filter(has_text="孙娟").click()
    await expect(desk.customer.get_by_role("heading", level=2)).to_have_text("孙娟")
    await expect(desk.card).to_contain_text("孙娟")
    (work,) = (await agent.get("/work"))["items"]
    assert work["customer"]["name"] == "孙娟"
    assert (await agent.get(f"/calls/{work['call_id']}"))["customer_id"] == work["customer"]["customer_id"]


async def test_a_wrong_match_is_replaced_by_a_search(
    desk: Desk, agent: Person, telephones: Telephones
) -> None:
    await telephones.call("13800138005")
    await expect(desk.customer.get_by_role("heading", level=2)).to_have_text("陈静")
    await desk.customer.get_by_role("button", name="Not this person").click()
    await expect(desk.customer.get_by_label("Numbers, one a line")).to_have_value("13800138005")
    await desk.customer.get_by_role("button", name="Find a known customer").click()
    await desk.customer.get_by_role("searchbox").fill("+86 138 0013-8006")
    await desk.customer.get_by_role("button", name="杨磊").click()
    await expect(desk.customer.get_by_role("heading", level=2)).to_have_text("杨磊")
    (work,) = (await agent.get("/work"))["items"]
    assert work["customer"]["name"] == "杨磊"


async def test_an_unknown_caller_becomes_a_new_customer_of_this_call(
    desk: Desk, agent: Person, telephones: Telephones
) -> None:
    await telephones.call(UNKNOWN)
    await desk.shows_call("ringing", "137 0013 7000")
    form = desk.customer.locator("form")
    await expect(form.get_by_label("Numbers, one a line")).to_have_value(UNKNOWN)
    await form.get_by_label("Name", exact=True).fill("钱多多")
    await telephones.pick_up("1001")
    await desk.asks("Thank you for calling")
    await expect(form.get_by_label("Name", exact=True)).to_be_focused()
    await expect(form.get_by_label("Name", exact=True)).to_have_value("钱多多")
    await form.get_by_label("Organisation").fill("钱塘贸易")
    await form.get_by_role("button", name="Save the customer").click()
    await expect(desk.customer.get_by_role("heading", level=2)).to_have_text("钱多多")
    (work,) = (await agent.get("/work"))["items"]
    call = await agent.get(f"/calls/{work['call_id']}")
    customer = await agent.get(f"/customers/{call['customer_id']}")
    assert (customer["name"], customer["organisation"]) == ("钱多多", "钱塘贸易")
    assert [number["e164"] for number in customer["numbers"]] == [f"+86{UNKNOWN}"]


async def test_a_withheld_number_is_said_and_leaves_the_form_empty(
    desk: Desk, telephones: Telephones
) -> None:
    await telephones.call("anonymous", "Anonymous")
    await desk.shows_call("ringing", "Number withheld")
    await expect(desk.customer.locator(".hint").first).to_contain_text("The number is withheld")
    await expect(desk.customer.get_by_label("Numbers, one a line")).to_have_value("")
