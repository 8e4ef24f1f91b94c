"""After the call: a tree of outcomes by keyboard, required or not, coded later; notes that are never lost;
messages from templates."""

import asyncio
import re

from playwright.async_api import Route, expect

from cti.calls.dispositions import Disposition
from tests.browser.call_centre import REGULAR, REGULAR_NAME, CallCentre
from tests.browser.conftest import Hire
from tests.browser.desk import Desk
from tests.browser.looks import violations
from tests.browser.person import UNREACHABLE, Person
from tests.browser.telephones import Telephones

TREE = (
    Disposition(code="solved", zh_CN="已解决", en="Solved"),
    Disposition(code="complaint", zh_CN="投诉", en="Complaint"),
    Disposition(code="price", zh_CN="价格", en="Price", parent="complaint"),
    Disposition(code="service", zh_CN="服务", en="Service", parent="complaint"),
    Disposition(code="rude", zh_CN="态度", en="Rude", parent="service"),
)
SALES = "4008002"
"""A queue whose script begins with choices: digits are outcomes while the focus is there."""


async def with_tree(desk: Desk, agent: Person, centre: CallCentre, **changes: object) -> None:
    agent.forgive(UNREACHABLE)
    await centre.reopen(dispositions=TREE, **changes)
    await desk.page.reload()
    await desk.is_in_state("ready")


async def talked(desk: Desk, telephones: Telephones, number: str = REGULAR) -> None:
    await telephones.call(number, dials=SALES)
    await telephones.pick_up("1001")
    await desk.is_in_state("talking")
    await desk.shows_call("talking", number[-4:])
    await telephones.caller_hangs_up(number)


async def test_a_required_outcome_is_asked_for_and_chosen_by_digits_through_the_tree(
    desk: Desk, agent: Person, centre: CallCentre, telephones: Telephones
) -> None:
    await with_tree(desk, agent, centre, disposition_required=True)
    await talked(desk, telephones)
    await desk.is_in_state("wrap_up")
    await desk.press("Control+Enter")
    await expect(desk.outcome.locator(".problem")).to_contain_text("Say how the call went")
    await expect(desk.outcome.locator(".chips input").first).to_be_focused()
    chips = desk.outcome.locator(".chips .chip:not(.up)")
    await desk.press("2")
    await expect(chips).to_have_text(["Price", "Service"])
    assert await violations(desk.page) == []
    await desk.press("0")
    await expect(chips).to_have_text(["Solved", "Complaint"])
    await desk.press("2", "2")
    await expect(chips).to_have_text(["Rude"])
    await desk.press("Backspace", "Backspace")
    await desk.press("2", "2", "1")
    await expect(desk.outcome.locator(".chip.chosen")).to_have_text("Rude")
    await desk.press("Control+Enter")
    await desk.is_in_state("ready")
    (call,) = await agent.closed_calls()
    assert (call["disposition"], call["disposition_path"]) == ("rude", ["complaint", "service", "rude"])
    assert [row["call_id"] for row in (await agent.get("/calls?disposition=complaint"))["items"]] == [
        call["call_id"]
    ]


async def test_a_script_that_starts_late_takes_no_digit_from_the_outcome(
    desk: Desk, agent: Person, centre: CallCentre, telephones: Telephones
) -> None:
    await with_tree(desk, agent, centre, disposition_required=True)
    released = asyncio.Event()

    async def hold(route: Route) -> None:
        await released.wait()
        await route.continue_()

    await desk.page.route("**/api/v1/work/*/script", hold)
    await talked(desk, telephones)
    await desk.is_in_state("wrap_up")
    await desk.press("Control+Enter", "2")
    chips = desk.outcome.locator(".chips .chip:not(.up)")
    await expect(chips).to_have_text(["Price", "Service"])
    released.set()
    await desk.asks("Are you planning to buy?")
    await expect(desk.outcome.locator(".chips input").first).to_be_focused()
    await desk.press("0")
    await expect(chips).to_have_text(["Solved", "Complaint"])
    await expect(desk.script.locator(".choice.chosen")).to_have_count(0)


async def test_an_outcome_is_found_by_its_words(
    desk: Desk, agent: Person, centre: CallCentre, telephones: Telephones
) -> None:
    await with_tree(desk, agent, centre)
    await talked(desk, telephones)
    await desk.is_in_state("wrap_up")
    await desk.press("f")
    await desk.page.keyboard.type("compl ru")
    await expect(desk.outcome.locator(".chips .chip")).to_have_text(["Complaint › Service › Rude"])
    await desk.press("Enter")
    await expect(desk.note).to_be_focused()
    await expect(desk.outcome.locator(".chip.chosen")).to_have_text("Rude")


async def test_a_call_not_coded_in_time_waits_on_the_desk_and_in_the_supervisors_list(
    desk: Desk, agent: Person, hire: Hire, centre: CallCentre, telephones: Telephones
) -> None:
    await with_tree(desk, agent, centre, disposition_required=True, wrap_up_s=1)
    await talked(desk, telephones)
    await desk.is_in_state("ready")
    waiting = desk.call.locator("section", has=desk.page.get_by_text("Not coded yet"))
    await expect(waiting.get_by_role("button")).to_contain_text(REGULAR_NAME)
    supervisor = await hire("supervisor")
    page = await supervisor.open("/calls?disposition=none")
    await expect(page.locator("table.list tbody tr")).to_have_count(1)
    await desk.page.reload()
    await waiting.get_by_role("button").press("Enter")
    await expect(desk.outcome.locator(".chips")).to_be_visible()
    await desk.page.evaluate("document.activeElement.blur()")
    await desk.press("1")
    await expect(desk.outcome.locator(".chip.chosen")).to_have_text("Solved")
    await desk.outcome_is_saved()
    await expect(waiting).to_have_count(0)
    assert (await agent.get("/work/uncoded"))["items"] == []
    await page.reload()
    await expect(page.locator("table.list tbody tr")).to_have_count(0)


async def test_a_call_is_finished_though_its_record_still_waits_to_be_written(
    desk: Desk, agent: Person, centre: CallCentre, telephones: Telephones
) -> None:
    store = asyncio.Event()
    centre.server.recorder.later("store", "slow", store.wait)
    await telephones.call(REGULAR)
    await telephones.pick_up("1001")
    await desk.asks("Thank you for calling")
    await telephones.caller_hangs_up(REGULAR)
    await desk.shows_call("wrap_up", REGULAR[-4:])
    await desk.choose_outcome("Solved")
    await desk.note.fill("Finished at once")
    await desk.finish()
    await desk.is_in_state("ready")
    await expect(desk.outcome.locator(".problem")).to_have_count(0)
    assert (await agent.get("/calls"))["items"] == []
    store.set()
    await centre.server.recorder.written()
    (call,) = (await agent.get("/calls"))["items"]
    assert (call["disposition"], call["note"]) == ("solved", "Finished at once")


async def test_twenty_calls_in_a_row_keep_every_word_with_its_call(
    desk: Desk, agent: Person, centre: CallCentre, telephones: Telephones
) -> None:
    await with_tree(desk, agent, centre, wrap_up_s=0)
    numbers = [f"137000370{place:02}" for place in range(20)]
    for number in numbers:
        await telephones.call(number, dials=SALES)
    for number in numbers:
        await telephones.pick_up("1001")
        await desk.page.keyboard.press("Escape")
        show = desk.card.get_by_role("button", name="Show customer and script")
        await expect(desk.card.locator(".caller")).to_contain_text(number[-4:])
        if await show.count():
            await desk.press("n")
        await expect(show).to_have_count(0)
        await expect(desk.note).to_have_value("")
        await expect(desk.script.locator(".next")).to_be_visible()
        await desk.press("o")
        await expect(desk.note).to_be_focused()
        await desk.write(f"note of {number}")
        await telephones.caller_hangs_up(number)
        await desk.page.keyboard.type(" to the last letter")
    await desk.outcome_is_saved()
    await centre.server.recorder.written()
    calls = (await agent.get("/calls?limit=50&agent=agent1001"))["items"]
    kept = {call["caller"]["number"]: call["note"] for call in calls}
    assert kept == {f"••••{number[-4:]}": f"note of {number} to the last letter" for number in numbers}


async def test_a_message_is_made_from_a_template_and_kept_with_the_customer(
    desk: Desk, agent: Person, hire: Hire, telephones: Telephones
) -> None:
    supervisor = await hire("supervisor")
    page = await supervisor.open("/templates")
    await page.get_by_role("button", name="New template").click()
    await page.get_by_label("Name").fill("Call back")
    await page.get_by_label("Text", exact=True).fill("Dear {customer.nam}, we call again.")
    await expect(page.locator(".template-form .problem")).to_contain_text("did you mean {customer.name}?")
    assert await violations(page) == []
    await page.get_by_label("Text", exact=True).fill("Dear {customer.name}, {agent.name} calls again.")
    await expect(page.locator(".template-preview")).to_contain_text("Dear Mary Brown")
    await page.get_by_role("button", name="Save the template").click()
    await expect(page.locator(".picks")).to_contain_text("Call back")
    await agent.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await telephones.call(REGULAR)
    await telephones.pick_up("1001")
    await expect(desk.script.locator(".next")).to_be_focused()
    await desk.press("q")
    await expect(desk.outcome.locator(".templates button")).to_be_focused()
    await desk.press("Enter")
    text = desk.outcome.locator(".message-text")
    await expect(text).to_have_value(f"Dear {REGULAR_NAME}, 王小明 calls again.")
    await expect(desk.outcome.get_by_label("To")).to_have_value("+86" + REGULAR)
    await text.press_sequentially(" Soon.")
    assert await violations(desk.page) == []
    await desk.outcome.get_by_role("button", name="Copy").press("Enter")
    await expect(desk.outcome.locator(".finish .saved")).to_contain_text("kept with the customer")
    copied = f"Dear {REGULAR_NAME}, 王小明 calls again. Soon."
    assert await desk.page.evaluate("navigator.clipboard.readText()") == copied
    await desk.page.evaluate("document.activeElement.blur()")
    await desk.press("q")
    await expect(desk.note).to_be_visible()
    (customer,) = (await agent.get(f"/customers?q={REGULAR}"))["items"]
    (message,) = (await agent.get(f"/customers/{customer['customer_id']}/messages"))["items"]
    assert (message["text"], message["agent"]) == (copied, "agent1001")


async def test_a_follow_up_is_promised_in_two_keys_and_is_anybodys_when_said_so(
    desk: Desk, agent: Person, telephones: Telephones
) -> None:
    await talked(desk, telephones)
    await desk.is_in_state("wrap_up")
    await desk.outcome.get_by_role("button", name="Tomorrow 9:00").press("Enter")
    await expect(desk.outcome.locator("#follow-up")).to_have_value(re.compile(r"T09:00$"))
    await desk.outcome.get_by_label("Whose follow-up it is").select_option("any")
    await desk.outcome_is_saved()
    await desk.press("Control+Enter")
    await desk.is_in_state("ready")
    (call,) = await agent.closed_calls()
    assert call["follow_up_at"] is not None
    assert call["follow_up_agent"] is None
