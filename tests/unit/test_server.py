"""The whole server as bootstrap joins it, with the simulated PBX and a real database."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import msgspec
import pytest

from cti.bootstrap import Running, running
from cti.calls.record import CallFilter, CallRecord, Outcome
from cti.config import BusUrl, Config, Database, Pbx, QueueDefaults, Web
from cti.config_reader import Secret
from cti.errors import ConfigError
from cti.simulator.model import CallerId, Plan
from cti.simulator.scenario import SCENARIOS
from cti.simulator.settings import scenario_settings
from cti.simulator.simulator import Simulator
from db.engine import open_database

LONG = Plan(talks_s=600, patience_s=600)


@pytest.fixture
async def simulator() -> AsyncIterator[tuple[Simulator, Pbx]]:
    started = Simulator(scenario_settings(), seed=1)
    host, port = await started.start()
    account = started.settings
    yield started, Pbx(host=host, port=port, username=account.username, secret=Secret(account.secret))
    await started.stop()


def config(pbx: Pbx, folder: Path) -> Config:
    return Config(pbx=(pbx,), database=Database(url=Secret(f"sqlite:///{folder}/cti.db")), web=Web(port=0))


async def until(condition: Callable[[], Awaitable[bool]], within_s: float = 20.0) -> None:
    async with asyncio.timeout(within_s):
        while not await condition():  # noqa: ASYNC110 - the other end is a program or a database
            await asyncio.sleep(0.02)


async def certain(server: Running) -> None:
    async def is_certain() -> bool:
        return [link.state for link in server.live.links()] == ["certain"]

    await until(is_certain)


async def stored(folder: Path) -> list[CallRecord]:
    database = await open_database(f"sqlite:///{folder}/cti.db")
    try:
        return (await database.calls.list(CallFilter()))[0]
    finally:
        await database.close()


async def test_a_call_goes_from_the_socket_to_its_record(simulator, tmp_path):
    pbx, settings = simulator
    async with running(config(settings, tmp_path)) as server:
        await certain(server)
        await pbx.play(SCENARIOS["answered_caller_hangs_up"])

        async def recorded() -> bool:
            found, _ = await server.database.calls.list(CallFilter(reason="completed"))
            return len(found) == 1

        await until(recorded)
    (record,) = await stored(tmp_path)
    assert (record.direction, record.queue, record.agent) == ("inbound", "support", "1001")
    assert (record.ended_by, record.certain, record.caller_e164) == ("caller", True, "+8613800138001")
    assert [leg.reason for leg in record.legs] == ["answered"]


async def in_call(pbx: Simulator) -> None:
    """A caller whom nobody serves in the time of a test."""
    pbx.exchange.spawn(pbx.call("4008001", CallerId("13800138001", None), LONG))


async def test_a_call_that_outlives_the_server_keeps_its_record(simulator, tmp_path):
    pbx, settings = simulator
    async with running(config(settings, tmp_path)) as server:
        await certain(server)
        await in_call(pbx)

        async def on() -> bool:
            return len(await stored(tmp_path)) == 1

        await until(on)
    async with running(config(settings, tmp_path)) as server:
        await certain(server)
        await server.recorder.written()
        (record,) = await stored(tmp_path)
        assert record.ended_at is None
    await pbx.stop()


async def test_sigterm_ends_the_program_cleanly_with_every_record_written(simulator, tmp_path):
    pbx, settings = simulator
    environment = {
        **os.environ,
        "CTI_PBX__PORT": str(settings.port),
        "CTI_PBX__SECRET": settings.secret,
        "CTI_WEB__PORT": "0",
        "CTI_DATABASE__URL": f"sqlite:///{tmp_path}/cti.db",
        "PYTHONPATH": os.getcwd(),
    }
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "cti", "serve", cwd=tmp_path, env=environment,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert server.stdout is not None
    assert b"serving on http://127.0.0.1:" in await server.stdout.readline()
    await pbx.play(SCENARIOS["answered_agent_hangs_up"])
    await in_call(pbx)

    async def both() -> bool:
        return len(await stored(tmp_path)) == 2

    await until(both)
    server.send_signal(signal.SIGTERM)
    _, said = await asyncio.wait_for(server.communicate(), 20)
    assert server.returncode == 0, said.decode()
    assert b"Traceback" not in said
    assert sorted(str(record.reason) for record in await stored(tmp_path)) == ["None", "completed"]


async def test_a_bus_that_is_not_there_is_said_before_anything_starts(simulator, tmp_path):
    _, settings = simulator
    wanted = msgspec.structs.replace(config(settings, tmp_path), bus=BusUrl(url=Secret("nats://localhost")))
    with pytest.raises(ConfigError, match=r"bus\.url"):
        async with running(wanted):
            pass


async def test_an_account_added_while_the_server_runs_is_known_to_it(simulator, tmp_path, monkeypatch):
    _, settings = simulator
    monkeypatch.setattr("cti.bootstrap.ACCOUNTS_READ_EVERY_S", 0.05)
    async with running(config(settings, tmp_path)) as server:
        await certain(server)
        await server.database.users.add("li", "agent", "a long password", extension="1001")

        async def known() -> bool:
            return server.directory.agent_of_device("PJSIP/1001") == "li"

        await until(known)


async def add_agent(folder: Path, name: str, extension: str) -> None:
    database = await open_database(f"sqlite:///{folder}/cti.db")
    await database.users.add(name, "agent", "a long password", extension=extension, queues=("vip",))
    await database.close()


async def state_of(server: Running, wanted: str) -> None:
    async def is_so() -> bool:
        state = server.live.agent("li")
        return state is not None and state.state == wanted

    await until(is_so)


async def test_an_agents_work_survives_a_restart_in_the_talk_and_one_in_wrap_up(simulator, tmp_path):
    pbx, settings = simulator
    pbx.exchange.phones = lambda number: Plan(answers_after_s=0.2, talks_s=600)
    wanted = msgspec.structs.replace(config(settings, tmp_path), queue_defaults=QueueDefaults(wrap_up_s=8))
    await add_agent(tmp_path, "li", "1002")
    async with running(wanted) as server:
        await certain(server)
        await server.desk.go("li", "ready", None)
        pbx.exchange.spawn(pbx.call("4008005", CallerId("13800138001", None), Plan(talks_s=6, patience_s=60)))
        await state_of(server, "talking")
        (item,) = await server.desk.open_work("li")
        await server.desk.save_outcome("li", item.work_id, Outcome(note="half a sen"))
    async with running(wanted) as server:
        await state_of(server, "talking")
        (again,) = await server.desk.open_work("li")
        assert (again.work_id, again.outcome.note) == (item.work_id, "half a sen")
        await state_of(server, "wrap_up")
        await server.recorder.written()

        async def has_an_end() -> bool:
            (wrapping,) = await server.desk.open_work("li")
            return wrapping.wrap_up_until is not None

        await until(has_an_end)
    async with running(wanted) as server:
        await state_of(server, "wrap_up")
        await state_of(server, "ready")

        async def finished() -> bool:
            return await server.desk.open_work("li") == []

        await until(finished)
        await server.recorder.written()
        record = await server.database.calls.get(item.call_id)
    assert (record.note, record.reason, record.agent, record.certain) == (
        "half a sen",
        "completed",
        "li",
        False,
    )
