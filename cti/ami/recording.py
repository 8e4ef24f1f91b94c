"""Raw AMI streams in files: written as they came, read back with the time of every message.

A recording is FILE (bytes after the login response, untouched) and FILE.idx (one line per read,
`seconds-from-start length`); so is each pair of files of a journal (`journal_file.py`). Passes through:
those bytes, and messages with epoch seconds. Does not pass: the socket (the link's work) and what the
messages mean.
"""

from __future__ import annotations

import contextlib
import gzip
import sys
import zlib
from collections.abc import Iterator
from datetime import datetime
from io import FileIO
from itertools import accumulate
from pathlib import Path
from typing import TextIO

import msgspec

from cti.ami.fields import Fields
from cti.ami.inferred_clock import infer_times
from cti.ami.messages import LinkConnecting, LinkLost, Message
from cti.ami.moments import Moments, stamp_of
from cti.ami.parse import Block, Framer, Malformed, parse
from cti.ami.recording_index import Heading, heading_of, rows_of
from cti.errors import RecordingInvalid

STDIN = "-"
_CLOCK_EVENTS = (b"Event: Newchannel\r", b"Event: SuccessfulAuth\r", b"Event: RTCPSent\r")


class Read(msgspec.Struct, frozen=True):
    """What one read of the socket gave; `at_s` seconds from the start (in a journal: epoch seconds), None
    when not written down. `note`: what our side told the trackers then."""

    at_s: float | None
    data: bytes
    note: Message | None = None


def heading(file: Path | str) -> Heading:
    """Whether FILE is of a journal, and whether it goes on from the file before."""
    return Heading() if str(file) == STDIN else heading_of(Path(file))


def read_recording(file: Path | str) -> list[Read]:
    """The reads of FILE (also .gz; `-` is standard input). Raises `RecordingInvalid`."""
    data = _bytes_of(file)
    rows = [] if str(file) == STDIN else rows_of(Path(file))
    if not rows:
        return [Read(None, data)]
    ends = list(accumulate(row.length for row in rows))
    reads = [
        Read(row.at, data[end - row.length : end], row.note) for row, end in zip(rows, ends, strict=True)
    ]
    return reads if ends[-1] >= len(data) else [*reads, Read(rows[-1].at, data[ends[-1] :])]


def timed_messages(file: Path | str) -> Iterator[tuple[float, Message | Malformed]]:
    """Messages of a recording in order, each with the epoch second of its arrival.

    Where the PBX adds the time to its events, that is it. Else with an index the times are those measured;
    without, they are inferred from the messages (`inferred_clock`). Raises `RecordingInvalid`."""
    for at, block in timed_blocks(file):
        message = parse(block) if isinstance(block, bytes) else block
        if message is not None:
            yield at, message


def timed_blocks(file: Path | str, moments: Moments | None = None) -> Iterator[tuple[float, Block | Message]]:
    """As `timed_messages`, each message as it came; a `Message` is a note of ours in a journal. `moments` are
    those of the file before, when a journal goes on in this one."""
    reads = read_recording(file)
    if heading(file).epoch:
        yield from _journal(reads, moments or Moments())
        return
    framer = Framer()
    offsets: list[float | None] = []
    blocks: list[Block] = []
    for read in reads:
        found = framer.feed(read.data)
        blocks += found
        offsets += [read.at_s] * len(found)
    yield from zip(_times(blocks, offsets), blocks, strict=True)


def _journal(reads: list[Read], moments: Moments) -> Iterator[tuple[float, Block | Message]]:
    """Each connection begins at a message of its own; so does what follows a part that is missing."""
    framer, at = Framer(), 0.0
    for read in reads:
        at = read.at_s if read.at_s is not None else at
        if read.note is not None:
            if isinstance(read.note, LinkConnecting | LinkLost):
                framer = Framer()
                moments.anew()
            yield at, read.note
        for moment, blocks in moments.of(at, framer.feed(read.data)):
            for block in blocks:
                yield moment, block


def _times(blocks: list[Block], offsets: list[float | None]) -> list[float]:
    stamps = [stamp_of(block) if _is_event(block) else None for block in blocks]
    first = next((stamp for stamp in stamps if stamp is not None), None)
    if first is not None:
        return list(accumulate((stamp or first for stamp in stamps), max))
    plain = [block.block if isinstance(block, Malformed) else block for block in blocks]
    measured = [offset for offset in offsets if offset is not None]
    if len(measured) < len(plain):
        return infer_times(plain)
    start = max(
        (second - at for block, at in zip(plain, measured, strict=True) if (second := _clock(block))),
        default=0.0,
    )
    return [start + at for at in measured]


def _is_event(block: Block) -> bool:
    """A pong has a time even where events have none."""
    return isinstance(block, bytes) and block.startswith(b"Event: ")


def _clock(block: bytes) -> float | None:
    """What the PBX's clock had passed when it sent this message, epoch seconds."""
    if not block.startswith(_CLOCK_EVENTS):
        return None
    fields = Fields(block)
    try:
        if event_time := fields.get("EventTV"):
            return datetime.fromisoformat(event_time).timestamp()
        return float(
            fields.get("SentNTP") or (fields.get("Uniqueid") or "").rpartition("-")[2].partition(".")[0]
        )
    except ValueError:
        return None


def _bytes_of(file: Path | str) -> bytes:
    try:
        data = sys.stdin.buffer.read() if str(file) == STDIN else Path(file).read_bytes()
        data = gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
    except (OSError, EOFError, zlib.error) as error:
        raise RecordingInvalid(f"recording {file} cannot be read: {error}") from error
    if data and b"Event: " not in data and b"Response: " not in data:
        raise RecordingInvalid(f"{file} holds no AMI message: give a file that `cti record` wrote")
    return data


class RecordingWriter:
    """Writes FILE and FILE.idx; one call per read of the socket."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._data: FileIO
        self._index: TextIO
        self._started: float | None = None
        self.written = 0

    def __enter__(self) -> RecordingWriter:
        try:
            self._data = self._file.open("wb", buffering=0)
            self._index = self._file.with_name(self._file.name + ".idx").open("w", 1, encoding="ascii")
        except OSError as error:
            raise RecordingInvalid(f"recording {self._file} cannot be written: {error}") from error
        return self

    def __exit__(self, *_: object) -> None:
        for file in (self._data, self._index):
            with contextlib.suppress(OSError):  # `write` has said it already: nothing is kept back
                file.close()

    def write(self, at_s: float, data: bytes) -> None:
        """`at_s` in seconds of any steady clock; the first call is the start."""
        started = self._started = at_s if self._started is None else self._started
        try:
            self._data.write(data)
            self._index.write(f"{at_s - started:.6f} {len(data)}\n")
        except OSError as error:
            raise RecordingInvalid(f"recording {self._file} cannot be written: {error}") from error
        self.written += len(data)
