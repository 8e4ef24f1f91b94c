"""The network between browser and server: a TCP relay that a test can cut and mend."""

import asyncio
from contextlib import suppress


class Cable:
    """Listens on its own address, which stays the same when the server behind it comes back elsewhere."""

    def __init__(self) -> None:
        self._target: tuple[str, int] | None = None
        self._whole = True
        self._connections: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def start(self) -> str:
        """The address for browsers."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        host, port = self._server.sockets[0].getsockname()[:2]
        return f"http://{host}:{port}"

    def lead_to(self, url: str) -> None:
        host, _, port = url.removeprefix("http://").partition(":")
        self._target = host, int(port)

    async def cut(self) -> None:
        """Every connection breaks and no new one is possible."""
        self._whole = False
        await self._break_all()

    def mend(self) -> None:
        self._whole = True

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        await self._break_all()

    async def _break_all(self) -> None:
        broken = tuple(self._connections)
        for task in broken:
            task.cancel()
        await asyncio.gather(*broken, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._relay(reader, writer))
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ends = [writer]
        try:
            if not self._whole or self._target is None:
                return
            far_reader, far_writer = await asyncio.open_connection(*self._target)
            ends.append(far_writer)
            await asyncio.gather(_pump(reader, far_writer), _pump(far_reader, writer))
        except OSError:
            return
        finally:
            for end in ends:
                end.transport.abort()


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    while data := await source.read(65536):
        sink.write(data)
        await sink.drain()
    with suppress(OSError):
        sink.write_eof()
