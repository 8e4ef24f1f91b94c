"""`cti record`: the bytes after the log-in, untouched, with their times; one clear word at an early end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cti.ami.link_times import LinkTimes
from cti.ami.recording import read_recording
from cti.cli.record import record
from cti.clock import SystemClock
from cti.config import Pbx
from cti.config_reader import Secret
from cti.errors import LinkError, LoginRefused, RecordingInvalid
from tests.fakes.ami_server import AmiServer

BOOTED = b"Event: FullyBooted\r\nPrivilege: system,all\r\nUptime: 100\r\n\r\n"
HOLD = b"\r\nEvent: Hold\r\nChannel: PJSIP/Jos\xe9-1\r\nUniqueid: 1.1\r\n\r\n"


@pytest.fixture
async def peer() -> AsyncIterator[AmiServer]:
    async with AmiServer() as server:
        yield server


def recording(peer: AmiServer, file: Path, seconds: float | None = None) -> asyncio.Task[int]:
    pbx = Pbx(name="east", port=peer.port, username="cti", secret=Secret("x"))
    return asyncio.create_task(record(pbx, file, seconds, SystemClock(), LinkTimes(connect_s=5)))


async def test_bytes_after_the_login_are_written_untouched(peer: AmiServer, tmp_path: Path) -> None:
    task = recording(peer, tmp_path / "x.ami", seconds=0.3)
    await peer.until(lambda: "Login" in peer.names())
    peer.send(HOLD)
    assert await task == len(BOOTED + HOLD)
    assert (tmp_path / "x.ami").read_bytes() == BOOTED + HOLD
    reads = read_recording(tmp_path / "x.ami")
    assert b"".join(read.data for read in reads) == BOOTED + HOLD
    assert [read.at_s for read in reads] == sorted(read.at_s or 0.0 for read in reads)


async def test_all_events_are_asked_for(peer: AmiServer, tmp_path: Path) -> None:
    await recording(peer, tmp_path / "x.ami", seconds=0.05)
    assert peer.received[0]["Events"] == "on"


async def test_pbx_that_ends_it_leaves_what_came(peer: AmiServer, tmp_path: Path) -> None:
    task = recording(peer, tmp_path / "x.ami")
    await peer.until(lambda: "Login" in peer.names())
    peer.send(HOLD)
    peer.finish()
    with pytest.raises(LinkError, match=f"{len(BOOTED + HOLD)} bytes are kept"):
        await task
    assert (tmp_path / "x.ami").read_bytes() == BOOTED + HOLD


async def test_refused_login_touches_no_file(peer: AmiServer, tmp_path: Path) -> None:
    peer.refuse_login = True
    (tmp_path / "x.ami").write_bytes(b"older")
    with pytest.raises(LoginRefused):
        await recording(peer, tmp_path / "x.ami")
    assert (tmp_path / "x.ami").read_bytes() == b"older"


async def test_folder_that_is_not_there_is_named(peer: AmiServer, tmp_path: Path) -> None:
    with pytest.raises(RecordingInvalid, match="nowhere"):
        await recording(peer, tmp_path / "nowhere" / "x.ami")


async def test_disk_that_fills_up_ends_the_recording(peer: AmiServer, tmp_path: Path) -> None:
    (tmp_path / "x.ami").symlink_to("/dev/full")
    with pytest.raises(RecordingInvalid, match="cannot be written"):
        await recording(peer, tmp_path / "x.ami", seconds=5)
