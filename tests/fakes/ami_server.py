"""A manager interface that does what a test says: real TCP, no PBX behind it.

It greets, logs in, answers lists with the rows it was given and every other action with Success, and
notes all it receives. `refuse_login`, `silent` (answers nothing), `mute` (action names it never answers) and
`errors` (action -> words of refusal) make it behave badly. It does not play calls: `send` writes what the
test wants, byte for byte. The simulator (cti/simulator) is the peer that plays calls.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

GREETING = b"Asterisk Call Manager/11.0.0\r\n"


class AmiServer:
    def __init__(self) -> None:
        self.greeting = GREETING
        self.refuse_login = False
        self.silent = False
        self.mute: set[str] = set()
        self.errors: dict[str, str] = {}
        self.uptime: int | None = 100
        self.rows: dict[str, bytes] = {}
        self.received: list[dict[str, str]] = []
        self.connections = 0
        self.port = 0
        self._server: asyncio.Server | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._changed = asyncio.Event()

    async def __aenter__(self) -> AmiServer:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self.drop()
        assert self._server is not None
        self._server.close()

    def send(self, data: bytes) -> None:
        assert self._writer is not None
        self._writer.write(data)

    def drop(self) -> None:
        if self._writer is not None:
            self._writer.transport.abort()

    def finish(self) -> None:
        """Ends the conversation in good order: what was sent arrives."""
        assert self._writer is not None
        self._writer.close()

    def names(self) -> list[str]:
        return [action["Action"] for action in self.received]

    async def until(self, condition: Callable[[], bool], within_s: float = 5.0) -> None:
        """Waits until something received or connected makes `condition` true."""
        async with asyncio.timeout(within_s):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        self.connections += 1
        self._changed.set()
        writer.write(self.greeting)
        try:
            while True:
                block = await reader.readuntil(b"\r\n\r\n")
                action = dict(line.split(": ", 1) for line in block.decode().split("\r\n") if line)
                self.received.append(action)
                self._changed.set()
                if not self.silent and action["Action"] not in self.mute:
                    writer.write(self._answer(action))
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def _answer(self, action: dict[str, str]) -> bytes:
        name, mark = action["Action"], f"ActionID: {action['ActionID']}\r\n".encode()
        if name == "Login":
            return self._log_in(mark)
        if name in self.errors:
            return b"Response: Error\r\n" + mark + f"Message: {self.errors[name]}\r\n\r\n".encode()
        if name in ("Status", "CoreShowChannels", "QueueStatus", "BridgeList", "BridgeInfo", "ShowDialPlan"):
            rows = [
                row + b"\r\n" + mark + b"\r\n" for row in self.rows.get(name, b"").split(b"\r\n\r\n") if row
            ]
            start = b"Response: Success\r\n" + mark + b"EventList: start\r\nMessage: will follow\r\n\r\n"
            end = (
                f"Event: {name}Complete\r\n".encode() + mark + b"EventList: Complete\r\nListItems: 1\r\n\r\n"
            )
            return start + b"".join(rows) + end
        return b"Response: Success\r\n" + mark + b"Message: done\r\n\r\n"

    def _log_in(self, mark: bytes) -> bytes:
        if self.refuse_login:
            return b"Response: Error\r\n" + mark + b"Message: Authentication failed\r\n\r\n"
        accepted = b"Response: Success\r\n" + mark + b"Message: Authentication accepted\r\n\r\n"
        booted = f"Event: FullyBooted\r\nPrivilege: system,all\r\nUptime: {self.uptime}\r\n\r\n".encode()
        return accepted + (booted if self.uptime is not None else b"")
