"""From the AMI packet written to the socket to the pop frame received by the agent's browser.

The whole server runs as its own process with an SQLite file; 200 agents are connected by websocket, all in
one queue; calls ring at them in turn, five a second, so that each is rung every 40 seconds, from callers who
are customers. Here, in one other process, are the PBX that writes the packets and the clients that receive
the frames, on one clock.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import quantiles

import aiohttp
import msgspec

from cti.bench.peer import QUEUE, OneCall, Peer
from cti.customers.model import CustomerDraft
from cti.errors import CtiError
from db.engine import Database, open_database

AGENTS = 200
CALLS_PER_S = 5.0
_LATEST_POP_S = 5.0
_COOKIE = "cti_session"
Say = Callable[[str], object]
_POP = '"type":"pop"'


class PopResult(msgspec.Struct, frozen=True):
    """Milliseconds from packet to frame; `missed` pops did not come within 5 s."""

    p50_ms: float
    p99_ms: float
    longest_ms: float
    agents: int
    calls: int
    missed: int
    calls_per_s: float = CALLS_PER_S


def measure(say: Say, agents: int = AGENTS, calls: int = 200) -> PopResult:
    """Starts everything, rings, and takes it down again, telling `say` what it does. Raises CtiError when
    the server does not start."""
    with tempfile.TemporaryDirectory(prefix="cti-bench-") as folder:
        return asyncio.run(_measure(Path(folder), say, agents, calls))


async def _measure(folder: Path, say: Say, agents: int, calls: int) -> PopResult:
    say(f"making {agents} accounts (hashing their passwords takes a while)")
    url = f"sqlite:///{folder / 'cti.db'}"
    devices = [f"PJSIP/{1000 + agent}" for agent in range(agents)]
    tokens = await _fill(url, devices)
    peer = Peer(devices)
    port = await peer.start()
    try:
        connector = aiohttp.TCPConnector(limit=0)
        async with _server(folder, url, port) as address, aiohttp.ClientSession(connector=connector) as http:
            say(f"connecting {agents} agents, then {calls} calls in {calls / CALLS_PER_S:.0f} s")
            await peer.asked.wait()
            desks = [await _Desk.open(http, address, token) for token in tokens]
            delays = [delay for delay in await _ring(peer, desks, devices, calls) if delay is not None]
            for desk in desks:
                await desk.close()
    finally:
        peer.stop()
    if len(delays) < 2:
        raise CtiError("hardly any pop arrived: there is nothing to measure")
    cuts = quantiles([delay * 1000 for delay in delays], n=100, method="inclusive")
    return PopResult(cuts[49], cuts[98], max(delays) * 1000, agents, calls, calls - len(delays))


async def _fill(url: str, devices: list[str]) -> list[str]:
    """Accounts and customers; a session of each agent."""
    database = await open_database(url)
    try:
        for agent in range(len(devices)):
            await database.customers.create(
                CustomerDraft(name=f"Customer {agent}", numbers=(_number(agent),))
            )
        return await asyncio.gather(*(_session(database, device) for device in devices))
    finally:
        await database.close()


async def _session(database: Database, device: str) -> str:
    name = "agent" + device.partition("/")[2]
    user = await database.users.add(name, "agent", os.urandom(12).hex(), device=device, queues=(QUEUE,))
    return (await database.sessions.create(user, 3600)).token


def _number(agent: int) -> str:
    return f"139{agent:08}"


@asynccontextmanager
async def _server(folder: Path, database_url: str, ami_port: int) -> AsyncIterator[str]:
    """`cti serve` in a process of its own; its address."""
    environment = os.environ | {
        "CTI_PBX__PORT": str(ami_port), "CTI_DATABASE__URL": database_url, "CTI_WEB__PORT": "0",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "cti", "serve",
        cwd=folder, env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        line = (await process.stdout.readline()).decode()
        if not line.startswith("serving on "):
            raise CtiError(f"the server did not start: {line or 'see `cti serve`'}")
        yield line.removeprefix("serving on ").strip()
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _ring(peer: Peer, desks: list[_Desk], devices: list[str], calls: int) -> list[float | None]:
    """The delay of each call's pop, None when it did not come."""
    ringing = []
    for number in range(calls):
        agent = number % len(desks)
        call = OneCall(number, _number(agent), devices[agent])
        ringing.append(asyncio.create_task(_one(peer, call, desks[agent])))
        await asyncio.sleep(1 / CALLS_PER_S)
    return await asyncio.gather(*ringing)


async def _one(peer: Peer, call: OneCall, desk: _Desk) -> float | None:
    peer.write(call.waits())
    await asyncio.sleep(0.02)
    desk.popped = asyncio.get_running_loop().create_future()
    started = time.perf_counter()
    peer.write(call.rings())
    try:
        return await asyncio.wait_for(desk.popped, _LATEST_POP_S) - started
    except TimeoutError:
        return None
    finally:
        peer.write(call.ends())


class _Desk:
    """An agent's browser tab: it takes every frame and notes when a pop came."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.popped: asyncio.Future[float] | None = None
        self._socket = socket
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def open(cls, http: aiohttp.ClientSession, address: str, token: str) -> _Desk:
        socket = await http.ws_connect(f"{address}/ws", headers={"Cookie": f"{_COOKIE}={token}"})
        await socket.receive_str()
        return cls(socket)

    async def close(self) -> None:
        await self._socket.close()
        await self._reading

    async def _read(self) -> None:
        async for message in self._socket:
            if self.popped is not None and not self.popped.done() and _POP in message.data:
                self.popped.set_result(time.perf_counter())
