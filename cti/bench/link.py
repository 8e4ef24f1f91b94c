"""Events per CPU second: our link, parser and trackers against panoramisk alone with one empty callback.

Both are given the same recordings in the same reads in one process, turn by turn; the ratio is the median
of the turns, the rates are the best ones. Besides the link this is the only module that imports
panoramisk: it is the yardstick.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from statistics import median

import msgspec
import panoramisk
from panoramisk.ami_protocol import AMIProtocol

from cti.ami.link import AmiProtocol, Link
from cti.ami.parse import GREETING
from cti.bus import MemoryBus
from cti.clock import SystemClock
from cti.config import Pbx
from cti.directory import MemoryDirectory
from cti.errors import UsageError
from cti.pipeline import BATCH, Pipeline
from cti.tracker_settings import TrackerSettings
from cti.trackers import Trackers

READ_BYTES = 4096
_RECORDINGS = Path(__file__).parents[2] / "tests" / "recordings"


class LinkResult(msgspec.Struct, frozen=True):
    """`ratio` is ours over panoramisk's; the rest are events per CPU second, and what was measured."""

    ratio: float
    link_events_per_cpu_s: float
    panoramisk_events_per_cpu_s: float
    messages_used: int
    domain_events: int
    events: int
    rounds: int
    read_bytes: int = READ_BYTES


def files_of(folder: Path | None) -> list[Path]:
    """The recordings in a folder, or the product's own. Raises UsageError when there is none."""
    files = [file for file in sorted((folder or _RECORDINGS).glob("*.ami")) if ".start." not in file.name]
    if not files:
        raise UsageError(f"no recording NAME.ami in {folder or _RECORDINGS}; give --recordings FOLDER")
    return files


def reads_of(folder: Path | None) -> list[bytes]:
    """All recordings of a folder behind one greeting, in reads. Raises UsageError when there is none."""
    stream = GREETING + b"11.0.0\r\n" + b"".join(file.read_bytes() for file in files_of(folder))
    return [stream[start : start + READ_BYTES] for start in range(0, len(stream), READ_BYTES)]


def measure(folder: Path | None = None, rounds: int = 61) -> LinkResult:
    """Runs both in turn; panoramisk without its log lines, which would only slow it down."""
    logging.getLogger("panoramisk").setLevel(logging.WARNING)
    return asyncio.run(_measure(reads_of(folder), rounds))


async def _measure(reads: list[bytes], rounds: int) -> LinkResult:
    events = b"".join(reads).count(b"Event: ")
    ours, theirs = [], []
    for _ in range(rounds):
        pipeline, seconds = _through_link(reads)
        ours.append(seconds)
        theirs.append(_through_panoramisk(reads))
    return LinkResult(
        ratio=median(their / our for their, our in zip(theirs, ours, strict=True)),
        link_events_per_cpu_s=events / min(ours),
        panoramisk_events_per_cpu_s=events / min(theirs),
        messages_used=pipeline.messages,
        domain_events=pipeline.events,
        events=events,
        rounds=rounds,
    )


def _through_link(reads: list[bytes]) -> tuple[Pipeline, float]:
    """A new link, trackers and bus; CPU seconds from the first read to the last domain event."""
    link = Link(Pbx(), SystemClock(), Random(0))
    directory = MemoryDirectory(("PJSIP/trunk",), internal_digits=5)
    pipeline = Pipeline(link.inbox, Trackers(link.pbx, directory, TrackerSettings()), MemoryBus())
    protocol = AmiProtocol(link.connection())
    protocol.connection_made(Nowhere())

    def take(data: bytes) -> None:
        protocol.data_received(data)
        if len(link.inbox) >= BATCH or data is reads[-1]:
            pipeline.handle_waiting()

    return pipeline, _cpu_seconds(take, reads)


def _through_panoramisk(reads: list[bytes]) -> float:
    manager = panoramisk.Manager()
    manager.patterns.clear()
    manager.register_event("*", lambda manager, event: None)
    protocol = AMIProtocol()
    protocol.connection_made(Nowhere())
    protocol.factory = manager
    protocol.encoding = manager.config["encoding"]
    return _cpu_seconds(protocol.data_received, reads)


class Nowhere(asyncio.Transport):
    """No socket: the bytes come from memory."""


def _cpu_seconds(take: Callable[[bytes], object], reads: list[bytes]) -> float:
    gc.collect()
    started = time.process_time()
    for data in reads:
        take(data)
    return time.process_time() - started
