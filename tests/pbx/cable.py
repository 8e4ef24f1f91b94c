"""The network between our link and a PBX: a TCP relay that a test can cut, mend, silence and make refuse."""

from __future__ import annotations

import asyncio
from contextlib import suppress


class Cable:
    """Listens on its own port and leads to `host`:`port`. An action named in `refused` is answered as an
    account without the right to it is answered."""

    def __init__(self, host: str, port: int) -> None:
        self.refused: set[str] = set()
        self.asked: list[str] = []
        self.port = 0
        self._far = (host, port)
        self._whole = True
        self._connections: set[_Connection] = set()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Cable:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        self.cut()

    def cut(self) -> None:
        """Every connection breaks and no new one is possible until `mend`."""
        self._whole = False
        for connection in tuple(self._connections):
            connection.task.cancel()

    def mend(self) -> None:
        self._whole = True

    def silence(self) -> None:
        """The bytes of the connections of now stop, both ways; nobody is told. New ones are whole."""
        for connection in self._connections:
            connection.flowing.clear()

    def flow(self) -> None:
        """What `silence` kept back comes, all at once, and what follows."""
        for connection in self._connections:
            connection.flowing.set()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._whole:
            writer.transport.abort()
            return
        connection = _Connection(self, reader, writer)
        self._connections.add(connection)
        connection.task.add_done_callback(lambda _: self._connections.discard(connection))

    @property
    def far(self) -> tuple[str, int]:
        return self._far


class _Connection:
    def __init__(self, cable: Cable, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.flowing = asyncio.Event()
        self.flowing.set()
        self._cable = cable
        self._near = reader, writer
        self.task = asyncio.create_task(self._relay())

    async def _relay(self) -> None:
        reader, writer = self._near
        ends = [writer]
        try:
            far_reader, far_writer = await asyncio.open_connection(*self._cable.far)
            ends.append(far_writer)
            first, _ = await asyncio.wait(
                (
                    asyncio.create_task(self._up(reader, far_writer)),
                    asyncio.create_task(self._down(far_reader)),
                ),
                return_when=asyncio.FIRST_COMPLETED,
            )
            for done in first:
                done.exception()
        finally:
            for end in ends:
                end.transport.abort()

    async def _up(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        """Actions, one by one."""
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                block = await source.readuntil(b"\r\n\r\n")
                await self.flowing.wait()
                action = dict(line.split(": ", 1) for line in block.decode().split("\r\n") if line)
                self._cable.asked.append(action["Action"])
                if action["Action"] in self._cable.refused:
                    self._refuse(action)
                else:
                    sink.write(block)
                    await sink.drain()

    def _refuse(self, action: dict[str, str]) -> None:
        mark = f"ActionID: {action['ActionID']}\r\n"
        self._near[1].write(f"Response: Error\r\n{mark}Message: Permission denied\r\n\r\n".encode())

    async def _down(self, source: asyncio.StreamReader) -> None:
        with suppress(ConnectionError):
            while data := await source.read(65536):
                await self.flowing.wait()
                self._near[1].write(data)
                await self._near[1].drain()
