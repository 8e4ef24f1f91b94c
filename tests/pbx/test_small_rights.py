"""What is known after a connect in mid-call, by what the manager account may ask (docs/decisions/0011)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from cti.bootstrap import Running, running
from cti.config import Pbx
from cti.config_reader import Secret
from cti.desk.calls import LiveCall
from cti.simulator.scenario import Dialling, Phone
from cti.testbed.asterisk import Asterisk
from cti.testbed.clearing import clear
from cti.testbed.waiting import until
from tests.pbx.cable import Cable
from tests.pbx.centre import LEAD, channels_up, configured, pbx_behind
from tests.pbx.conftest import is_certain

pytestmark = pytest.mark.asyncio(loop_scope="session")

TALKS, TALKS_FAR, WAITS = "13800138401", "13800138402", "13800138403"
CHAIN = "Local/1022@members/n"
MAY_NOT_LIST = "board"
"""An account whose rights (write = agent) allow no list of channels."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def busy(asterisk: Asterisk) -> AsyncIterator[Asterisk]:
    """One customer talks with 1021, one through a Local channel with 1022, one waits alone."""
    asterisk.add_manager(MAY_NOT_LIST, read="all", write="agent")
    async with asterisk.console() as console:
        await console.ask("Command", Command="manager reload")
        await console.ask("QueueAdd", Queue="sales", Interface=CHAIN, StateInterface="PJSIP/1022")
        for extension in ("1021", "1022"):
            await asterisk.phones.connect(Phone(number=extension, after_s=0.1))
        for caller, dials in ((TALKS, "81021"), (TALKS_FAR, "4008002"), (WAITS, "4008005")):
            await asterisk.phones.dial(Dialling(number=caller, dials=dials))
        await channels_up(console, 7)
        yield asterisk
    await clear(asterisk)


@asynccontextmanager
async def met(asterisk: Asterisk, store: Path, *refused: str) -> AsyncIterator[tuple[Cable, Running]]:
    """A server that meets the calls in mid-course."""
    async with Cable(asterisk.ami_host, asterisk.ami_port) as cable:
        cable.refused |= set(refused)
        async with running(configured(store, [pbx_behind(cable, asterisk)])) as server:
            await until(lambda: is_certain(server))
            yield cable, server


def _who_talks(calls: tuple[LiveCall, ...]) -> dict[str | None, str | None]:
    return {call.caller.number: call.agent for call in calls if call.state == "talking"}


@pytest.mark.parametrize("refused", [(), ("Status",)])
async def test_who_talks_and_who_waits_is_known_from_either_list_of_channels(
    busy: Asterisk, tmp_path: Path, refused: tuple[str, ...]
) -> None:
    async with met(busy, tmp_path, *refused) as (cable, server):
        assert ("CoreShowChannels" in cable.asked) == bool(refused)
        calls = server.live.snapshot(LEAD).calls
        assert _who_talks(calls) == {TALKS: "1021", TALKS_FAR: "1022"}
        assert [(call.caller.number, call.queue, call.position) for call in calls if call.position] == [
            (WAITS, "vip", 1)
        ]


async def test_an_account_that_may_list_no_channels_knows_who_talks_and_says_that_it_knows_no_more(
    busy: Asterisk, tmp_path: Path
) -> None:
    secret = Secret(busy.ami_secret)
    pbx = Pbx(host=busy.ami_host, port=busy.ami_port, username=MAY_NOT_LIST, secret=secret)
    async with running(configured(tmp_path, [pbx])) as server:
        await until(lambda: bool(_who_talks(server.live.snapshot(LEAD).calls)))
        assert _who_talks(server.live.snapshot(LEAD).calls) == {TALKS: "1021", TALKS_FAR: "1022"}
        assert [link.state for link in server.live.links()] == ["reconciling"]


async def test_people_joined_through_local_channels_are_those_of_asterisks_own_map(
    busy: Asterisk, tmp_path: Path
) -> None:
    """CoreShowChannelMap, which the server need not ask."""
    async with met(busy, tmp_path) as (cable, server), busy.console() as console:
        mapped: dict[str, set[str]] = {}
        for channel in await console.list("CoreShowChannels"):
            if "trunk" in channel["Channel"]:
                rows = await console.list("CoreShowChannelMap", Channel=channel["Channel"])
                people = {row["ConnectedChannel"].split("-")[0] for row in rows}
                mapped[channel["CallerIDNum"]] = {name for name in people if not name.startswith("Local/")}
        talks = _who_talks(server.live.snapshot(LEAD).calls)
        assert {number: {f"PJSIP/{agent}"} for number, agent in talks.items()} == {
            number: people for number, people in mapped.items() if people
        }
        assert "CoreShowChannelMap" not in cable.asked
