"""The testbed's own little manager client: it asks and waits for the answer, and never looks at events.

Independent of the product's link on purpose, so that the testbed can bear witness against it.
"""

import asyncio
from types import TracebackType
from typing import Final, Self, TypeAlias

from cti.errors import ActionRefused, TestbedError
from cti.testbed.configuration import Account
from cti.testbed.loopback import HOST
from cti.testbed.waiting import in_time

Answer: TypeAlias = dict[str, str]

_ANSWER_LIMIT_S: Final = 90.0
"""Longer than Asterisk takes to start: `core waitfullybooted` answers behind that."""


class Console:
    """One manager connection without events; use it as an async context manager."""

    def __init__(self, port: int, account: Account) -> None:
        self._port = port
        self._account = account

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection(HOST, self._port)
        await self._reader.readline()
        await self.ask("Login", Username=self._account.user, Secret=self._account.secret, Events="off")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.close()

    async def ask(self, action: str, **fields: str) -> Answer:
        """Asterisk's answer to one action. Raises `ActionRefused` with Asterisk's words."""
        self._send(action, fields)
        answer = await self._message()
        while "Response" not in answer:
            answer = await self._message()
        if answer["Response"] not in ("Success", "Goodbye"):
            raise ActionRefused(f"{action}: {answer.get('Message', 'refused')}")
        return answer

    async def list(self, action: str, **fields: str) -> list[Answer]:
        """The rows of an action that answers with a list."""
        await self.ask(action, **fields)
        rows: list[Answer] = []
        while (row := await self._message()).get("EventList") != "Complete":
            rows.append(row)
        return rows

    def _send(self, action: str, fields: dict[str, str]) -> None:
        lines = [f"Action: {action}", *(f"{key}: {value}" for key, value in fields.items())]
        self._writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())

    async def _message(self) -> Answer:
        try:
            coming = self._reader.readuntil(b"\r\n\r\n")
            raw = await in_time(coming, "an answer of the manager interface", _ANSWER_LIMIT_S)
        except asyncio.IncompleteReadError as error:
            raise TestbedError("Asterisk closed the manager connection") from error
        pairs = (line.partition(": ") for line in raw.decode("utf-8", "replace").strip().split("\r\n"))
        return {key: value for key, _, value in pairs}
