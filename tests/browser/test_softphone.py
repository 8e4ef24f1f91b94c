"""The phone in the browser: real Chromium, real Asterisk, sound that is counted on both sides."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from cti.config import Pbx
from cti.config_reader import Secret
from cti.testbed.acts import Caller, Talk
from cti.testbed.asterisk import Asterisk
from cti.testbed.configuration import BROWSER_PHONE
from tests.browser.cable import Cable
from tests.browser.call_centre import PASSWORD, REGULAR, REGULAR_NAME, CallCentre, call_centre
from tests.browser.conftest import Hire
from tests.browser.desk import Desk
from tests.browser.person import Person
from tests.browser.softphones import AGENT, Softphone, cable_to, chromium_with_microphone, watch
from tests.pbx.conftest import asterisk

__all__ = ["asterisk"]
NUMBER = "138 0013 8003"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Takes the place of the one without microphone."""
    async with async_playwright() as playwright, chromium_with_microphone(playwright) as chromium:
        yield chromium


@pytest_asyncio.fixture(loop_scope="session")
async def pbx_cable(asterisk: Asterisk) -> AsyncIterator[tuple[Cable, str]]:
    cable, websocket = await cable_to(asterisk)
    yield cable, websocket
    await cable.cut()
    await cable.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def centre(
    asterisk: Asterisk, pbx_cable: tuple[Cable, str], filled: Path, tmp_path: Path
) -> AsyncIterator[CallCentre]:
    """Takes the place of the one with the simulator."""
    pbx = Pbx(
        name="asterisk",
        host=asterisk.ami_host,
        port=asterisk.ami_port,
        username=asterisk.ami_user,
        secret=Secret(asterisk.ami_secret),
        websocket=pbx_cable[1],
    )
    async with call_centre(filled, tmp_path, pbx) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def agent(hire: Hire, asterisk: Asterisk) -> Person:
    """An administrator gives somebody a phone in the browser."""
    admin = await hire("admin")
    account = {
        "name": AGENT, "role": "agent", "password": PASSWORD, "display_name": "林晓", "extension": BROWSER_PHONE,
        "queues": ["support"], "softphone": asterisk.browser_secret,
    }  # fmt: skip
    await admin.post("/users", account)
    return await hire(AGENT)


async def opened(agent: Person, asterisk: Asterisk) -> Softphone:
    page = await agent.context.new_page()
    await watch(page)
    await page.goto(f"{agent.url}/desk")
    return Softphone(Desk(page), asterisk)


@pytest_asyncio.fixture(loop_scope="session")
async def phone(agent: Person, asterisk: Asterisk) -> AsyncIterator[Softphone]:
    """At the desk, registered and ready."""
    softphone = await opened(agent, asterisk)
    await softphone.says("Ready for calls")
    await agent.go("ready")
    await softphone.desk.is_in_state("ready")
    yield softphone
    await agent.go("offline")


async def test_a_call_rings_in_the_browser_and_sound_flows_both_ways(
    phone: Softphone, agent: Person, asterisk: Asterisk
) -> None:
    caller = await asterisk.phones.call(Caller(number=REGULAR, dials="4008001", acts=(Talk(),), audio=True))
    await phone.desk.shows_call("ringing", NUMBER)
    await expect(phone.desk.customer.get_by_role("heading", level=2)).to_have_text(REGULAR_NAME)
    await phone.desk.call.get_by_role("button", name="Answer").click()
    await phone.desk.shows_call("talking", NUMBER)
    await phone.sound_flows()
    await phone.says("Good sound")
    await phone.desk.call.get_by_role("button", name="Hang up").click()
    await caller.finished()
    await phone.desk.shows_call("wrap_up", NUMBER)
    (call,) = (await agent.get("/calls?limit=1"))["items"]
    (quality,) = call["quality"]
    assert quality["agent"] == AGENT
    assert quality["received"] > 25
    assert quality["mos"] > 4
