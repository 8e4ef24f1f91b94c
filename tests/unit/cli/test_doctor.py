"""`cti doctor`: one line per thing looked at, the lines to add, and an exit status a script can use."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cti.__main__ import run
from cti.simulator.settings import SimulatorSettings
from cti.simulator.simulator import Simulator


@pytest.fixture
async def port(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[int]:
    simulator = Simulator(SimulatorSettings(robots=("1001",)))
    _, port = await simulator.start()
    monkeypatch.setenv("CTI_PBX__PORT", str(port))
    monkeypatch.setenv("CTI_PBX__SECRET", "cti")
    monkeypatch.setenv("CTI_DATABASE__URL", f"sqlite:///{tmp_path / 'cti.db'}")
    yield port
    await simulator.stop()


async def cti(*arguments: str) -> int:
    """The program, beside the simulator's loop."""
    return await asyncio.to_thread(run, arguments)


async def test_when_all_is_well_the_status_is_zero(port: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert await cti("db", "upgrade") == 0
    assert await cti("doctor") == 0
    out = capsys.readouterr().out
    assert "ok Asterisk 22.10.1" in out
    assert "!!" not in out
    assert "the server can work" in out


async def test_what_must_be_changed_makes_the_status_one(
    port: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CTI_PBX__SECRET", "wrong")
    assert await cti("doctor") == 1
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("  !! there is no database") for line in lines)
    assert any(line.startswith("  !! PBX pbx at 127.0.0.1") and "refused" in line for line in lines)
    assert "         writetimeout = 5000" in lines


async def test_a_pbx_that_is_not_configured_is_wrong_usage(port: int) -> None:
    assert await cti("doctor", "--pbx", "north") == 2
