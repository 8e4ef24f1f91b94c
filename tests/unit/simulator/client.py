"""A manager client for tests: says actions, hears blocks."""

from __future__ import annotations

import asyncio

Block = dict[str, str]


class Client:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.events: list[Block] = []
        self._next_id = 0

    @classmethod
    async def connect(cls, host: str, port: int) -> Client:
        client = cls(*await asyncio.open_connection(host, port))
        assert await client.reader.readline() == b"Asterisk Call Manager/11.0.0\r\n"
        return client

    async def log_in(self, **headers: str) -> Block:
        return await self.ask("Login", **{"Username": "cti", "Secret": "cti", **headers})

    async def ask(self, action: str, **headers: str) -> Block:
        """The answer; events that come before it are kept."""
        self._next_id += 1
        action_id = f"t{self._next_id}"
        lines = {"Action": action, "ActionID": action_id, **headers}
        self.writer.write("".join(f"{key}: {value}\r\n" for key, value in lines.items()).encode() + b"\r\n")
        return await self.until(lambda block: "Response" in block and block.get("ActionID") == action_id)

    async def list(self, action: str, **headers: str) -> list[Block]:
        """The rows of a list action."""
        answer = await self.ask(action, **headers)
        assert answer["EventList"] == "start"
        before = len(self.events)
        complete = await self.until(lambda block: block.get("EventList") == "Complete")
        rows = [row for row in self.events[before:] if row.get("ActionID") == answer["ActionID"]]
        assert int(complete["ListItems"]) == len(rows)
        return rows

    async def until(self, wanted: object) -> Block:
        """The first block that `wanted` accepts (or the event of that name); those before it are kept."""
        while True:
            block = await self.hear()
            if wanted(block) if callable(wanted) else block.get("Event") == wanted:
                return block
            self.events.append(block)

    async def hear(self) -> Block:
        raw = await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), 5)
        return dict(line.partition(": ")[::2] for line in raw.decode().rstrip("\r\n").split("\r\n"))

    async def is_cut_off(self) -> bool:
        """Reads to the end of the connection."""
        try:
            await asyncio.wait_for(self.reader.read(), 5)
        except ConnectionError:
            return True
        return self.reader.at_eof()
