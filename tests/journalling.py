"""A server as far as the journal is concerned: link, pipeline and trackers, and what they published."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from random import Random

import msgspec

from cti.ami.inbox import Inbox
from cti.ami.journal import Journal, mask_of
from cti.ami.link import Link
from cti.ami.link_times import LinkTimes
from cti.ami.notes import Account, AccountsRead, CountsSeeded
from cti.clock import SystemClock
from cti.config import Config, Pbx
from cti.config import Journal as Settings
from cti.directory import MemoryDirectory
from cti.events import CallEnded, Event, LinkState
from cti.pipeline import Pipeline
from cti.trackers import Trackers
from cti.users.model import User
from tests.fakes.bus import FakeBus

MEI = User(user_id="1", name="mei", role="agent", extension="1001", device="PJSIP/1001")
COUNTS = {"support": (7, 6, 2)}


@contextmanager
def opened(settings: Settings, limit: int = 1 << 20, mask: bool = False) -> Iterator[Journal]:
    """The journal of PBX `main`; written and packed behind the block."""
    made = mask_of(msgspec.structs.replace(settings, mask_numbers=mask), 5)
    journal = Journal(settings, "main", made, limit)
    try:
        yield journal
    finally:
        journal.close()


class Server:
    """Link, pipeline and trackers as the server joins them, and the events they published."""

    def __init__(self, pbx: Pbx, journal: Journal) -> None:
        directory = MemoryDirectory(["PJSIP/trunk"], 5)
        directory.replace([MEI])
        trackers = Trackers("main", directory, Config().for_trackers())
        trackers.seed(COUNTS)
        clock = SystemClock()
        inbox = Inbox(clock, journal=journal)
        inbox.note(inbox.time.now(), CountsSeeded(counts=COUNTS))
        inbox.note(inbox.time.now(), AccountsRead(accounts=(Account(name="mei", extension="1001"),)))
        self.bus = FakeBus()
        self.link = Link(pbx, clock, Random(1), LinkTimes(boot_s=0.2, first_retry_s=0.01), inbox)
        self.pipeline = Pipeline(inbox, trackers, self.bus, tick_s=0.01)

    def ended(self) -> int:
        return sum(isinstance(event, CallEnded) for event in self.events)

    @property
    def events(self) -> list[Event]:
        return self.bus.published

    def is_certain(self) -> bool:
        states = [event.state for event in self.events if isinstance(event, LinkState)]
        return states[-1:] == ["certain"]


@asynccontextmanager
async def serving(pbx: Pbx, journal: Journal) -> AsyncIterator[Server]:
    """From the moment the link is certain."""
    server = Server(pbx, journal)
    tasks = [asyncio.create_task(server.link.run()), asyncio.create_task(server.pipeline.run())]
    try:
        await until(server.is_certain)
        yield server
    finally:
        server.link.stop()
        await asyncio.gather(*tasks)


async def until(true: Callable[[], object]) -> None:
    """Waits for a condition, at most twenty seconds."""
    async with asyncio.timeout(20):
        while not true():  # noqa: ASYNC110 - whatever changes it tells nobody
            await asyncio.sleep(0.01)


async def replayed(settings: Settings, *options: str) -> list[bytes]:
    """`cti replay` as a program of its own: nothing may depend on this process."""
    program = (sys.executable, "-m", "cti", "replay", settings.folder, "--pbx", "main", "--jsonl", *options)
    process = await asyncio.create_subprocess_exec(*program, stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    assert process.returncode == 0
    return out.splitlines()
