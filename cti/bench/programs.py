"""The programs that `cti bench pop` compares, each in a process of its own, and where their agents sit."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import msgspec

from cti.bench.chromium import Seat
from cti.bench.crowd import Place
from cti.bench.floor import PLAIN, Floor
from cti.bench.peer import Peer
from cti.errors import CtiError

_COOKIE = "cti_session"


class Program(msgspec.Struct, frozen=True):
    """How to start it (with the PBX's port), when it has taken the PBX in, and where agents sit (with its
    address and the agent's number on the floor)."""

    name: str
    command: Callable[[Floor, int], tuple[str, ...]]
    settings: Callable[[Floor, int], dict[str, str]]
    is_up: Callable[[Peer], Awaitable[object]]
    place: Callable[[Floor, str, int], Place]
    seat: Callable[[Floor, str, int], Seat]


PRODUCT = Program(
    "cti serve",
    lambda floor, port: ("-m", "cti", "serve"),
    lambda floor, port: {
        "CTI_PBX__PORT": str(port),
        "CTI_DATABASE__URL": floor.store_url,
        "CTI_WEB__PORT": "0",
    },
    lambda peer: peer.asked.wait(),
    lambda floor, url, agent: Place(f"{url}/ws", f"{_COOKIE}={floor.tokens[agent]}"),
    lambda floor, url, agent: Seat(f"{url}/", ".link-good", (_COOKIE, floor.tokens[agent])),
)
BASELINE = Program(
    "the plain program",
    lambda floor, port: ("-m", "cti.bench.plain_pop", str(port), str(floor.folder / PLAIN)),
    lambda floor, port: {},
    lambda peer: peer.logged_in.wait(),
    lambda floor, url, agent: Place(f"{url}/ws?device={floor.devices[agent]}"),
    lambda floor, url, agent: Seat(f"{url}/?device={floor.devices[agent]}", "body.ready"),
)


@asynccontextmanager
async def started(program: Program, floor: Floor, peer: Peer) -> AsyncIterator[str]:
    """The program's address. Raises CtiError when it does not start."""
    port = await peer.start()
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)} | program.settings(floor, port)
    process = await asyncio.create_subprocess_exec(
        sys.executable, *program.command(floor, port), cwd=floor.folder, env=environment,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        line = (await process.stdout.readline()).decode()
        if not line.startswith("serving on "):
            raise CtiError(f"{program.name} did not start: {line or 'it ended without a word'}")
        await program.is_up(peer)
        yield line.removeprefix("serving on ").strip()
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
        peer.stop()
