"""The whole server with a journal: its own counters, and a story of the recorded call out of it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import aiohttp
import pytest

from cti.__main__ import run
from cti.bootstrap import Running, running
from cti.calls.record import CallFilter, CallRecord
from cti.config import Config, Database, Journal, Pbx, Web
from cti.config_reader import Secret
from cti.simulator.scenario import SCENARIOS
from cti.simulator.settings import scenario_settings
from cti.simulator.simulator import Simulator


async def test_a_recorded_call_can_be_explained_from_the_journal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    simulator = Simulator(scenario_settings(), seed=1)
    host, port = await simulator.start()
    journal = tmp_path / "journal"
    config = Config(
        pbx=(Pbx(name="north west", host=host, port=port, secret=Secret("cti")),),
        database=Database(url=Secret(f"sqlite:///{tmp_path}/cti.db")),
        web=Web(port=0),
        journal=Journal(folder=str(journal)),
    )
    async with running(config) as server:
        await server.database.users.add("mei", "agent", "correct horse", extension="1001")
        await _until_linked(simulator)
        await simulator.play(SCENARIOS["answered_caller_hangs_up"])
        record = await _closed(server)
        figures = await _metrics(server.url)
    await simulator.stop()
    assert 'cti_journal_bytes_total{pbx="north west",result="lost"} 0.0' in figures
    assert 'cti_journal_bytes_total{pbx="north west",result="done"}' in figures
    assert [path.name for path in journal.iterdir()] == ["north%20west"]
    capsys.readouterr()
    place = ("--journal", str(journal), "--pbx", "north west")
    assert await asyncio.to_thread(run, ["calls", "explain", record.call_id, *place]) == 0
    told = capsys.readouterr().out
    assert record.ended_at is not None
    assert f"{record.ended_at.astimezone():%H:%M:%S.%f}"[:-3] + "  the call is over: completed" in told


async def _until_linked(simulator: Simulator) -> None:
    async with asyncio.timeout(10):
        while simulator.clients == 0:  # noqa: ASYNC110 - a connection tells nobody
            await asyncio.sleep(0.02)


async def _closed(server: Running) -> CallRecord:
    async with asyncio.timeout(10):
        while True:
            found, _ = await server.database.calls.list(CallFilter(reason="completed"))
            if found and found[0].ended_at is not None:
                return found[0]
            await asyncio.sleep(0.02)


async def _metrics(url: str) -> str:
    async with aiohttp.ClientSession() as session, session.get(f"{url}/metrics") as answer:
        return await answer.text()
