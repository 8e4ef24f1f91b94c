"""A test that falls leaves nothing to its neighbours on the PBX that they share."""

import pytest

from cti.simulator.scenario import Dialling, Phone
from cti.testbed.asterisk import Asterisk
from cti.testbed.clearing import as_it_was, present
from cti.testbed.console import Console
from cti.testbed.player import join_queue
from tests.pbx.centre import channels_up

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_what_came_is_gone_though_the_block_fell_and_what_was_there_stays(asterisk: Asterisk) -> None:
    """Somebody talks with a phone that is taken off without a word, and somebody waits for ever."""
    before = await present(asterisk)
    async with asterisk.console() as console:
        await join_queue(console, "vip", "1038")
        await asterisk.phones.connect(Phone(number="1038", after_s=0.1))
        await asterisk.phones.dial(Dialling(number="13800138901", dials="4008005"))
        await channels_up(console, 2)
        neighbours = await present(asterisk)
        with pytest.raises(ZeroDivisionError):
            await _fall(asterisk, console)
    assert await present(asterisk) == neighbours
    assert neighbours != before


async def _fall(asterisk: Asterisk, console: Console) -> None:
    async with as_it_was(asterisk):
        await join_queue(console, "sales", "1039")
        desk = await asterisk.phones.connect(Phone(number="1039", after_s=0.1))
        for caller in ("13800138902", "13800138903"):
            await asterisk.phones.dial(Dialling(number=caller, dials="4008002"))
        await channels_up(console, 5)
        await desk.disconnect()
        raise ZeroDivisionError
