"""What is known of one scenario played on a real Asterisk: the manager stream and Asterisk's own books."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec

from cti.calls.record import CallRecord
from cti.simulator.scenario import Outcome, Scenario
from cti.testbed.asterisk import Asterisk
from cti.testbed.books import CdrRow, QueueLogRow
from cti.testbed.waiting import in_time


class Performance(msgspec.Struct, frozen=True, kw_only=True):
    scenario: Scenario
    ami: list[tuple[float, bytes]]
    queue_log: list[QueueLogRow]
    cdr: list[CdrRow]
    records: list[CallRecord]

    def raw(self) -> bytes:
        """The manager stream without its times."""
        return b"".join(chunk for _, chunk in self.ami)

    def caller_id(self, outcome: Outcome) -> str:
        """The number under which Asterisk knows the caller of an outcome."""
        callers = {each.number: each for each in self.scenario.diallings}
        withheld = outcome.caller in callers and callers[outcome.caller].withheld
        return "anonymous" if withheld else outcome.caller

    def queue_rows(self, outcome: Outcome) -> list[QueueLogRow]:
        """The queue_log rows of an outcome's call."""
        number = self.caller_id(outcome)
        (call,) = {row.call for row in self.queue_log if row.event == "ENTERQUEUE" and row.data[1] == number}
        return [row for row in self.queue_log if row.call == call]

    def cdr_rows(self, outcome: Outcome) -> list[CdrRow]:
        """The call detail records of an outcome's call."""
        return [row for row in self.cdr if row.src == self.caller_id(outcome)]


class Eavesdropper:
    """A manager client that keeps every byte it gets after its login, with its time of arrival (epoch)."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self.heard: list[tuple[float, bytes]] = []

    async def listen_until(self, mark: bytes) -> None:
        tail = b""
        while mark not in tail:
            chunk = await self._reader.read(65536)
            assert chunk, "Asterisk closed the manager connection"
            self.heard.append((time.time(), chunk))
            tail = tail[-len(mark) :] + chunk

    def say(self, *lines: str) -> None:
        self._writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())


def manager_of(asterisk: Asterisk) -> tuple[str, int, str, str]:
    """Host, port, user and secret, as `eavesdrop` takes them."""
    return asterisk.ami_host, asterisk.ami_port, asterisk.ami_user, asterisk.ami_secret


@asynccontextmanager
async def eavesdrop(host: str, port: int, user: str, secret: str) -> AsyncIterator[Eavesdropper]:
    """Record the manager stream of a PBX while the block runs, to the last event of it. Asterisk answers an
    action before it sends the events that wait; those have come when it answers the next one."""
    reader, writer = await asyncio.open_connection(host, port)
    ear = Eavesdropper(reader, writer)
    ear.say("Action: Login", f"Username: {user}", f"Secret: {secret}")
    accepted = ear.listen_until(b"Message: Authentication accepted\r\n\r\n")
    await in_time(accepted, "the log-in of a listener", 10)
    ear.heard.clear()
    listening = asyncio.create_task(ear.listen_until(b"ActionID: soon\r\n"))
    try:
        yield ear
        ear.say("Action: Ping", "ActionID: soon")
        await in_time(listening, "an answer in the manager stream", 10)
        ear.say("Action: Ping", "ActionID: the-end")
        await in_time(ear.listen_until(b"ActionID: the-end\r\n"), "the last event of the manager stream", 10)
    finally:
        listening.cancel()
        writer.close()
