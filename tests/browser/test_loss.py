"""Reloads, second tabs, lost connections and restarts: the work is still there, nothing pops twice, nothing
that is being typed is replaced."""

from playwright.async_api import expect

from tests.browser.call_centre import REGULAR, CallCentre
from tests.browser.desk import Desk
from tests.browser.person import UNREACHABLE, Person
from tests.browser.telephones import Telephones

NUMBER = "138 0013 8003"


async def _talking(desk: Desk, telephones: Telephones) -> None:
    await telephones.call(REGULAR)
    await telephones.pick_up("1001")
    await desk.shows_call("talking", NUMBER)
    await desk.asks("Thank you for calling")


async def test_a_reload_in_mid_call_brings_everything_back(
    desk: Desk, agent: Person, telephones: Telephones
) -> None:
    await _talking(desk, telephones)
    await desk.go_on()
    await desk.answer("Dissatisfied")
    await desk.go_on()
    await desk.asks("What did we not do well?")
    await desk.note.fill("typed a blink before the reload")
    await desk.page.reload()
    await desk.shows_call("talking", NUMBER)
    await expect(desk.page.locator("#announce-now")).to_be_empty()
    await desk.asks("What did we not do well?")
    await expect(desk.note).to_have_value("typed a blink before the reload")
    await expect(desk.open_work).to_have_count(0)
    assert len((await agent.get("/work"))["items"]) == 1


async def test_a_second_tab_shows_the_same_work_and_follows(
    desk: Desk, agent: Person, telephones: Telephones
) -> None:
    second = Desk(await agent.open("/desk"))
    await second.is_in_state("ready")
    await desk.page.bring_to_front()
    await _talking(desk, telephones)
    await second.shows_call("talking", NUMBER)
    await second.asks("Thank you for calling")
    await desk.go_on()
    await desk.answer("Satisfied")
    await desk.go_on()
    await second.asks("From 0 to 10")
    await desk.note.fill("from the first tab")
    await desk.outcome_is_saved()
    await expect(second.note).to_have_value("from the first tab")
    await telephones.caller_hangs_up(REGULAR)
    await second.shows_call("wrap_up", NUMBER)
    await desk.finish()
    await desk.is_in_state("ready")
    await second.is_in_state("ready")
    await expect(second.open_work).to_have_count(0)
    await expect(second.outcome).to_contain_text("This call is finished")


async def test_a_lost_connection_is_said_and_what_was_missed_is_made_up(
    desk: Desk, agent: Person, centre: CallCentre, telephones: Telephones
) -> None:
    await _talking(desk, telephones)
    agent.forgive(UNREACHABLE)
    await centre.cable.cut()
    await expect(desk.page.locator(".link-lost")).to_contain_text("No connection for")
    await desk.note.press_sequentially("typed while the line is down")
    await expect(desk.outcome.locator(".unsaved")).to_contain_text("Not saved, kept here")
    await telephones.caller_hangs_up(REGULAR)
    centre.cable.mend()
    await desk.shows_call("wrap_up", NUMBER)
    await expect(desk.page.locator(".link-good")).to_be_visible()
    await expect(desk.note).to_be_focused()
    await expect(desk.note).to_have_value("typed while the line is down")
    await desk.outcome_is_saved()
    (work,) = (await agent.get("/work"))["items"]
    assert work["outcome"]["note"] == "typed while the line is down"


async def test_a_server_restart_in_wrap_up_loses_nothing(
    desk: Desk, agent: Person, centre: CallCentre, telephones: Telephones
) -> None:
    await _talking(desk, telephones)
    await telephones.caller_hangs_up(REGULAR)
    await desk.shows_call("wrap_up", NUMBER)
    await desk.choose_outcome("Complaint")
    await desk.note.press_sequentially("before")
    await desk.outcome_is_saved()
    agent.forgive(UNREACHABLE)
    await centre.cable.cut()
    await centre.close()
    await desk.note.press_sequentially(" and during the restart")
    await centre.open()
    centre.cable.mend()
    await expect(desk.page.locator(".link-good")).to_be_visible()
    await desk.shows_call("wrap_up", NUMBER)
    await expect(desk.note).to_have_value("before and during the restart")
    await desk.outcome_is_saved()
    await expect(desk.outcome.locator(".countdown")).to_be_visible()
    await desk.finish()
    await desk.is_in_state("ready")
    (call,) = await agent.closed_calls()
    assert (call["disposition"], call["note"]) == ("complaint", "before and during the restart")


async def test_what_was_put_away_does_not_come_back(
    desk: Desk, agent: Person, telephones: Telephones
) -> None:
    await telephones.call(REGULAR)
    await desk.shows_call("ringing", NUMBER)
    await telephones.caller_hangs_up(REGULAR)
    await desk.is_in_state("ready")
    await desk.page.reload()
    await desk.is_in_state("ready")
    await expect(desk.card.locator(".caller")).to_have_count(0)
    assert (await agent.get("/work"))["items"] == []
