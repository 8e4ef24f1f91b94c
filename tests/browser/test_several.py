"""More than one thing to do: a call that comes while the agent types takes nothing away."""

import asyncio

from playwright.async_api import Route, expect

from tests.browser.call_centre import REGULAR
from tests.browser.desk import Desk
from tests.browser.person import Person
from tests.browser.telephones import Telephones

FIRST, SECOND = "138 0013 8003", "138 0013 8005"


async def test_a_second_call_replaces_nothing_and_steals_no_focus(
    desk: Desk, agent: Person, telephones: Telephones
) -> None:
    await telephones.call(REGULAR)
    await telephones.pick_up("1001")
    await desk.asks("Thank you for calling")
    await telephones.caller_hangs_up(REGULAR)
    await desk.shows_call("wrap_up", FIRST)
    await desk.note.press_sequentially("half a sen")
    await telephones.call("13800138005", dials="81001")
    await desk.shows_call("ringing", SECOND)
    await expect(desk.open_work).to_have_count(1)
    await expect(desk.open_work.first).to_contain_text(FIRST)
    await desk.page.keyboard.insert_text("tence")
    await telephones.pick_up("1001")
    await desk.is_in_state("talking")
    await desk.page.keyboard.insert_text(", and the rest")
    await expect(desk.note).to_be_focused()
    await expect(desk.note).to_have_value("half a sentence, and the rest")
    await expect(desk.customer).to_contain_text("张敏")
    await desk.outcome_is_saved()
    await desk.call.get_by_role("button", name="Show customer and script").click()
    await expect(desk.customer).to_contain_text("陈静")
    await expect(desk.note).to_have_value("")
    await desk.open_work.first.get_by_role("button").click()
    await expect(desk.note).to_have_value("half a sentence, and the rest")


async def test_a_finished_call_that_was_read_before_does_not_keep_the_next_one_from_the_screen(
    desk: Desk, telephones: Telephones
) -> None:
    asked, read, released, answered = (asyncio.Event() for _ in range(4))

    async def hold_the_first(route: Route) -> None:
        if asked.is_set():
            await route.continue_()
            return
        asked.set()
        answer = await route.fetch()
        read.set()
        await released.wait()
        await route.fulfill(response=answer)
        answered.set()

    await telephones.call(REGULAR)
    await telephones.pick_up("1001")
    await desk.asks("Thank you for calling")
    await desk.page.route("**/api/v1/work", hold_the_first)
    await telephones.caller_hangs_up(REGULAR)
    await desk.shows_call("wrap_up", FIRST)
    await asyncio.wait_for(read.wait(), 10)
    await desk.finish()
    await desk.is_in_state("ready")
    await expect(desk.call.locator(".call-card.idle")).to_be_visible()
    released.set()
    await asyncio.wait_for(answered.wait(), 10)
    await telephones.call("13800138005")
    await desk.shows_call("ringing", SECOND)
    await expect(desk.customer.get_by_role("heading", level=2)).to_have_text("陈静")


async def test_a_call_that_rings_before_this_tab_hears_of_the_end_of_the_last_one_comes_to_the_front(
    desk: Desk, agent: Person, telephones: Telephones
) -> None:
    other = Desk(await agent.open("/desk"))
    await telephones.call(REGULAR)
    await telephones.pick_up("1001")
    await desk.shows_call("talking", FIRST)
    await telephones.call("13800138005")
    await telephones.caller_hangs_up(REGULAR)
    await desk.shows_call("wrap_up", FIRST)
    await other.shows_call("wrap_up", FIRST)
    await desk.finish()
    for tab in (desk, other):
        await tab.shows_call("ringing", SECOND)
        await expect(tab.customer.get_by_role("heading", level=2)).to_have_text("陈静")


async def test_who_goes_to_the_note_while_an_answer_is_saved_writes_on_there(
    desk: Desk, telephones: Telephones
) -> None:
    released = asyncio.Event()

    async def hold(route: Route) -> None:
        await released.wait()
        await route.continue_()

    await telephones.call(REGULAR)
    await telephones.pick_up("1001")
    await desk.asks("Thank you for calling")
    await expect(desk.script.locator(".next")).to_be_focused()
    await desk.page.route("**/api/v1/runs/*/answers/*", hold)
    await desk.press("Enter", "o")
    await desk.write("half a sen")
    released.set()
    await desk.asks("how satisfied are you")
    await expect(desk.note).to_be_focused()
    await desk.write("tence")
    await expect(desk.note).to_have_value("half a sentence")


async def test_each_call_keeps_its_own_texts(desk: Desk, agent: Person, telephones: Telephones) -> None:
    await telephones.call(REGULAR)
    await telephones.pick_up("1001")
    await desk.asks("Thank you for calling")
    await desk.note.fill("note of the first")
    await desk.outcome_is_saved()
    await telephones.call("13800138005", dials="81001")
    await desk.open_work.first.get_by_role("button").click()
    await desk.shows_call("ringing", SECOND)
    await expect(desk.note).to_have_value("")
    await desk.note.fill("note of the second")
    await desk.open_work.first.get_by_role("button").click()
    await desk.shows_call("talking", FIRST)
    await expect(desk.note).to_have_value("note of the first")
    await expect(desk.customer).to_contain_text("张敏")
    await desk.asks("Thank you for calling")
    await desk.open_work.first.get_by_role("button").click()
    await expect(desk.note).to_have_value("note of the second")
    await expect(desk.customer).to_contain_text("陈静")
