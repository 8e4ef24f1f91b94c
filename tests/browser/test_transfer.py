"""A call handed on: the next agent sees what the first one knew, and goes on where they stopped."""

import re
from datetime import UTC, datetime, timedelta

import pytest_asyncio
from playwright.async_api import expect

from tests.browser.call_centre import REGULAR, REGULAR_NAME, CallCentre, Switchboard
from tests.browser.conftest import Hire
from tests.browser.desk import Desk
from tests.browser.person import Json, Person
from tests.browser.telephones import Telephones

STRANGER, SHOWN = "13700137321", "137 0013 7321"
REGULAR_SHOWN = "138 0013 8003"


async def _at_the_desk(person: Person, desk_state: str = "offline") -> Desk:
    desk = Desk(await person.open("/desk"))
    await desk.is_in_state(desk_state)
    return desk


async def test_a_transferred_call_shows_the_notes_and_goes_on_at_the_next_open_question(
    desk: Desk, agent: Person, hire: Hire, switchboard: Switchboard, telephones: Telephones
) -> None:
    colleague = await hire("agent1002", "zh-CN")
    second = await _at_the_desk(colleague)
    await telephones.call(REGULAR)
    await telephones.pick_up("1001")
    await desk.asks("Thank you for calling")
    await desk.go_on()
    await desk.answer("Dissatisfied")
    await desk.note.fill("wants a refund, very upset")
    await desk.outcome_is_saved()
    await switchboard.transfer("1001", "1002")
    await second.shows_call("ringing", "138 0013 8003")
    await expect(second.customer).to_contain_text(REGULAR_NAME)
    story = second.customer.locator(".story")
    await expect(story.locator(".so-far li")).to_have_count(3)
    for text in ("在 support 等待 0:0", "王小明 通话 0:0", "王小明 将来电转接给 李静"):
        await expect(story).to_contain_text(text)
    await expect(story.locator(".colleagues")).to_contain_text("wants a refund, very upset")
    await expect(second.question).to_contain_text("很高兴为您服务")
    await expect(second.script.locator(".answered")).to_contain_text("Dissatisfied")
    await telephones.pick_up("1002")
    await second.shows_call("talking", "138 0013 8003")
    await second.asks("哪些方面")
    await expect(second.script.locator(".answered")).to_contain_text("不满意")
    await expect(second.script.locator(".choices input").first).to_be_focused()
    await second.press("1")
    await expect(second.script.locator(".saved")).to_be_visible()
    await _both_keep_their_own(desk, second, agent, colleague, telephones)


async def _both_keep_their_own(
    first: Desk, second: Desk, agent: Person, colleague: Person, telephones: Telephones
) -> None:
    """The first one wraps up while the second talks; a later word of the first is read by the second."""
    await first.shows_call("wrap_up", "138 0013 8003")
    await first.note.fill("wants a refund; promised one")
    await first.choose_outcome("Complaint")
    await first.outcome_is_saved()
    await expect(second.customer.locator(".colleagues")).to_contain_text("promised one")
    await first.finish()
    await first.is_in_state("ready")
    await expect(second.note).to_have_value("")
    await second.note.fill("refund is on its way")
    await telephones.caller_hangs_up(REGULAR)
    await second.shows_call("wrap_up", "138 0013 8003")
    await second.choose_outcome("已解决")
    await second.finish()
    await expect(second.page.locator(".call-card.idle")).to_be_visible()
    (call,) = await agent.closed_calls()
    assert call["note"] == "agent1001: wants a refund; promised one\nagent1002: refund is on its way"
    assert call["disposition"] == "solved"
    assert [answer["item"] for answer in call["answers"]][:2] == ["satisfaction", "why"]
    assert [leg["transfer"] for leg in call["legs"]] == ["blind", None]
    assert (await colleague.get("/work"))["items"] == []


async def test_the_customer_made_during_the_call_goes_with_it_and_survives_a_reload(
    desk: Desk, hire: Hire, switchboard: Switchboard, telephones: Telephones
) -> None:
    second = await _at_the_desk(await hire("agent1002"))
    await telephones.call(STRANGER)
    await telephones.pick_up("1001")
    await desk.asks("Thank you for calling")
    await desk.customer.get_by_label("Name", exact=True).fill("Neuer Kunde")
    await desk.customer.get_by_role("button", name="Save the customer").click()
    await expect(desk.customer.get_by_role("heading", name="Neuer Kunde")).to_be_visible()
    await switchboard.transfer("1001", "1002")
    await second.shows_call("ringing", SHOWN)
    await expect(second.customer).to_contain_text("Neuer Kunde")
    await second.page.reload()
    await second.shows_call("ringing", SHOWN)
    await expect(second.customer.locator(".story")).to_contain_text("王小明 transferred the call to 李静")
    await telephones.pick_up("1002")
    await second.shows_call("talking", SHOWN)
    await second.asks("Thank you for calling")


@pytest_asyncio.fixture(loop_scope="session")
async def asking(desk: Desk, telephones: Telephones) -> Desk:
    """agent1001 talks with the regular customer and asks the queue vip, in which nobody is ready."""
    await telephones.call(REGULAR)
    await telephones.pick_up("1001")
    await desk.shows_call("talking", REGULAR_SHOWN)
    await desk.asks("Thank you for calling")
    await desk.press("t")
    await expect(desk.card.get_by_role("combobox")).to_be_focused()
    await desk.write("vip")
    await expect(desk.card.locator("[role=option]").first).to_have_text(re.compile("vip.*4008005"))
    await desk.press("Enter")
    await desk.tells("Asking a queue")
    await desk.seats(f"Customer {REGULAR_NAME}.*On hold", "Queue vip.*Waiting")
    return desk


async def _ended(telephones: Telephones, at: Desk, agent: Person) -> Json:
    """The customer hangs up; the call's record, when it is closed."""
    await telephones.caller_hangs_up(REGULAR)
    await at.shows_call("wrap_up", REGULAR_SHOWN)
    (call,) = await agent.closed_calls()
    return call


async def _member(hire: Hire) -> Desk:
    """A colleague who takes calls of the queue."""
    person = await hire("agent1002")
    second = await _at_the_desk(person)
    await person.go("ready")
    return second


async def test_a_queue_is_asked_and_its_member_takes_the_call(
    asking: Desk, agent: Person, hire: Hire, telephones: Telephones
) -> None:
    second = await _member(hire)
    await second.shows_call("ringing", REGULAR_SHOWN)
    await expect(second.customer).to_contain_text(REGULAR_NAME)
    await asking.seats("On hold", "Colleague 李静.*Ringing")
    await telephones.pick_up("1002")
    await asking.seats("On hold", "李静.*Talking")
    await asking.tells("Asking a colleague")
    await second.tells("A colleague asks you")
    await asking.press("x")
    await asking.shows_call("wrap_up", REGULAR_SHOWN)
    await second.tells("Talking")
    call = await _ended(telephones, second, agent)
    legs = [(leg["agent"], leg["queue"], leg["transfer"]) for leg in call["legs"]]
    assert legs == [("agent1001", "support", "attended"), ("agent1002", "vip", None)]
    visits = [(visit["queue"], visit["reason"]) for visit in call["visits"]]
    assert visits == [("support", "answered"), ("vip", "answered")]
    assert call["waited_s"] == call["visits"][0]["waited_s"]


async def test_from_a_queue_that_is_asked_the_agent_goes_back_and_nobody_was_missed(
    asking: Desk, agent: Person, centre: CallCentre, telephones: Telephones
) -> None:
    await asking.press("w")
    await expect(asking.card.get_by_role("alert")).to_have_text("The colleague has not answered yet")
    agent.complaints.clear()  # the browser notes the refusal of the server
    await asking.press("b")
    await asking.shows_call("talking", REGULAR_SHOWN)
    await expect(asking.card.locator(".seat")).to_have_count(0)
    call = await _ended(telephones, asking, agent)
    assert [visit["reason"] for visit in call["visits"]] == ["answered", "abandoned"]
    assert [leg["agent"] for leg in call["legs"]] == ["agent1001"]
    assert await centre.server.database.worklists.missed(datetime.now(UTC) - timedelta(hours=1)) == []


async def test_a_call_is_left_to_the_queue_that_is_asked_before_anybody_picked_up(
    asking: Desk, agent: Person, hire: Hire, telephones: Telephones
) -> None:
    second = await _member(hire)
    await second.shows_call("ringing", REGULAR_SHOWN)
    await asking.press("x")
    await asking.shows_call("wrap_up", REGULAR_SHOWN)
    await telephones.pick_up("1002")
    await second.shows_call("talking", REGULAR_SHOWN)
    await second.tells("Talking")
    call = await _ended(telephones, second, agent)
    assert [leg["transfer"] for leg in call["legs"]] == ["blonde", None]
