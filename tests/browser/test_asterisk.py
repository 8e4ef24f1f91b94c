"""The main job once more on a real Asterisk, with SIPp as the customer's and the agent's phone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import expect

from cti.config import Pbx
from cti.config_reader import Secret
from cti.simulator.scenario import Dialling, Phone
from cti.testbed.asterisk import Asterisk
from tests.browser.call_centre import REGULAR, REGULAR_NAME, CallCentre, call_centre
from tests.browser.desk import Desk
from tests.browser.person import Person
from tests.pbx.conftest import asterisk

__all__ = ["asterisk"]
NUMBER = "138 0013 8003"


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
    async with call_centre(filled, tmp_path, pbx) as opened:
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
    (call,) = (await agent.get("/calls?limit=1"))["items"]
    assert (call["disposition"], call["note"]) == ("solved", "Over a real PBX")
    assert [(answer["item"], answer["value"]) for answer in call["answers"]] == [("satisfaction", "5")]
    assert (call["agent"], call["queue"], call["reason"]) == ("agent1001", "support", "completed")
    connected = [row for row in asterisk.queue_log() if row.event == "CONNECT"]
    assert [row.queue for row in connected] == ["support"]
    assert abs(float(connected[0].data[0]) - call["waited_s"]) <= 1
    await agent.go("offline")
    await phone.disconnect()
