"""One server and two PBXes with the same phones and queues: nothing of one is taken for the other's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from cti.bootstrap import Running, running
from cti.calls.record import CallFilter
from cti.config import Config, Database, Pbx, Web
from cti.config_reader import Secret
from cti.simulator.model import CallerId, Plan
from cti.simulator.scenario import SCENARIOS
from cti.simulator.settings import scenario_settings
from cti.simulator.simulator import Simulator
from tests.unit.test_server import until

NAMES = ("hq", "branch")


@pytest.fixture
async def pbxes() -> AsyncIterator[dict[str, tuple[Simulator, Pbx]]]:
    """Two simulators that differ in nothing but name and seed."""
    started: dict[str, tuple[Simulator, Pbx]] = {}
    for seed, name in enumerate(NAMES):
        pbx = Simulator(scenario_settings(), seed=seed)
        host, port = await pbx.start()
        started[name] = pbx, Pbx(name=name, host=host, port=port, secret=Secret(pbx.settings.secret))
    yield started
    for pbx, _ in started.values():
        await pbx.stop()


def _config(pbxes: dict[str, tuple[Simulator, Pbx]], folder: Path) -> Config:
    database = Database(url=Secret(f"sqlite:///{folder}/cti.db"))
    return Config(pbx=tuple(pbx for _, pbx in pbxes.values()), database=database, web=Web(port=0))


async def _ready(server: Running) -> None:
    """Both links are certain, and the accounts of both PBXes are known."""

    async def certain() -> bool:
        return [link.state for link in server.live.links()] == ["certain", "certain"]

    await until(certain)


async def _accounts(config: Config) -> None:
    """li has 1001 at the first PBX, zhou has 1001 at the other."""
    async with running(config) as server:
        users = server.database.users
        await users.add("li", "agent", "a long password", extension="1001", queues=("vip",))
        await users.add("zhou", "agent", "a long password", extension="1001", pbx="branch", queues=("vip",))


async def test_the_same_phone_and_queue_at_two_pbxes_are_two(pbxes, tmp_path: Path) -> None:
    config = _config(pbxes, tmp_path)
    await _accounts(config)
    async with running(config) as server:
        await _ready(server)
        scenario = SCENARIOS["answered_caller_hangs_up"]
        await asyncio.gather(*(pbx.play(scenario) for pbx, _ in pbxes.values()))

        async def recorded() -> bool:
            return len((await server.database.calls.list(CallFilter(reason="completed")))[0]) == 2

        await until(recorded)
        found = (await server.database.calls.list(CallFilter()))[0]
        assert {(call.pbx, call.agent, call.queue) for call in found} == {
            ("hq", "li", "support"),
            ("branch", "zhou", "support"),
        }
        assert len({call.call_id for call in found}) == 2
        (at_branch,) = (await server.database.calls.list(CallFilter(pbx="branch")))[0]
        assert at_branch.agent == "zhou"
        li = await server.database.users.get("li")
        seen = {(q.pbx, q.queue): q.answered for q in server.live.snapshot(li).queues}
        assert (seen["hq", "support"], seen["branch", "support"]) == (1, 1)
        counts = await server.database.calls.queue_counts("hq", found[0].started_at - timedelta(hours=1), {})
        assert counts == {"support": (1, 1, 0)}


async def test_the_desk_acts_at_the_agents_pbx(pbxes, tmp_path: Path) -> None:
    config = _config(pbxes, tmp_path)
    await _accounts(config)
    async with running(config) as server:
        await _ready(server)
        await server.desk.go("zhou", "paused", "meal")

        async def paused() -> bool:
            return [m.paused for m in server.live.members("branch", "vip") if m.agent == "zhou"] == [True]

        await until(paused)
        state = server.live.agent("zhou")
        assert state is not None
        assert (state.pbx, state.state, state.reason) == ("branch", "paused", "meal")
        assert not [m for m in server.live.members("hq", "vip") if m.device == "PJSIP/1001"]
        li = server.live.agent("li")
        assert li is None or li.state != "paused"


async def test_a_time_without_a_server_is_a_gap_of_each_pbx(pbxes, tmp_path: Path) -> None:
    config = _config(pbxes, tmp_path)
    async with running(config) as server:
        await _ready(server)
        branch = pbxes["branch"][0]
        long = Plan(talks_s=600, patience_s=600)
        branch.exchange.spawn(branch.call("4008001", CallerId("13800138001", None), long))

        async def on() -> bool:
            return len((await server.database.calls.list(CallFilter()))[0]) == 1

        await until(on)
    async with running(config) as server:
        await _ready(server)
        await server.recorder.written()
        (call,) = (await server.database.calls.list(CallFilter()))[0]
        gaps = await server.database.gaps.list(call.started_at - timedelta(hours=1))
        assert {gap.pbx: (gap.calls_closed, gap.calls_kept) for gap in gaps} == {
            "hq": (0, 0),
            "branch": (0, 1),
        }
