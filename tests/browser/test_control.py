"""Call control at the desk as people use it: hold, consult, hand on, three talk, park, keys, recording.

Every order goes to the simulated PBX as to a real one (tests/pbx holds the two equal), what is shown comes
from its events.
"""

import re

import msgspec
from playwright.async_api import Locator, Page, expect

from cti.testbed.waiting import until
from tests.browser.call_centre import REGULAR, REGULAR_NAME, CallCentre, Switchboard
from tests.browser.conftest import Hire
from tests.browser.desk import Desk
from tests.browser.looks import violations
from tests.browser.person import UNREACHABLE, Person
from tests.browser.telephones import Telephones

SHOWN = "138 0013 8003"


async def _talk(desk: Desk, telephones: Telephones) -> None:
    """The regular customer talks with agent1001, and nobody is typing."""
    await telephones.call(REGULAR)
    await telephones.pick_up("1001")
    await desk.shows_call("talking", SHOWN)
    await desk.asks("Thank you for calling")


def _button(desk: Desk, word: str) -> Locator:
    return desk.card.get_by_role("button", name=re.compile(rf"^{word}\b"))


async def test_hold_shows_in_every_tab_and_survives_a_reload(
    desk: Desk, agent: Person, telephones: Telephones
) -> None:
    second = Desk(await agent.open("/desk"))
    await _talk(desk, telephones)
    await desk.press("h")
    for tab in (desk, second):
        await tab.shows_call("held", SHOWN)
        await expect(_button(tab, "Resume")).to_have_attribute("aria-pressed", "true")
    await desk.page.reload()
    await desk.shows_call("held", SHOWN)
    await second.press("h")
    for tab in (desk, second):
        await tab.shows_call("talking", SHOWN)
    await telephones.caller_hangs_up(REGULAR)
    await desk.shows_call("wrap_up", SHOWN)
    (call,) = await agent.closed_calls()
    assert call["hold_s"] > 0


async def test_a_customer_who_gives_up_on_hold_ends_the_call(
    desk: Desk, telephones: Telephones, switchboard: Switchboard
) -> None:
    await _talk(desk, telephones)
    await desk.press("h")
    await desk.shows_call("held", SHOWN)
    await telephones.caller_hangs_up(REGULAR)
    await desk.shows_call("wrap_up", SHOWN)
    assert switchboard.simulator.exchange.channels == {}


async def test_what_cannot_be_done_says_why(desk: Desk, telephones: Telephones) -> None:
    await telephones.call(REGULAR)
    await desk.shows_call("ringing", SHOWN)
    await expect(desk.card.locator(".pick-up")).to_have_text(re.compile("Pick up the phone"))
    await telephones.pick_up("1001")
    await desk.shows_call("talking", SHOWN)
    await desk.press("h")
    await desk.shows_call("held", SHOWN)
    mute = _button(desk, "Mute")
    await expect(mute).to_have_attribute("aria-disabled", "true")
    await expect(mute).to_have_accessible_description("The call is on hold: take it back first")
    await mute.focus()
    await desk.press("Enter")
    await expect(desk.card.get_by_role("alert")).to_have_text("The call is on hold: take it back first")
    await desk.press("h")
    await desk.shows_call("talking", SHOWN)
    await expect(desk.card.get_by_role("alert")).to_have_count(0)


async def test_a_colleague_is_asked_and_takes_the_call(
    desk: Desk, agent: Person, hire: Hire, telephones: Telephones
) -> None:
    colleague = Desk(await (await hire("agent1002")).open("/desk"))
    await colleague.is_in_state("offline")
    await _talk(desk, telephones)
    await desk.press("t")
    search = desk.card.get_by_role("combobox")
    await expect(search).to_be_focused()
    await desk.write("1002")
    await expect(desk.card.locator("[role=option]").first).to_have_text(re.compile("李静.*1002"))
    await desk.press("Enter")
    await desk.tells("Asking a colleague")
    await desk.seats(f"Customer {REGULAR_NAME}.*On hold", "Colleague 李静.*Ringing")
    await telephones.pick_up("1002")
    await desk.seats("On hold", "李静.*Talking")
    await colleague.tells("A colleague asks you")
    await expect(_button(colleague, "Transfer")).to_have_accessible_description(
        re.compile("You are being asked")
    )
    await expect(_button(desk, "Hang up")).to_have_attribute("aria-disabled", "true")
    await desk.press("x")
    await desk.shows_call("wrap_up", SHOWN)
    await colleague.tells("Talking")
    await telephones.caller_hangs_up(REGULAR)
    await colleague.shows_call("wrap_up", SHOWN)
    (call,) = await agent.closed_calls()
    assert [leg["transfer"] for leg in call["legs"] if leg["agent"] == "agent1001"] == ["attended"]


async def test_after_asking_the_agent_goes_back_to_the_customer(
    desk: Desk, hire: Hire, telephones: Telephones
) -> None:
    colleague = Desk(await (await hire("agent1002")).open("/desk"))
    await _talk(desk, telephones)
    await desk.press("t")
    await desk.write("李静")
    await expect(desk.card.locator("[role=option]")).to_have_count(1)
    await desk.press("Enter")
    await telephones.pick_up("1002")
    await colleague.tells("A colleague asks you")
    await desk.press("b")
    await desk.tells("Talking")
    await expect(desk.card.locator(".seat")).to_have_count(0)
    await expect(colleague.card.locator(".controls")).to_have_count(0)


async def test_all_three_talk_and_the_agent_leaves_them(
    desk: Desk, hire: Hire, telephones: Telephones
) -> None:
    colleague = Desk(await (await hire("agent1002")).open("/desk"))
    await _talk(desk, telephones)
    await desk.press("t")
    await desk.write("1002")
    await expect(desk.card.locator("[role=option]").first).to_contain_text("李静")
    await desk.press("Enter")
    await telephones.pick_up("1002")
    await desk.seats("On hold", "Talking")
    await desk.press("w")
    for tab in (desk, colleague):
        await tab.tells("Three are talking")
        await tab.seats("Customer.*Talking", "Colleague.*Talking")
    await desk.press("Escape", "Escape")
    await desk.shows_call("wrap_up", SHOWN)
    await colleague.tells("Talking")


async def _has_gone_to_vip(desk: Desk, agent: Person, telephones: Telephones) -> None:
    """The customer waits in the other queue, and hangs up there."""
    await expect(desk.card.locator(".controls")).to_have_count(0)
    await telephones.caller_hangs_up(REGULAR)
    await desk.shows_call("wrap_up", SHOWN)
    (call,) = await agent.closed_calls()
    assert [visit["queue"] for visit in call["visits"]] == ["support", "vip"]


async def test_a_call_is_handed_to_a_queue_with_one_more_key(
    desk: Desk, agent: Person, telephones: Telephones
) -> None:
    await _talk(desk, telephones)
    await desk.press("t")
    await desk.write("vip")
    row = desk.card.locator("[role=option]").first
    await expect(row).to_have_text(re.compile(r"vip\s*4008005\s*0 waiting, \d ready"))
    await desk.press("Shift+Enter")
    await _has_gone_to_vip(desk, agent, telephones)


async def test_what_was_typed_counts_also_when_the_list_has_not_come_yet(
    desk: Desk, agent: Person, telephones: Telephones
) -> None:
    await _talk(desk, telephones)
    await desk.press("t")
    await expect(desk.card.get_by_role("option").first).to_contain_text("李静")
    await desk.write("vip")
    await desk.press("Shift+Enter")
    await _has_gone_to_vip(desk, agent, telephones)


async def test_a_number_that_leads_nowhere_is_told_and_the_call_goes_on(
    desk: Desk, agent: Person, telephones: Telephones
) -> None:
    await _talk(desk, telephones)
    await desk.press("t")
    await desk.write("2999")
    await expect(desk.card.locator("[role=option]").first).to_contain_text("number")
    await desk.press("Shift+Enter")
    await expect(desk.card.get_by_role("alert")).to_have_text("The telephone system knows no number 2999")
    await desk.press("Escape")
    await expect(desk.card.get_by_role("combobox")).to_have_count(0)
    await desk.shows_call("talking", SHOWN)
    agent.complaints.clear()  # the browser notes the refusal of the server


async def test_a_parked_call_shows_its_place_and_is_fetched_with_a_key(
    desk: Desk, agent: Person, telephones: Telephones
) -> None:
    await _talk(desk, telephones)
    await desk.press("p")
    parked = desk.call.locator(".parked")
    await expect(parked).to_contain_text("Place 701")
    await expect(parked).to_contain_text(SHOWN)
    await desk.page.reload()
    await expect(parked).to_contain_text("or dial 701 at your phone")
    await desk.press("p")
    await telephones.pick_up("1001")
    await desk.shows_call("talking", SHOWN)
    await expect(parked).to_have_count(0)
    await expect(desk.customer).to_contain_text(REGULAR_NAME)


async def test_keys_typed_in_the_keypad_reach_the_other_side(
    desk: Desk, telephones: Telephones, switchboard: Switchboard
) -> None:
    await _talk(desk, telephones)
    heard: list[bytes] = []
    switchboard.simulator.exchange.listen(lambda event: heard.append(event.data))
    await desk.press("k")
    field = desk.card.get_by_label(re.compile("Keys for the other side"))
    await expect(field).to_be_focused()
    await desk.press("1", "2", "#")
    await expect(field).to_have_value("12#")
    await desk.card.get_by_role("button", name="0", exact=True).click()
    await expect(field).to_have_value("12#0")
    await desk.press("Escape")
    await expect(field).to_have_count(0)
    await desk.shows_call("talking", SHOWN)

    def keys() -> list[bytes]:
        return [key for data in heard if b"DTMFEnd" in data for key in re.findall(rb"Digit: (.)", data)]

    await until(lambda: len(keys()) == 4)  # one after the other, with a pause
    assert keys() == [b"1", b"2", b"#", b"0"]


async def test_mute_and_recording_are_seen_at_once_in_every_tab(
    desk: Desk, agent: Person, telephones: Telephones
) -> None:
    second = Desk(await agent.open("/desk"))
    await _talk(desk, telephones)
    await desk.press("m", "v")
    for tab in (desk, second):
        await expect(tab.card.locator(".sound-state .mute")).to_have_text("You are muted")
        await expect(tab.card.locator(".sound-state .rec")).to_contain_text("Recording")
    await second.press("v")
    for tab in (desk, second):
        await expect(tab.card.locator(".sound-state .rec")).to_contain_text("Recording paused")
    await desk.page.reload()
    await expect(desk.card.locator(".sound-state .rec.paused")).to_be_visible()
    await expect(desk.card.locator(".sound-state .mute")).to_be_visible()
    await desk.card.get_by_role("button", name="Stop").click()
    await expect(second.card.locator(".sound-state .rec")).to_have_count(0)
    await second.press("m")
    await expect(desk.card.locator(".sound-state")).to_have_count(0)


async def test_a_phone_that_obeys_is_answered_from_the_desk(
    desk: Desk, agent: Person, centre: CallCentre, telephones: Telephones
) -> None:
    obeying = msgspec.structs.replace(centre.pbx, answer_by_notify=("PJSIP/1001",))
    agent.forgive(UNREACHABLE)
    await centre.reopen(pbx=obeying)
    await desk.page.reload()
    await desk.is_in_state("ready")
    await telephones.call(REGULAR)
    await desk.shows_call("ringing", SHOWN)
    await desk.press("y")
    await desk.shows_call("talking", SHOWN)


async def test_the_last_number_is_called_again_with_one_key(desk: Desk, telephones: Telephones) -> None:
    form = desk.call.locator("form.dial")
    await form.get_by_label("Number to call").fill("137 0013 7111")
    await form.get_by_role("button", name="Dial", exact=True).click()
    await expect(form.locator(".hint")).to_contain_text("137 0013 7111")
    await telephones.reject("1001")
    await desk.page.reload()
    await desk.is_in_state("ready")
    await desk.press("l")
    await expect(form.locator(".hint")).to_contain_text("137 0013 7111")
    await telephones.reject("1001")


async def test_all_controls_fit_and_can_be_reached_by_everybody(
    desk: Desk, hire: Hire, telephones: Telephones
) -> None:
    await hire("agent1002")
    await _talk(desk, telephones)
    await _fits(desk.page)
    assert await violations(desk.page) == []
    await desk.press("m", "v", "t")
    await expect(desk.card.locator("[role=option]").first).to_be_visible()
    await _fits(desk.page)
    assert await violations(desk.page) == []
    await desk.write("1002")
    await expect(desk.card.locator("[role=option]").first).to_contain_text("李静")
    await desk.press("Enter")
    await telephones.pick_up("1002")
    await desk.seats("On hold", "Talking")
    await _fits(desk.page)
    assert await violations(desk.page) == []


async def _fits(page: Page) -> None:
    """Neither the page nor the call column scrolls at 1366x768."""
    assert await page.evaluate(
        "() => { const c = document.querySelector('.column.call');"
        " return c.scrollHeight <= c.clientHeight && document.documentElement.scrollHeight <= innerHeight }"
    )
