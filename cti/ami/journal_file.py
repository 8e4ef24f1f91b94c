"""One pair of journal files: NAME.ami, the bytes, and NAME.ami.idx, when each came and what we said between.

Passes through: bytes and index lines to disk, in order. Packed with gzip when closed. Does not pass: the
decision when a file is full; errors of the disk (OSError) go to who writes.
"""

from __future__ import annotations

import contextlib
import gzip
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

NEW_RUN = b"# journal, epoch seconds; the server starts\n"
CONTINUED = b"# journal, epoch seconds; continued\n"
FILE_TIME = "%Y%m%dT%H%M%S.%fZ"


class JournalFile:
    """Open from its making to `close`. `size` is in bytes of the stream."""

    def __init__(self, folder: Path, at: float, new_run: bool) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.began = at
        self.size = 0
        self.path = folder / f"{datetime.fromtimestamp(at, UTC):{FILE_TIME}}.ami"
        self._index_path = self.path.with_name(self.path.name + ".idx")
        self._data = self.path.open("xb")
        self._index = self._index_path.open("xb")
        self._index.write(NEW_RUN if new_run else CONTINUED)

    def write(self, at: float, data: bytes) -> None:
        """What one read of the socket gave; `at` in epoch seconds."""
        self._data.write(data)
        self._index.write(b"%r %d\n" % (at, len(data)))
        self.size += len(data)

    def note(self, at: float, line: bytes) -> None:
        """What we told the trackers, as `notes.written` has it."""
        self._index.write(b"%r 0 %b\n" % (at, line))

    def flush(self) -> None:
        """The stream first: the index never names bytes that are not there."""
        self._data.flush()
        self._index.flush()

    def close(self) -> None:
        """Closes and packs both."""
        for file in (self._data, self._index):
            file.close()
        for path in (self.path, self._index_path):
            _pack(path)

    def abandon(self) -> None:
        """Closes both as far as a failing disk lets us; they stay as they are."""
        for file in (self._data, self._index):
            with contextlib.suppress(OSError):
                file.close()


def _pack(path: Path) -> None:
    packed = path.with_name(path.name + ".gz")
    unfinished = packed.with_name(packed.name + ".part")
    with path.open("rb") as plain, gzip.open(unfinished, "wb", compresslevel=6) as target:
        shutil.copyfileobj(plain, target, 1 << 20)
    unfinished.rename(packed)
    path.unlink()


def remove_old(folder: Path, at: float, keep_days: int) -> None:
    """Removes files that began more than `keep_days` before `at` (epoch seconds)."""
    oldest = datetime.fromtimestamp(at, UTC) - timedelta(days=keep_days)
    for path in folder.glob("*Z.ami*"):
        try:
            began = datetime.strptime(path.name.partition("Z.ami")[0] + "Z", FILE_TIME).replace(tzinfo=UTC)
        except ValueError:
            continue
        if began < oldest:
            path.unlink(missing_ok=True)
