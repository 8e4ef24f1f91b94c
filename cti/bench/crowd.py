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
from base64 import b64encode
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import msgspec

_POP = (b'{"type":"pop"', b'{"type": "pop"')
_TEXT, _PING, _PONG = 1, 9, 10
_KEY = b64encode(bytes(16)).decode()
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


class _Client(asyncio.Protocol):
    """One websocket, with no more work than a browser would be to this machine: frames are found, pings
    answered, pops noted as soon as their bytes are here."""

    def __init__(self, number: int, place: Place) -> None:
        self.is_open: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.is_over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._number = number
        self._place = place
        self._bytes = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        url = urlsplit(self._place.url)
        transport.write(
            f"GET {url.path}?{url.query} HTTP/1.1\r\nHost: {url.netloc}\r\nCookie: {self._place.cookie}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {_KEY}\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        self._bytes += data
        if not self.is_open.done() and not self._opened():
            return
        while (frame := self._frame()) is not None:
            kind, content = frame
            if kind == _TEXT and content.startswith(_POP):
                print(self._number, time.monotonic(), flush=True)
            elif kind == _PING:
                self._transport.write(bytes((0x80 | _PONG, 0x80 | len(content))) + bytes(4) + content)

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_over.set_result(None)
        if not self.is_open.done():
            self.is_open.set_exception(exc or ConnectionError("the server hung up"))

    def _opened(self) -> bool:
        head, end, rest = self._bytes.partition(b"\r\n\r\n")
        if not end:
            return False
        if not head.startswith(b"HTTP/1.1 101 "):
            self.is_open.set_exception(ConnectionError(head.decode()))
            return False
        self._bytes = rest
        self.is_open.set_result(None)
        return True

    def _frame(self) -> tuple[int, bytes] | None:
        """The next whole one (RFC 6455, 5.2; a server's are not masked), its kind and content."""
        if len(self._bytes) < 2:
            return None
        size, begin = self._bytes[1], 2
        if size > 125:
            begin = 4 if size == 126 else 10
            size = int.from_bytes(self._bytes[2:begin])
        if len(self._bytes) < begin + size:
            return None
        kind, content = self._bytes[0] & 15, bytes(self._bytes[begin : begin + size])
        del self._bytes[: begin + size]
        return kind, content


async def _sit(places: list[Place]) -> None:
    gate = asyncio.Semaphore(_AT_ONCE)

    async def take(number: int, place: Place) -> _Client:
        url = urlsplit(place.url)
        async with gate:
            connect = asyncio.get_running_loop().create_connection
            _, client = await connect(lambda: _Client(number, place), url.hostname or "", url.port or 80)
            await client.is_open
            return client

    clients = await asyncio.gather(*(take(number, place) for number, place in enumerate(places)))
    print("ready", flush=True)
    await asyncio.gather(*(client.is_over for client in clients))


if __name__ == "__main__":
    asyncio.run(_sit(msgspec.convert(json.loads(sys.stdin.readline()), list[Place])))
