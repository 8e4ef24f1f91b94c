"""Memory over a million calls: link, parser and trackers, told of calls of every kind, many at once, a
good part of them mutilated, with the link breaking now and then.

The calls are the recordings under other identities (`retelling.py`). A call whose end was lost lives on until
the snapshot after the next break; so what is measured, after a break, is what nobody needs any more.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import msgspec

from cti.ami.link import AmiProtocol, Link
from cti.ami.messages import LinkConnecting, LinkLost, SnapshotBegin, SnapshotEnd
from cti.ami.parse import GREETING
from cti.bench.link import Nowhere, files_of
from cti.bench.retelling import Recorded, recorded
from cti.config import Pbx
from cti.directory import MemoryDirectory
from cti.errors import CtiError
from cti.events import CallStarted, Event
from cti.pipeline import Pipeline
from cti.ports import Listener, Unsubscribe
from cti.tracker_settings import TrackerSettings
from cti.trackers import Trackers

CALLS = 1_000_000
PARTS = 10
_AT_ONCE = 20
_BREAK_AFTER = 2_000
_TOLD_AT_ONCE = 20
_STATM = Path("/proc/self/statm")
_START = 1_795_290_000.0
Say = Callable[[str], object]


class MemoryResult(msgspec.Struct, frozen=True):
    """`ratio`: the memory of the process after all calls over that after the first tenth of them;
    `blocks_ratio` the same of the interpreter's allocated blocks. `told`: how often a recording was told, of
    which so many `mutilated`."""

    ratio: float
    blocks_ratio: float
    first_mb: float
    last_mb: float
    calls: int
    told: int
    mutilated: int
    breaks: int
    messages: int
    domain_events: int
    cpu_s: float


class Mark(msgspec.Struct, frozen=True):
    """What is in use."""

    mb: float
    blocks: int


def measure(say: Say, calls: int = CALLS, folder: Path | None = None) -> MemoryResult:
    """Plays the calls, telling `say` after each tenth. Raises UsageError without recordings, CtiError when a
    tracker fails or a call is still there at the end."""
    logging.getLogger("cti.ami").setLevel(logging.ERROR)
    return asyncio.run(_measure(say, calls, recorded(files_of(folder))))


async def _measure(say: Say, calls: int, stories: list[Recorded]) -> MemoryResult:
    exchange = Exchange(stories)
    started = time.process_time()
    marks: list[Mark] = []
    for part in range(PARTS):
        exchange.play(calls * (part + 1) // PARTS)
        marks.append(mark())
        say(f"{exchange.bus.calls:,} calls, {exchange.pipeline.messages:,} messages: {marks[-1].mb:.1f} MB")
    first, last = marks[0], marks[-1]
    return MemoryResult(
        ratio=last.mb / first.mb,
        blocks_ratio=last.blocks / first.blocks,
        first_mb=first.mb,
        last_mb=last.mb,
        calls=exchange.bus.calls,
        told=exchange.told,
        mutilated=exchange.mutilated,
        breaks=exchange.breaks,
        messages=exchange.pipeline.messages,
        domain_events=exchange.pipeline.events,
        cpu_s=time.process_time() - started,
    )


def mark() -> Mark:
    """What this process uses now; where the system does not say, the most it ever used."""
    gc.collect()
    if _STATM.exists():
        used = int(_STATM.read_text().split()[1]) * resource.getpagesize()
    else:
        used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return Mark(used / 1e6, sys.getallocatedblocks())


class Exchange:
    """A PBX without a network: what it says goes into a link, and through the pipeline."""

    def __init__(self, stories: list[Recorded], seed: int = 1) -> None:
        self.told = self.mutilated = self.breaks = 0
        self._stories = stories
        self._random = Random(seed)
        self._clock = PlayedClock()
        self._link = Link(Pbx(), self._clock, Random(0))
        settings = TrackerSettings(default_wrap_up_s=30)
        self.trackers = Trackers(
            self._link.pbx, MemoryDirectory(("PJSIP/trunk",), internal_digits=5), settings
        )
        self.bus = CountingBus()
        self.pipeline = Pipeline(self._link.inbox, self.trackers, self.bus)
        self._protocol = AmiProtocol(self._link.connection())
        self._protocol.connection_made(Nowhere())
        self._protocol.data_received(GREETING + b"11.0.0\r\n")

    def play(self, until: int) -> None:
        """Recordings told again until there were so many calls; then the link breaks."""
        going: list[list[bytes]] = []
        while self.bus.calls < until:
            while len(going) < _AT_ONCE:
                going.append(self._next())
            self._go_on(going)
            if self.told % _BREAK_AFTER == 0:
                going.clear()
                self._break_link()
        self._break_link()
        if self.pipeline.failures or self.trackers.calls.live_channels:
            left = self.trackers.calls.live_channels
            raise CtiError(f"{self.pipeline.failures} messages failed, {left} channels are left")

    def _next(self) -> list[bytes]:
        """The messages of a recording, the last first."""
        messages = self._random.choice(self._stories).told(self.told, int(self._clock.epoch))
        self.told += 1
        if self._random.random() < 0.3:
            self.mutilated += 1
            messages = _mutilate(messages, self._random)
        return messages[::-1]

    def _go_on(self, going: list[list[bytes]]) -> None:
        """A few messages of one of them."""
        one = self._random.randrange(len(going))
        messages = going[one]
        few = [messages.pop() for _ in range(min(self._random.randrange(1, 8), len(messages)))]
        if not messages:
            del going[one]
        self._protocol.data_received(b"".join(few))
        if len(self._link.inbox) >= _TOLD_AT_ONCE:
            self._tell()

    def _break_link(self) -> None:
        """Nothing is heard for a second; all that lived then is gone."""
        self.breaks += 1
        inbox = self._link.inbox
        inbox.tell(LinkLost(reason="connection closed by the PBX"))
        self._clock.epoch += 1.0
        for word in (LinkConnecting(), SnapshotBegin(gap_s=1.0), SnapshotEnd()):
            inbox.tell(word)
        self._tell()

    def _tell(self) -> None:
        while len(self._link.inbox):
            self.pipeline.handle_waiting()
        self._clock.epoch += 1.0
        self.trackers.tick(self._clock.epoch)


def _mutilate(messages: list[bytes], random: Random) -> list[bytes]:
    """Some messages missing, the beginning or the end, neighbours swapped, or one cut into the next."""
    here = random.randrange(len(messages))
    match random.randrange(5):
        case 0:
            return [message for message in messages if random.random() < 0.8] or messages
        case 1:
            return messages[here:]
        case 2:
            return messages[: here + 1]
        case 3:
            messages[here : here + 2] = messages[here : here + 2][::-1]
        case _:
            messages[here] = messages[here][: random.randrange(1, len(messages[here]))]
    return messages


class CountingBus:
    """A `Bus` without listeners."""

    def __init__(self) -> None:
        self.calls = 0

    def publish(self, event: Event) -> None:
        """Counts calls."""
        if type(event) is CallStarted:
            self.calls += 1

    def subscribe(self, name: str, listener: Listener) -> Unsubscribe:
        """Nobody hears anything."""
        return lambda: None


class PlayedClock:
    """Stands still between calls; `epoch` is moved by hand."""

    def __init__(self) -> None:
        self.epoch = _START

    def now(self) -> datetime:
        """Aware, UTC."""
        return datetime.fromtimestamp(self.epoch, UTC)

    def monotonic(self) -> float:
        """Seconds."""
        return self.epoch
