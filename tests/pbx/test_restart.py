"""Asterisk crashes or restarts in the middle of a call: the record is closed once, and work goes on."""

import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from cti.bootstrap import Running
from cti.errors import TestbedError
from cti.simulator.scenario import SCENARIOS, Dialling, Phone
from cti.testbed.asterisk import Asterisk
from cti.testbed.player import join_queue, play
from cti.testbed.waiting import until
from cti.users.model import User
from tests.pbx.conftest import closed_records, is_certain, serving

LEAD = User(user_id="lead", name="lead", role="supervisor")
pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_crash_in_mid_call_loses_no_record(tmp_path: Path) -> None:
    async with _talking(tmp_path) as (asterisk, server):
        await asterisk.phones.disconnect_all()
        await asterisk.crash()
        await _back(server)
        (record,) = await closed_records(server, set(), 1)
        assert (record.ended_by, record.certain, record.agent) == ("unknown", False, "1001")
        await play(asterisk, SCENARIOS["answered_agent_hangs_up"])
        (after,) = await closed_records(server, {record.call_id}, 1)
        assert (after.reason, after.certain) == ("completed", True)


async def test_an_orderly_restart_ends_the_calls_and_they_are_recorded_so(tmp_path: Path) -> None:
    async with _talking(tmp_path) as (asterisk, server):
        async with asterisk.console() as console:
            with contextlib.suppress(TestbedError):
                await console.ask("Command", Command="core restart now")
        await _back(server)
        (record,) = await closed_records(server, set(), 1)
        assert (record.reason, record.certain, record.agent) == ("completed", True, "1001")


@asynccontextmanager
async def _talking(store: Path) -> AsyncIterator[tuple[Asterisk, Running]]:
    """An Asterisk and a server of this test's own, while a customer and 1001 talk."""
    asterisk = await Asterisk.start(say=lambda line: None)
    try:
        async with serving(asterisk, store) as server:
            await _talk(asterisk)
            await until(lambda: _talk_is_known(server))
            yield asterisk, server
    finally:
        await asterisk.stop()


async def _back(server: Running) -> None:
    await until(lambda: not is_certain(server))
    await until(lambda: is_certain(server))


def _talk_is_known(server: Running) -> bool:
    """Customer and agent hear each other, not only: the phone was picked up."""
    return any(call.answered_at for call in server.live.snapshot(LEAD).calls)


async def _talk(asterisk: Asterisk) -> None:
    async with asterisk.console() as console:
        await join_queue(console, "support", "1001")
    await asterisk.phones.connect(Phone(number="1001", after_s=0.1))
    await asterisk.phones.dial(Dialling(number="13800138040", dials="4008001"))
