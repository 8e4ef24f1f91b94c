"""The journal of one PBX: everything it sent and everything we told the trackers beside it, on disk.

Passes through: bytes and notes from the event loop, in order, to a thread that masks, writes, rotates and
packs. Does not pass: waiting. When the disk is too slow or full, the journal loses and says so in itself, in
`lost` and in the log; the reader of the socket never notices.
"""

from __future__ import annotations

import logging
import secrets
import threading
from datetime import date, datetime
from pathlib import Path
from queue import SimpleQueue
from urllib.parse import quote

import msgspec

from cti.ami.journal_file import JournalFile, remove_old
from cti.ami.masking import Mask
from cti.ami.messages import LinkLost, Message
from cti.ami.notes import AccountsRead, written
from cti.ami.parse import END
from cti.config import Journal as Settings

LIMIT_BYTES = 64 << 20
_NOTE_BYTES = 200
_DISK_RETRY_S = 60.0
_log = logging.getLogger(__name__)

Entry = tuple[float, bytes | Message]


def folder_of(settings: Settings, pbx: str) -> Path:
    """Where the journal of this PBX is."""
    return Path(settings.folder) / quote(pbx, safe="")


def mask_of(settings: Settings, internal_digits: int) -> Mask | None:
    """What hides the numbers, None when they may stand. Without a key of its own each run has another."""
    if not settings.mask_numbers:
        return None
    return Mask(settings.mask_key.encode() or secrets.token_bytes(32), internal_digits)


class Journal:
    """Open from its making to `close`. Counters for /metrics, in bytes: `taken`, `done`, `lost`, `high_water`
    (most that ever waited)."""

    def __init__(self, settings: Settings, pbx: str, mask: Mask | None, limit: int = LIMIT_BYTES) -> None:
        self.pbx = pbx
        self.taken = self.done = self.lost = self.high_water = 0
        self._limit = limit
        self._missing = 0
        self._accounts: AccountsRead | None = None
        self._entries: SimpleQueue[Entry | None] = SimpleQueue()
        self._writer = _Writer(settings, folder_of(settings, pbx), mask)
        self._thread = threading.Thread(target=self._run, name=f"journal:{pbx}", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """Bytes not yet written."""
        return self.taken - self.done

    def heard(self, at: float, data: bytes) -> None:
        """One read of the socket, at `at` (epoch seconds)."""
        self._put((at, data), len(data))

    def note(self, at: float, note: Message) -> None:
        """What the trackers are told besides; accounts only when they changed."""
        if isinstance(note, AccountsRead):
            if note == self._accounts:
                return
            self._accounts = note
        self._put((at, note), _NOTE_BYTES)

    def close(self) -> None:
        """Returns when everything is on disk and packed. Blocks: call it from a thread."""
        self._entries.put(None)
        self._thread.join()

    def _put(self, entry: Entry, size: int) -> None:
        if self.waiting + size > self._limit:
            if not self._missing:
                _log.error(
                    "the disk is too slow for the journal of PBX %s: a part of it is missing", self.pbx
                )
            self.lost += size
            self._missing += size
            return
        if self._missing:
            lost = LinkLost(reason=f"{self._missing} bytes are missing in the journal")
            self._missing = 0
            self._put((entry[0], lost), _NOTE_BYTES)
        self.taken += size
        self.high_water = max(self.high_water, self.waiting)
        self._entries.put(entry)

    def _run(self) -> None:
        while (entry := self._entries.get()) is not None:
            at, content = entry
            size = len(content) if isinstance(content, bytes) else _NOTE_BYTES
            self.lost += self._writer.take(at, content, idle=self._entries.empty())
            self.done += size
        self._writer.close()


class _Writer:
    """The thread's part: masks, writes, rotates; survives a disk that fails."""

    def __init__(self, settings: Settings, folder: Path, mask: Mask | None) -> None:
        self._settings = settings
        self._folder = folder
        self._mask = mask
        self._held = b""
        self._whole = True
        self._file: JournalFile | None = None
        self._new_run = True
        self._accounts: AccountsRead | None = None
        self._failed_at: float | None = None

    def take(self, at: float, content: bytes | Message, idle: bool) -> int:
        """Writes; gives the bytes that were lost because the disk would not take them."""
        size = len(content) if isinstance(content, bytes) else 0
        if self._failed_at is not None and at < self._failed_at + _DISK_RETRY_S:
            return size
        try:
            file = self._opened(at)
            if isinstance(content, bytes):
                self._bytes(file, at, content)
            else:
                self._note(file, at, content)
            if idle:
                file.flush()
        except OSError as error:
            _log.error(
                "the journal in %s cannot be written: %s; it is tried again in a minute", self._folder, error
            )
            if self._file is not None:
                self._file.abandon()
            self._file, self._failed_at = None, at
            return size
        return 0

    def close(self) -> None:
        """Packs the last file."""
        if self._file is not None:
            try:
                self._file.close()
            except OSError as error:
                _log.error("the journal in %s cannot be closed: %s", self._folder, error)

    def _bytes(self, file: JournalFile, at: float, data: bytes) -> None:
        """Masked messages must be whole: what a read began is kept back until it is complete."""
        self._whole = data.endswith(END)
        if self._mask is not None:
            whole, end, self._held = (self._held + data).rpartition(END)
            data = self._mask.messages(whole + end)
        if data:
            file.write(at, data)

    def _note(self, file: JournalFile, at: float, note: Message) -> None:
        if isinstance(note, LinkLost):
            self._held, self._whole = b"", True
        elif isinstance(note, AccountsRead):
            self._accounts = note
        line = written(note)
        if self._mask is not None:
            line = msgspec.json.encode(self._mask.plain(msgspec.json.decode(line)))
        file.note(at, line)

    def _opened(self, at: float) -> JournalFile:
        """The file to write to; a new one when the present one is full or of yesterday, between messages."""
        if self._file is not None and self._whole and self._is_full(self._file, at):
            self._file.close()
            self._file = None
        if self._file is None:
            self._file = JournalFile(self._folder, at, self._new_run)
            remove_old(self._folder, at, self._settings.keep_days)
            if self._accounts is not None:
                self._note(self._file, at, self._accounts)
            if self._failed_at is not None:
                self._file.note(at, written(LinkLost(reason="a part of the journal could not be written")))
            self._new_run, self._failed_at = False, None
        return self._file

    def _is_full(self, file: JournalFile, at: float) -> bool:
        return file.size >= self._settings.rotate_mb << 20 or _day(file.began) != _day(at)


def _day(at: float) -> date:
    return datetime.fromtimestamp(at).astimezone().date()
