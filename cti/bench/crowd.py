"""Many agents whose browsers are light: a process of websocket clients that take every frame and note when a
pop came.

`Crowd` starts the process and reads what it notes; `python -m cti.bench.crowd` is the process: places on
standard input, one line of JSON; on standard output `ready`, then one line per pop. The time is that of the
steady clock, which all processes of a machine share.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import aiohttp
import msgspec

_POP = ('"type":"pop"', '"type": "pop"')
_AT_ONCE = 50


class Place(msgspec.Struct, frozen=True):
    """Where one agent's websocket is, and the cookie that opens it."""

    url: str
    cookie: str = ""


class Crowd:
    """The clients' process, seen from outside."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._waiting: dict[int, asyncio.Future[float]] = {}
        self._reading = asyncio.create_task(self._read())

    def expect(self, client: int) -> asyncio.Future[float]:
        """When (`time.monotonic`) the next pop came to this client."""
        self._waiting[client] = future = asyncio.get_running_loop().create_future()
        return future

    async def leave(self) -> None:
        """The process ends."""
        self._process.terminate()
        await self._process.wait()
        await self._reading

    async def _read(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            client, at = line.split()
            future = self._waiting.pop(int(client), None)
            if future is not None and not future.done():
                future.set_result(float(at))


@asynccontextmanager
async def crowd(places: Sequence[Place]) -> AsyncIterator[Crowd]:
    """All connected, in a process of their own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "cti.bench.crowd",
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=1 << 24,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(msgspec.json.encode(places) + b"\n")
    await process.stdin.drain()
    await process.stdout.readline()
    people = Crowd(process)
    try:
        yield people
    finally:
        await people.leave()


async def _sit(places: list[Place]) -> None:
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as http:
        gate = asyncio.Semaphore(_AT_ONCE)

        async def take(place: Place) -> aiohttp.ClientWebSocketResponse:
            async with gate:
                return await http.ws_connect(place.url, headers={"Cookie": place.cookie})

        sockets = await asyncio.gather(*map(take, places))
        print("ready", flush=True)
        await asyncio.gather(*(_listen(client, socket) for client, socket in enumerate(sockets)))


async def _listen(client: int, socket: aiohttp.ClientWebSocketResponse) -> None:
    async for message in socket:
        if message.type is aiohttp.WSMsgType.TEXT and any(mark in message.data for mark in _POP):
            print(client, time.monotonic(), flush=True)


if __name__ == "__main__":
    asyncio.run(_sit(msgspec.convert(json.loads(sys.stdin.readline()), list[Place])))
