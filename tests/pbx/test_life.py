"""A run of Asterisk starts beside others, plays the demo, and leaves nothing behind."""

import asyncio
import socket

import pytest

from cti.errors import ActionRefused
from cti.testbed.asterisk import Asterisk
from cti.testbed.books import QueueLogRow
from cti.testbed.demo import DEMO_RING_S, demo
from cti.testbed.loopback import is_bound
from cti.testbed.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_demo_brings_calls_to_an_agent_who_picks_up(asterisk: Asterisk) -> None:
    another = await Asterisk.start(ring_s=DEMO_RING_S)
    assert another.ami_port != asterisk.ami_port
    callers = [("13800138001", "王芳"), ("02166778899", None), (None, None)]
    playing = asyncio.create_task(demo(another, ["1001"], callers, rate_per_minute=120, seed=1))
    try:
        connected = await _first_connect(another)
    finally:
        playing.cancel()
        await another.stop()
    assert connected.agent == "Agent 1001"


async def _first_connect(asterisk: Asterisk) -> QueueLogRow:
    def connects() -> list[QueueLogRow]:
        return [row for row in asterisk.queue_log() if row.event == "CONNECT"]

    return (await until(connects, "a call that an agent answers", 30))[0]


async def test_after_stop_no_process_and_no_directory_is_left(asterisk: Asterisk) -> None:
    another = await Asterisk.start()
    assert (another.directory / "log" / "messages").exists()
    assert is_bound(another.ami_port, socket.SOCK_STREAM)
    await another.stop()
    assert not another.directory.exists()
    assert not is_bound(another.ami_port, socket.SOCK_STREAM)


async def test_what_a_killed_program_left_is_removed_by_the_next(asterisk: Asterisk) -> None:
    ended = await asyncio.create_subprocess_exec("true")
    await ended.wait()
    leftover = asterisk.directory.parent / f"cti-{ended.pid}-x"
    leftover.mkdir()
    another = await Asterisk.start()
    await another.stop()
    assert not leftover.exists()
    assert asterisk.directory.exists()


async def test_what_asterisk_refuses_is_said_in_its_own_words(asterisk: Asterisk) -> None:
    async with asterisk.console() as console:
        with pytest.raises(ActionRefused, match="QueueRemove: Unable to remove interface"):
            await console.ask("QueueRemove", Queue="support", Interface="PJSIP/1040")
