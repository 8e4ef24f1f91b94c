"""The main job once more on a real Asterisk, with SIPp as the customer's and the agent's phone."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import pytest_asyncio
from playwright.async_api import expect

from cti.config import Pbx
from cti.config_reader import Secret
from cti.simulator.scenario import Dialling, Phone
from cti.testbed import acts
from cti.testbed.acts import Caller, Ring, Talk
from cti.testbed.acts import Desk as SipDesk
from cti.testbed.asterisk import Asterisk
from cti.testbed.clearing import as_it_was, end_calls
from tests.browser.call_centre import ENGLISH, REGULAR, REGULAR_NAME, CallCentre, call_centre
from tests.browser.conftest import Hire
from tests.browser.desk import Desk
from tests.browser.person import Person
from tests.pbx.conftest import asterisk

__all__ = ["asterisk"]
NUMBER = "138 0013 8003"
A_SECOND = 1.2
"""queue_log tells the difference of two clocks that count whole seconds."""


@pytest_asyncio.fixture(loop_scope="session")
async def centre(asterisk: Asterisk, filled: Path, tmp_path: Path) -> AsyncIterator[CallCentre]:
    """Takes the place of the one with the simulator."""
    pbx = Pbx(
        name="asterisk",
        host=asterisk.ami_host,
        port=asterisk.ami_port,
        username=asterisk.ami_user,
        secret=Secret(asterisk.ami_secret),
    )
    async with as_it_was(asterisk), call_centre(filled, tmp_path, pbx) as opened:
        yield opened


async def test_a_whole_call_over_a_real_asterisk(asterisk: Asterisk, desk: Desk, agent: Person) -> None:
    phone = await asterisk.phones.connect(Phone(number="1001", after_s=1.5))
    caller = await asterisk.phones.dial(Dialling(number=REGULAR, dials="4008001"))
    await desk.shows_call("ringing", NUMBER)
    await expect(desk.customer.get_by_role("heading", level=2)).to_have_text(REGULAR_NAME)
    await desk.shows_call("talking", NUMBER)
    await desk.asks("Thank you for calling technical support.")
    await desk.go_on()
    await desk.answer("Very satisfied")
    await desk.call.get_by_role("button", name="Hang up").click()
    await caller.finished()
    await desk.shows_call("wrap_up", NUMBER)
    await desk.choose_outcome("Solved")
    await desk.note.fill("Over a real PBX")
    await desk.finish()
    await desk.is_in_state("ready")
    (call,) = await agent.closed_calls()
    assert (call["disposition"], call["note"]) == ("solved", "Over a real PBX")
    assert [(answer["item"], answer["value"]) for answer in call["answers"]] == [("satisfaction", "5")]
    assert (call["agent"], call["queue"], call["reason"]) == ("agent1001", "support", "completed")
    connected = [row for row in asterisk.queue_log() if row.event == "CONNECT"]
    assert [row.queue for row in connected] == ["support"]
    assert abs(float(connected[0].data[0]) - call["waited_s"]) <= A_SECOND
    await agent.go("offline")
    await phone.disconnect()


async def test_two_calls_are_worked_by_the_keyboard_alone_over_a_real_asterisk(
    asterisk: Asterisk, desk: Desk, agent: Person, hire: Hire
) -> None:
    colleague = Desk(await (await hire("agent1002")).open("/desk"))
    answered = (acts.Ring(0.3), acts.Talk())
    phones = [
        await asterisk.phones.plug_in(acts.Desk(number=number, calls=(answered,), audio=True))
        for number in ("1001", "1002")
    ]
    first = acts.Caller(number=REGULAR, dials="4008001", acts=(acts.Talk(),), audio=True)
    customer = await asterisk.phones.call(first)
    await desk.shows_call("talking", NUMBER)
    holds = [await _hold_by_keys(desk), await _hand_over_by_keys(desk, colleague)]
    await desk.press("o")
    await desk.write("李静 goes on")
    await desk.press("Control+Enter")
    await desk.is_in_state("ready")
    second = acts.Caller(number=ENGLISH, dials="4008001", acts=(acts.Talk(1.0),), audio=True)
    next_customer = await asterisk.phones.call(second)
    await desk.shows_call("wrap_up", "138 0013 8033")
    await desk.is_in_state("wrap_up")
    await expect(desk.note).to_have_value("")
    await desk.press("Control+Enter")
    await desk.is_in_state("ready")
    await colleague.press("Escape", "Escape")
    await colleague.shows_call("wrap_up", NUMBER)
    await colleague.press("Control+Enter")
    await _the_records_equal_what_happened(agent, holds)
    await agent.go("offline")
    for phone in (customer, next_customer, *phones):
        await phone.disconnect()


class Held(NamedTuple):
    """How long somebody was on hold: seconds between what the desk showed, and between the keys around it."""

    at_least: float
    at_most: float


async def _hold_by_keys(desk: Desk) -> Held:
    """H holds, H resumes."""
    begun = time.monotonic()
    await desk.press("h")
    await desk.shows_call("held", NUMBER)
    shown = time.monotonic()
    await asyncio.sleep(1.0)
    resumed = time.monotonic()
    await desk.press("h")
    await desk.shows_call("talking", NUMBER)
    return Held(resumed - shown, time.monotonic() - begun)


async def _hand_over_by_keys(desk: Desk, colleague: Desk) -> Held:
    """T and Enter ask, X hands over; meanwhile the customer is on hold."""
    begun = time.monotonic()
    await desk.press("t")
    await desk.write("1002")
    await expect(desk.card.get_by_role("option").first).to_contain_text("李静")
    await desk.press("Enter")
    await colleague.tells("A colleague asks you")
    await expect(desk.card.locator(".seat").nth(1)).to_contain_text("Talking")
    shown = time.monotonic()
    await desk.press("x")
    handed = time.monotonic()
    await desk.shows_call("wrap_up", NUMBER)
    await colleague.shows_call("talking", NUMBER)
    return Held(handed - shown, time.monotonic() - begun)


async def _the_records_equal_what_happened(agent: Person, holds: list[Held]) -> None:
    short, handed = await agent.closed_calls(2)
    assert (short["caller"]["number"], short["agent"], short["reason"]) == (
        ENGLISH,
        "agent1001",
        "completed",
    )
    assert (handed["queue"], handed["note"]) == ("support", "李静 goes on")
    legs = [(leg["agent"], leg["transfer"]) for leg in handed["legs"]]
    assert legs == [("agent1001", "attended"), ("agent1002", None)]
    assert sum(held.at_least for held in holds) <= handed["hold_s"] <= sum(held.at_most for held in holds)


async def test_the_desk_holds_asks_and_hands_over_a_real_call(
    asterisk: Asterisk, desk: Desk, agent: Person
) -> None:
    """The agent's own telephone is never touched."""
    phones = [
        await asterisk.phones.plug_in(SipDesk(number="1001", calls=((Ring(0.5), Talk()),), audio=True)),
        await asterisk.phones.plug_in(SipDesk(number="1002", calls=((Ring(0.5), Talk()),), audio=True)),
    ]
    caller = await asterisk.phones.call(Caller(number=REGULAR, dials="4008001", acts=(Talk(),), audio=True))
    await desk.shows_call("talking", NUMBER)
    await desk.asks("Thank you for calling technical support.")
    await desk.press("h")
    await desk.shows_call("held", NUMBER)
    await desk.press("h")
    await desk.shows_call("talking", NUMBER)
    await desk.press("v")
    await expect(desk.card.locator(".sound-state .rec")).to_contain_text("Recording")
    await desk.press("t")
    await desk.write("1002")
    await expect(desk.card.locator("[role=option]").first).to_contain_text("李静")
    await desk.press("Enter")
    await expect(desk.card.locator(".seat-held")).to_contain_text(REGULAR_NAME)
    await expect(desk.card.locator(".seat-talking")).to_contain_text("李静")
    await desk.press("x")
    await desk.shows_call("wrap_up", NUMBER)
    await phones[1].disconnect()
    await caller.disconnect()
    await end_calls(asterisk)
    await desk.choose_outcome("Solved")
    await desk.finish()
    (call,) = await agent.closed_calls()
    (leg,) = [leg for leg in call["legs"] if leg["agent"] == "agent1001"]
    assert leg["transfer"] == "attended"
    assert leg["hold_s"] > 0
    await agent.go("offline")
    await phones[0].disconnect()
