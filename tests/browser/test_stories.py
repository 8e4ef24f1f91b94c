"""Whole stories that a day brings: the agent looks elsewhere, works in two tabs, reloads with a customer on
hold, loses the network for half a minute, hands a begun conversation on. Nothing is lost, all tabs agree."""

from playwright.async_api import expect

from tests.browser.call_centre import REGULAR, REGULAR_NAME, CallCentre
from tests.browser.conftest import Hire
from tests.browser.desk import Desk
from tests.browser.person import UNREACHABLE, Person
from tests.browser.telephones import Telephones

NUMBER = "138 0013 8003"
LOOKING_ELSEWHERE = """
  Object.defineProperty(document, "hidden", { get: () => globalThis.isBehind === true });
  globalThis.notified = [];
  globalThis.Notification = class {
    static permission = "granted";
    constructor(title, options) { globalThis.notified.push(`${title} (${options.body})`); }
    close() {}
  };
"""
"""A page that a test can put behind others, and that keeps what the system would show."""


async def _talk(desk: Desk, telephones: Telephones) -> None:
    await telephones.call(REGULAR)
    await telephones.pick_up("1001")
    await desk.shows_call("talking", NUMBER)
    await desk.asks("Thank you for calling")


async def test_an_agent_who_looks_elsewhere_is_told_in_every_way_and_finds_the_pop_ready(
    agent: Person, telephones: Telephones
) -> None:
    await agent.context.add_init_script(LOOKING_ELSEWHERE)
    desk = Desk(await agent.open("/desk"))
    await agent.go("ready")
    await desk.is_in_state("ready")
    plain, icon = await desk.page.title(), desk.page.locator('link[rel="icon"]')
    plain_icon = await icon.get_attribute("href")
    assert plain_icon is not None
    await desk.page.evaluate("isBehind = true")
    elsewhere = await agent.open("/calls")
    await expect(elsewhere.get_by_role("status").filter(has_text="Connected")).to_be_visible()
    await telephones.call(REGULAR)
    await expect(desk.page).to_have_title(f"◉ {NUMBER} – {plain}")
    await expect(icon).not_to_have_attribute("href", plain_icon)
    called = f"Incoming call: {NUMBER} · {REGULAR_NAME}. Queue: support."
    await expect(desk.page.locator("#announce-now")).to_have_text(called)
    assert await desk.page.evaluate("notified") == [f"{NUMBER} · {REGULAR_NAME} (support)"]
    await expect(elsewhere.get_by_role("alert").filter(has_text=NUMBER).first).to_be_attached()
    await desk.page.bring_to_front()
    await desk.page.evaluate("isBehind = false")
    await desk.shows_call("ringing", NUMBER)
    await expect(desk.customer.get_by_role("heading", level=2)).to_have_text(REGULAR_NAME)
    await telephones.pick_up("1001")
    await desk.shows_call("talking", NUMBER)
    await expect(desk.page).to_have_title(plain)
    await expect(icon).to_have_attribute("href", plain_icon)


async def test_two_tabs_of_one_agent_are_one_desk_for_a_whole_call(
    desk: Desk, agent: Person, telephones: Telephones
) -> None:
    second = Desk(await agent.open("/desk"))
    await second.is_in_state("ready")
    await _talk(desk, telephones)
    await second.asks("Thank you for calling")
    await second.press("m")
    await expect(desk.card.locator(".mute")).to_have_text("You are muted")
    await desk.press("m")
    await expect(second.card.locator(".mute")).to_have_count(0)
    await desk.go_on()
    await desk.answer("Satisfied")
    await second.asks("From 0 to 10")
    await second.press("h")
    for tab in (desk, second):
        await tab.shows_call("held", NUMBER)
    await second.press("9")
    await expect(second.script.locator(".saved")).to_be_visible()
    await desk.go_on()
    await desk.press("h")
    for tab in (desk, second):
        await tab.shows_call("talking", NUMBER)
    await desk.choose_outcome("Complaint")
    await desk.note.fill("said in the first tab")
    await desk.outcome_is_saved()
    await expect(second.note).to_have_value("said in the first tab")
    await expect(second.outcome.locator("label.chip input:checked")).to_have_count(1)
    await telephones.caller_hangs_up(REGULAR)
    for tab in (desk, second):
        await tab.shows_call("wrap_up", NUMBER)
    await second.finish()
    for tab in (desk, second):
        await tab.is_in_state("ready")
        await expect(tab.open_work).to_have_count(0)
    (call,) = await agent.closed_calls()
    assert (call["disposition"], call["note"]) == ("complaint", "said in the first tab")
    assert [answer["item"] for answer in call["answers"]] == ["satisfaction", "recommend"]
    assert call["hold_s"] > 0


async def test_a_reload_with_the_customer_on_hold_changes_nothing(
    desk: Desk, agent: Person, telephones: Telephones
) -> None:
    await _talk(desk, telephones)
    await desk.go_on()
    await desk.answer("Satisfied")
    await desk.press("h")
    await desk.shows_call("held", NUMBER)
    await desk.go_on()
    await desk.asks("From 0 to 10")
    await desk.note.fill("asks the warehouse meanwhile")
    await desk.page.reload()
    await desk.shows_call("held", NUMBER)
    await desk.asks("From 0 to 10")
    await expect(desk.note).to_have_value("asks the warehouse meanwhile")
    await expect(desk.page.locator("#announce-now")).to_be_empty()
    await desk.press("h")
    await desk.shows_call("talking", NUMBER)
    await telephones.caller_hangs_up(REGULAR)
    await desk.shows_call("wrap_up", NUMBER)
    await desk.finish()
    await desk.is_in_state("ready")
    (call,) = await agent.closed_calls()
    assert call["note"] == "asks the warehouse meanwhile"
    assert 0 < call["hold_s"] <= call["talk_s"] + call["hold_s"]


async def test_half_a_minute_without_network_loses_no_word_and_no_event(
    desk: Desk, agent: Person, centre: CallCentre, telephones: Telephones
) -> None:
    await desk.page.clock.install()
    await desk.page.reload()
    await desk.is_in_state("ready")
    await _talk(desk, telephones)
    await desk.go_on()
    await desk.answer("Satisfied")
    await desk.note.press_sequentially("before, ")
    await desk.outcome_is_saved()
    agent.forgive(UNREACHABLE)
    await centre.cable.cut()
    lost = desk.page.locator(".link-lost")
    await expect(lost).to_contain_text("No connection for")
    await desk.note.press_sequentially("during, ")
    await desk.page.clock.fast_forward(30_000)
    await expect(lost).to_contain_text("0:3")
    await expect(desk.outcome.locator(".unsaved")).to_contain_text("Not saved, kept here")
    await desk.shows_call("talking", NUMBER)
    await telephones.caller_hangs_up(REGULAR)
    centre.cable.mend()
    await desk.page.clock.fast_forward(30_000)
    await desk.shows_call("wrap_up", NUMBER)
    await expect(desk.page.locator(".link-good")).to_be_visible()
    await expect(desk.note).to_be_focused()
    await desk.note.press_sequentially("after")
    await desk.outcome_is_saved()
    await desk.finish()
    await desk.is_in_state("ready")
    (call,) = await agent.closed_calls()
    assert call["note"] == "before, during, after"
    assert [(answer["item"], answer["value"]) for answer in call["answers"]] == [("satisfaction", "4")]


async def test_who_takes_a_call_over_after_being_asked_goes_on_with_the_script(
    desk: Desk, agent: Person, hire: Hire, telephones: Telephones
) -> None:
    colleague = await hire("agent1002")
    second = Desk(await colleague.open("/desk"))
    await second.is_in_state("offline")
    await _talk(desk, telephones)
    await desk.go_on()
    await desk.answer("Dissatisfied")
    await desk.note.fill("refund? 李静 knows")
    await desk.outcome_is_saved()
    await desk.note.press("Escape")
    await desk.press("t")
    await desk.write("1002")
    await expect(desk.card.get_by_role("option").first).to_contain_text("李静")
    await desk.press("Enter")
    await telephones.pick_up("1002")
    await second.tells("A colleague asks you")
    await expect(second.customer).to_contain_text(REGULAR_NAME)
    await expect(second.customer.locator(".colleagues")).to_contain_text("refund? 李静 knows")
    await desk.press("x")
    await desk.shows_call("wrap_up", NUMBER)
    await second.shows_call("talking", NUMBER)
    await expect(second.script.locator(".answered")).to_contain_text("Dissatisfied")
    await second.asks("What did we not do well?")
    await second.press("1")
    await expect(second.script.locator(".saved")).to_be_visible()
    await desk.finish()
    await desk.is_in_state("ready")
    await telephones.caller_hangs_up(REGULAR)
    await second.shows_call("wrap_up", NUMBER)
    await second.choose_outcome("Solved")
    await second.finish()
    await expect(second.page.locator(".call-card.idle")).to_be_visible()
    (call,) = await agent.closed_calls()
    assert [answer["item"] for answer in call["answers"]] == ["satisfaction", "why"]
    assert call["disposition"] == "solved"
    assert [leg["transfer"] for leg in call["legs"] if leg["agent"] == "agent1001"] == ["attended"]
