"""The TCP side: accepts AMI clients, one `Session` each, and lets all of them hear the same exchange."""

from __future__ import annotations

import asyncio
import logging

from cti.simulator.actions import dispatch
from cti.simulator.exchange import Exchange
from cti.simulator.session import LARGEST_ACTION, Session

log = logging.getLogger(__name__)


class AmiServer:
    """Listens from `start` to `stop`."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._server: asyncio.Server | None = None
        self._sessions: set[asyncio.Task[None]] = set()

    async def start(self) -> tuple[str, int]:
        """Host and port it listens on. Raises OSError when the port is taken."""
        settings = self._exchange.settings
        self._server = await asyncio.start_server(
            self._serve, settings.host, settings.port, limit=LARGEST_ACTION
        )
        host, port = self._server.sockets[0].getsockname()[:2]
        return str(host), int(port)

    async def stop(self) -> None:
        """Cuts every client off and listens no more."""
        if self._server is None:
            return
        self._server.close()
        await self.cut_clients()
        self._server = None

    async def cut_clients(self) -> None:
        """Drops every connection, as when Asterisk dies or the network breaks; new ones are welcome."""
        sessions = tuple(self._sessions)
        for task in sessions:
            task.cancel()
        await asyncio.gather(*sessions, return_exceptions=True)

    @property
    def clients(self) -> int:
        """How many are connected."""
        return len(self._sessions)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(Session(self._exchange, dispatch, reader, writer).run())
        self._sessions.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._sessions.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("an AMI session broke off", exc_info=error)
