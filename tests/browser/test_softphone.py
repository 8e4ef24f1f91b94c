"""The phone in the browser: real Chromium, real Asterisk, sound that is counted on both sides."""

import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Dialog, async_playwright, expect

from cti.config import Pbx
from cti.config_reader import Secret
from cti.simulator.scenario import Dialling
from cti.simulator.scenario import Phone as OutsidePhone
from cti.testbed.acts import Act, Caller, Talk
from cti.testbed.asterisk import Asterisk
from cti.testbed.clearing import as_it_was, end_calls
from cti.testbed.configuration import BROWSER_PHONE
from cti.testbed.phones import SippProcess
from cti.testbed.waiting import until
from cti.users.sealing import seal
from db.engine import open_database
from tests.browser.cable import Cable
from tests.browser.call_centre import (
    PASSWORD,
    REGULAR,
    REGULAR_NAME,
    SECRET_KEY,
    STORE_FILE,
    CallCentre,
    call_centre,
)
from tests.browser.conftest import Hire
from tests.browser.desk import Desk
from tests.browser.looks import violations
from tests.browser.person import UNREACHABLE, Json, Person
from tests.browser.softphones import AGENT, Softphone, cable_to, chromium_with_microphone, watch
from tests.pbx.conftest import needs_asterisk
from tests.pbx.performance import Eavesdropper, eavesdrop, manager_of

WITHOUT_MICROPHONE = """() => {
  const devices = navigator.mediaDevices, real = devices.getUserMedia;
  window.allowMicrophone = () => { devices.getUserMedia = real; };
  devices.getUserMedia = () => Promise.reject(new DOMException("Permission denied", "NotAllowedError"));
}"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Takes the place of the one without microphone."""
    async with async_playwright() as playwright, chromium_with_microphone(playwright) as chromium:
        yield chromium


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def asterisk() -> AsyncIterator[Asterisk]:
    """One in which a phone may ring for long."""
    needs_asterisk()
    pbx = await Asterisk.start(ring_s=30)
    try:
        yield pbx
    finally:
        await pbx.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def filled(filled: Path, asterisk: Asterisk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One more agent, whose phone is the browser."""
    folder = tmp_path_factory.mktemp("softphone")
    shutil.copytree(filled, folder, dirs_exist_ok=True)
    store = await open_database(Secret(f"sqlite:///{folder / STORE_FILE}"), "CN")
    await store.users.add(
        AGENT, "agent", PASSWORD, display_name="林晓", extension=BROWSER_PHONE, queues=["support"],
        softphone=seal(SECRET_KEY, asterisk.browser_secret),
    )  # fmt: skip
    await store.close()
    return folder


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
    async with as_it_was(asterisk), call_centre(filled, tmp_path, pbx) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def agent(hire: Hire) -> Person:
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
    await end_calls(softphone.asterisk)
    await agent.go("offline")


async def talking(phone: Softphone, acts: tuple[Act, ...] = (Talk(),)) -> SippProcess:
    """A regular customer called and was answered."""
    caller = await phone.asterisk.phones.call(Caller(number=REGULAR, dials="4008001", acts=acts, audio=True))
    await phone.is_in_call("ringing")
    await phone.page.keyboard.press("y")
    await phone.is_in_call("talking")
    return caller


async def test_a_call_rings_in_the_browser_and_sound_flows_both_ways_until_the_caller_ends_it(
    phone: Softphone, agent: Person
) -> None:
    caller = await talking(phone, (Talk(9.0),))
    await expect(phone.desk.customer.get_by_role("heading", level=2)).to_have_text(REGULAR_NAME)
    await phone.sound_flows()
    await phone.says("Good sound")
    await caller.finished()
    await phone.is_in_call("wrap_up")
    await expect(phone.strip.locator("meter")).to_have_count(0)
    call_id, quality = await kept_quality(agent)
    assert (quality["agent"], quality["lost"]) == (AGENT, 0)
    assert quality["received"] > 100
    assert quality["mos"] > 4
    page = await agent.open(f"/calls/{call_id}")
    await expect(page.get_by_role("row").filter(has_text="Good sound")).to_contain_text("林晓")


async def kept_quality(agent: Person) -> tuple[str, Json]:
    """Of the last call, when the phone has sent more than its first measurement."""

    async def kept() -> tuple[str, Json] | None:
        (call,) = (await agent.get("/calls?limit=1"))["items"]
        enough = call["quality"] and call["quality"][0]["seconds"] > 2.5
        return (call["call_id"], call["quality"][0]) if enough else None

    found = await until(kept, "the quality of the last call")
    assert found is not None
    return found


async def test_the_strip_of_the_phone_has_no_violation_and_the_microphone_can_be_checked(
    phone: Softphone,
) -> None:
    await phone.press("Sound")
    await phone.press("Check the microphone")
    await phone.says("You can be heard.")
    assert await violations(phone.page) == []
    await phone.press("Stop the check")
    speakers = phone.strip.get_by_label("Rings on")
    (chosen,) = await speakers.select_option(index=1)
    assert chosen
    await phone.page.wait_for_function("chosen => window.sinks.at(-1) === chosen", arg=chosen)
    await phone.press("Sound")
    await expect(speakers).to_have_count(0)


async def test_a_call_that_cannot_be_answered_without_microphone_goes_on_ringing(phone: Softphone) -> None:
    await phone.page.evaluate(WITHOUT_MICROPHONE)
    await phone.asterisk.phones.call(Caller(number=REGULAR, dials="4008001", acts=(Talk(),), audio=True))
    await phone.is_in_call("ringing")
    await phone.page.keyboard.press("y")
    await phone.says("No access to the microphone")
    await phone.is_in_call("ringing")
    await phone.page.evaluate("window.allowMicrophone()")
    await phone.page.keyboard.press("y")
    await phone.is_in_call("talking")
    await expect(phone.strip).not_to_contain_text("No access to the microphone")
    await phone.sound_flows()
    await phone.hangs_up()


async def test_holding_and_resuming_from_the_keyboard(phone: Softphone) -> None:
    await talking(phone)
    await phone.page.keyboard.press("h")
    await phone.is_in_call("held")
    await phone.page.keyboard.press("h")
    await phone.is_in_call("talking")
    await phone.sound_flows()
    await phone.hangs_up()


async def test_muted_by_the_key_nothing_is_heard_of_the_agent_and_every_tab_shows_it(
    phone: Softphone, agent: Person
) -> None:
    """The customer's phone sends back what it hears: so the agent hears what the customer does."""
    caller = await phone.asterisk.phones.dial(Dialling(number=REGULAR, dials="4008001"), echo=True)
    await phone.is_in_call("ringing")
    await phone.page.keyboard.press("y")
    await phone.is_in_call("talking")
    second = await opened(agent, phone.asterisk)
    await second.is_in_call("talking")
    await phone.hears()
    for tab, key, muted in ((phone, "m", True), (second, "m", False)):
        await tab.page.keyboard.press(key)
        for each in (phone, second):
            button = each.desk.card.get_by_role("button", name="Unmute" if muted else "Mute", exact=False)
            await expect(button).to_have_attribute("aria-pressed", str(muted).lower())
            await expect(each.desk.card.locator(".mute")).to_have_count(1 if muted else 0)
        await (phone.hears_nothing() if muted else phone.hears())
    await phone.is_in_call("talking")
    await phone.hangs_up()
    await caller.finished()


async def test_keys_of_the_keypad_are_sent_to_the_customer_in_their_order_and_kept_nowhere(
    phone: Softphone, centre: CallCentre
) -> None:
    """As telephone events of the sound (RFC 4733), in which * is 10 and # is 11."""
    caller = await talking(phone)
    async with eavesdrop(*manager_of(phone.asterisk)) as ear:
        await phone.presses("4207*#")
        await phone.page.get_by_role("button", name="Keypad").click()
        async with phone.page.expect_response("**/keys"):
            await phone.page.get_by_role("region", name="Keypad").get_by_role("button", name="9").click()
    assert keys_sent(ear) == ["4", "2", "0", "7", "10", "11", "9"]
    await phone.hangs_up()
    await caller.finished()
    rows = [row for row in await centre.server.database.audit.list() if row.action == "call.keys"]
    assert [(row.user, row.detail) for row in rows] == [(AGENT, {"number": "1"})] * 7


def keys_sent(ear: Eavesdropper) -> list[str]:
    """What Asterisk began to send, to whom it was talking with the agent."""
    said = b"".join(chunk for _, chunk in ear.heard)
    return [key.decode() for key in re.findall(rb"State: DTMF_BEGIN(?:\r\n[^\r]+)*?\r\nDigit: (\d+)", said)]


async def test_a_menu_of_the_pbx_is_talked_to_with_the_keypad(phone: Softphone, agent: Person) -> None:
    """57xx waits for four keys, then hangs up."""
    line = phone.desk.call.locator(".line-card")
    async with eavesdrop(*manager_of(phone.asterisk)) as ear:
        await agent.post("/dial", {"number": "5701"})
        await expect(line.locator(".state-line")).to_have_text("Talking")
        await expect(line.locator(".who")).to_have_text("5701")
        await expect(line.get_by_role("button", name="Hold")).to_have_accessible_description(
            "Nobody is on the line, only the telephone system"
        )
        await phone.presses("420")
        await line.get_by_role("button", name="Keypad").click()
        await line.get_by_role("region", name="Keypad").get_by_role("button", name="7").click()
        await expect(line).to_have_count(0)
    said = b"".join(chunk for _, chunk in ear.heard)
    assert re.findall(rb"Variable: KEYS\r\nValue: (\d*)\r\n", said) == [b"4207"]


async def test_click_to_call_is_picked_up_by_the_browser_at_once(phone: Softphone, agent: Person) -> None:
    outside = await phone.asterisk.phones.connect(OutsidePhone(number="13700137999", after_s=0.3))
    await agent.post("/dial", {"number": "913700137999"})
    await phone.is_in_call("talking")
    await phone.sound_flows(both_ways=False)
    await phone.hangs_up()
    await outside.disconnect()


async def test_a_second_tab_mirrors_the_phone_sends_it_orders_and_takes_it_over(
    phone: Softphone, agent: Person
) -> None:
    second = await opened(agent, phone.asterisk)
    await second.says("Ready for calls")
    await second.says("in another tab")
    caller = await phone.asterisk.phones.call(
        Caller(number=REGULAR, dials="4008001", acts=(Talk(),), audio=True)
    )
    await second.is_in_call("ringing")
    await second.press("Answer")
    await second.is_in_call("talking")
    await phone.sound_flows()
    assert await second.counts() == (0, 0)
    await second.hangs_up()
    await caller.finished()
    await phone.page.close()
    await expect(second.strip).not_to_contain_text("in another tab")
    await second.says("Ready for calls")
    await agent.go("ready")
    await second.desk.is_in_state("ready")
    await talking(second)
    await second.sound_flows()
    await second.hangs_up()


async def test_in_two_browsers_the_last_one_is_the_phone_until_the_other_is_asked(
    phone: Softphone, hire: Hire
) -> None:
    at_home = await opened(await hire(AGENT), phone.asterisk)
    await at_home.says("Ready for calls")
    await phone.says("Calls ring in another browser")
    await phone.press("Take calls in this browser")
    await phone.says("Ready for calls")
    await at_home.says("Calls ring in another browser")
    await talking(phone)
    await phone.sound_flows()
    await phone.hangs_up()


async def test_a_call_goes_on_while_the_websocket_is_cut_and_is_ended_over_the_new_one(
    phone: Softphone, agent: Person, pbx_cable: tuple[Cable, str]
) -> None:
    agent.forgive(UNREACHABLE)
    caller = await talking(phone)
    cable, _ = pbx_cable
    await cable.cut()
    await phone.says("No connection to the PBX; the call goes on")
    await phone.sound_flows()
    cable.mend()
    await phone.says("Ready for calls")
    await phone.sound_flows()
    await phone.press("Hold")
    await phone.is_in_call("held")
    await phone.press("Resume")
    await phone.is_in_call("talking")
    await phone.sound_flows()
    await caller.disconnect()
    await end_calls(phone.asterisk)
    await phone.is_in_call("wrap_up")
    await expect(phone.strip.locator("meter")).to_have_count(0)


async def test_a_call_goes_on_when_the_network_takes_the_sound_away_for_a_while(
    phone: Softphone, agent: Person, pbx_cable: tuple[Cable, str]
) -> None:
    agent.forgive(UNREACHABLE)
    await phone.loses_packets(0)
    await talking(phone)
    await phone.sound_flows()
    cable, _ = pbx_cable
    await phone.loses_packets(100)
    await cable.cut()
    await expect(phone.strip).to_contain_text("No sound at the moment", timeout=30_000)
    await phone.loses_packets(0)
    cable.mend()
    await expect(phone.strip).not_to_contain_text("No sound at the moment", timeout=30_000)
    await phone.sound_flows()
    await phone.is_in_call("talking")
    await phone.hangs_up()


async def test_leaving_the_page_in_a_call_warns_and_ends_it_when_one_goes(phone: Softphone) -> None:
    caller = await talking(phone)
    asked: list[Dialog] = []

    async def stay(dialog: Dialog) -> None:
        asked.append(dialog)
        await dialog.dismiss()

    phone.page.on("dialog", stay)
    await phone.page.evaluate("location.reload()")
    await until(lambda: asked, "the question whether to leave the page")
    assert asked[0].type == "beforeunload"
    await phone.sound_flows()
    phone.page.remove_listener("dialog", stay)
    phone.page.on("dialog", lambda dialog: dialog.accept())
    await phone.page.reload()
    await caller.finished()
    await phone.says("Ready for calls")
    await phone.is_in_call("wrap_up")
