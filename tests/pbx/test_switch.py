"""What a desk asks for is done by a real Asterisk, or refused in its own words."""

import asyncio
from collections.abc import AsyncIterator
from random import Random

import pytest
import pytest_asyncio

from cti.ami.link import Link
from cti.ami.switch import LinkSwitch
from cti.clock import SystemClock
from cti.config import Pbx
from cti.config_reader import Secret
from cti.errors import ActionRefused
from cti.simulator.scenario import Phone
from cti.testbed.asterisk import Asterisk
from cti.testbed.waiting import until
from tests.pbx.performance import manager_of

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def switch(asterisk: Asterisk) -> AsyncIterator[LinkSwitch]:
    link = _link(asterisk)
    running = asyncio.create_task(link.run())
    await until(lambda: link.up)
    yield LinkSwitch(link)
    link.stop()
    await running


def _link(asterisk: Asterisk, secret: str | None = None) -> Link:
    host, port, user, right = manager_of(asterisk)
    pbx = Pbx(host=host, port=port, username=user, secret=Secret(secret or right))
    return Link(pbx, SystemClock(), Random(1))


async def test_a_member_joins_pauses_with_a_reason_and_leaves(switch: LinkSwitch, asterisk: Asterisk) -> None:
    before = len(asterisk.queue_log())
    await switch.queue_add("support", "PJSIP/1010", "Agent 1010")
    await switch.queue_pause("PJSIP/1010", True, "用餐", "support")
    await switch.queue_pause("PJSIP/1010", False, queue="support")
    await switch.queue_remove("support", "PJSIP/1010")
    told = [(row.event, row.data) for row in asterisk.queue_log()[before:]]
    assert told == [("ADDMEMBER", ("",)), ("PAUSE", ("用餐",)), ("UNPAUSE", ("",)), ("REMOVEMEMBER", ("",))]


async def test_click_to_call_rings_the_desk_and_then_the_customer(
    switch: LinkSwitch, asterisk: Asterisk
) -> None:
    before = len(asterisk.cdr())
    desk = await asterisk.phones.connect(Phone(number="1011", after_s=0.1))
    customer = await asterisk.phones.connect(Phone(number="13900139009", after_s=0.1, talks_s=0.5))
    await switch.originate("PJSIP/1011", "913900139009", "from-agents")
    await until(lambda: len(asterisk.cdr()) > before)
    (detail,) = asterisk.cdr()[before:]
    assert (detail.dst, detail.disposition) == ("913900139009", "ANSWERED")
    await desk.disconnect()
    await customer.disconnect()


async def test_a_call_is_ended_from_the_desk(switch: LinkSwitch, asterisk: Asterisk) -> None:
    before = len(asterisk.cdr())
    desk = await asterisk.phones.connect(Phone(number="1012", after_s=0.1))
    customer = await asterisk.phones.connect(Phone(number="13900139010", after_s=0.1))
    await switch.originate("PJSIP/1012", "913900139010", "from-agents")
    await switch.hangup(await _channel_of(asterisk, "PJSIP/1012"))
    await until(lambda: len(asterisk.cdr()) > before)
    assert asterisk.cdr()[before].channel.startswith("PJSIP/1012-")
    await desk.disconnect()
    await customer.disconnect()


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (("support", "PJSIP/1013"), "Unable to remove interface"),
        (("no-such-queue", "PJSIP/1013"), "No such queue"),
    ],
)
async def test_a_refusal_has_asterisks_own_words(
    switch: LinkSwitch, asked: tuple[str, str], words: str
) -> None:
    with pytest.raises(ActionRefused, match=words):
        await switch.queue_remove(*asked)


async def test_a_wrong_secret_is_said_with_what_to_compare(
    asterisk: Asterisk, caplog: pytest.LogCaptureFixture
) -> None:
    link = _link(asterisk, secret="wrong")
    running = asyncio.create_task(link.run())
    await until(lambda: "manager.conf" in caplog.text)
    assert "refused manager user 'cti'" in caplog.text
    assert not link.up
    link.stop()
    await running


async def _channel_of(asterisk: Asterisk, device: str) -> str:
    async with asterisk.console() as console:

        async def up() -> str | None:
            rows = [row for row in await console.list("CoreShowChannels") if row["ChannelStateDesc"] == "Up"]
            return next((row["Channel"] for row in rows if row["Channel"].startswith(f"{device}-")), None)

        return await until(up, f"a channel of {device} that is up") or ""
