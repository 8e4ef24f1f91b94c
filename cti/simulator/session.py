"""One AMI client: framing of its actions, answers, and the events it wants; cut off when it reads too slowly.

What the actions do is in `actions/`; here is only how they arrive and how answers leave.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence

import msgspec

from cti.simulator import messages
from cti.simulator.exchange import Exchange
from cti.simulator.messages import Block, Event, Header

log = logging.getLogger(__name__)

GREETING = b"Asterisk Call Manager/11.0.0\r\n"
LARGEST_ACTION = 1 << 16


class Request(msgspec.Struct, frozen=True):
    """An action as it came: headers in order, keys in lower case."""

    headers: tuple[tuple[str, str], ...]

    def get(self, key: str, default: str = "") -> str:
        """The first value of a header."""
        return next((value for each, value in self.headers if each == key.lower()), default)

    def all(self, key: str) -> list[str]:
        """Every value of a header that may be repeated."""
        return [value for each, value in self.headers if each == key.lower()]


def read_request(data: bytes) -> Request:
    """Cuts one action into headers; lines without a colon are ignored, as Asterisk does."""
    lines = data.decode(errors="replace").replace("\r\n", "\n").split("\n")
    cut = (line.partition(":") for line in lines if ":" in line)
    return Request(tuple((key.strip().lower(), value.strip()) for key, _, value in cut))


class Session:
    """A connected client. `run` lives as long as the connection."""

    def __init__(
        self,
        exchange: Exchange,
        obey: Callable[[Session, Request], None],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self.exchange = exchange
        self._obey = obey
        self.logged_in = False
        self.wanted: frozenset[str] | None = None
        self._reader = reader
        self._writer = writer
        self._pending = bytearray()
        self._has_pending = asyncio.Event()
        self._closing = False

    async def run(self) -> None:
        """Greets, then answers actions until the client or the server ends it."""
        self._writer.transport.set_write_buffer_limits(high=0)
        self.send(GREETING)
        stop_listening = self.exchange.listen(self._on_event)
        sending = asyncio.create_task(self._send_pending())
        reading = asyncio.create_task(self._read())
        try:
            await asyncio.wait({sending, reading}, return_when=asyncio.FIRST_COMPLETED)
            if self._closing:
                await sending
            if reading.done():
                reading.result()
        finally:
            stop_listening()
            sending.cancel()
            reading.cancel()
            await asyncio.gather(sending, reading, return_exceptions=True)
            self._writer.close()

    # -- in

    async def _read(self) -> None:
        while not self._closing:
            try:
                data = await self._reader.readuntil(b"\r\n\r\n")
            except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
                return
            self._obey(self, read_request(data))

    # -- out

    def _on_event(self, event: Event) -> None:
        if self.logged_in and (self.wanted is None or event.category in self.wanted):
            self.send(event.data)

    def send(self, data: bytes) -> None:
        """Queues bytes; never waits."""
        self._pending += data
        self._has_pending.set()

    def close(self) -> None:
        """Ends the session when all that is queued has been written."""
        self._closing = True
        self._has_pending.set()

    async def _send_pending(self) -> None:
        while self._pending or not self._closing:
            await self._has_pending.wait()
            self._has_pending.clear()
            chunk, self._pending = bytes(self._pending), bytearray()
            self._writer.write(chunk)
            try:
                async with asyncio.timeout(self.exchange.settings.write_timeout_s):
                    await self._writer.drain()
            except TimeoutError:
                log.info("an AMI client did not read within the write timeout and is cut off")
                self._writer.transport.abort()
                return
            except ConnectionError:
                return

    # -- answers

    def reply(self, request: Request, response: str, *headers: Header) -> None:
        """`Response:` with the action's ActionID."""
        action_id = request.get("ActionID")
        marked: Block = [("ActionID", action_id)] if action_id else []
        self.send(messages.text([("Response", response), *marked, *headers]))

    def ack(self, request: Request, message: str) -> None:
        """Done."""
        self.reply(request, "Success", ("Message", message))

    def error(self, request: Request, message: str) -> None:
        """Not done, in Asterisk's words."""
        self.reply(request, "Error", ("Message", message))

    def rows(
        self,
        request: Request,
        message: str,
        rows: Sequence[tuple[str, Block]],
        complete: str,
        *more: Header,
    ) -> None:
        """A list: the answer, one event per row, and the event that closes it."""
        self.reply(request, "Success", ("EventList", "start"), ("Message", message))
        action_id = request.get("ActionID")
        marked: Block = [("ActionID", action_id)] if action_id else []
        for name, block in rows:
            self.send(messages.text([("Event", name), *marked, *block]))
        closing: Block = [("EventList", "Complete"), ("ListItems", len(rows)), *more]
        self.send(messages.text([("Event", complete), *marked, *closing]))
