"""The index beside a raw AMI stream: when each read came, how long it was, and what we said between.

Passes through: FILE.idx (also packed) as typed rows. `SECONDS LENGTH` is one read; `SECONDS 0 {...}` a note
of ours (`notes.py`). A first line that begins with `# journal` makes the seconds epoch seconds. A last line
without its end was being written when the server was cut off, and is passed over.
"""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import msgspec

from cti.ami.messages import Message
from cti.ami.notes import read
from cti.errors import RecordingInvalid

_JOURNAL = b"# journal"


class Row(msgspec.Struct, frozen=True):
    """One read, or one note."""

    at: float
    length: int
    note: Message | None = None


class Heading(msgspec.Struct, frozen=True):
    """`epoch`: a journal, its seconds count from 1970. `new_run`: what came before has nothing to do with
    it."""

    epoch: bool = False
    new_run: bool = True


def heading_of(file: Path) -> Heading:
    """What the first line of the index says. Raises RecordingInvalid."""
    path = _path_of(file)
    if path is None:
        return Heading()
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as lines:
            first = lines.readline().rstrip()
    except (OSError, EOFError, zlib.error) as error:
        raise RecordingInvalid(f"index {path} cannot be read: {error}") from error
    return Heading(True, first.endswith(b"starts")) if first.startswith(_JOURNAL) else Heading()


def rows_of(file: Path) -> list[Row]:
    """The reads and notes of FILE.idx, or of NAME.idx beside NAME.ami; none when there is no index. Raises
    RecordingInvalid."""
    path = _path_of(file)
    if path is None:
        return []
    try:
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    except (OSError, EOFError, zlib.error) as error:
        raise RecordingInvalid(f"index {path} cannot be read: {error}") from error
    lines = data.split(b"\n")[:-1]
    return [_row(path, number, line) for number, line in enumerate(lines, 1) if not line.startswith(b"#")]


def _path_of(file: Path) -> Path | None:
    plain = file.with_suffix("") if file.suffix == ".gz" else file
    for base in (file.name, plain.name, plain.stem):
        for path in (file.with_name(f"{base}.idx"), file.with_name(f"{base}.idx.gz")):
            if path.is_file():
                return path
    return None


def _row(path: Path, number: int, line: bytes) -> Row:
    try:
        at, length, *note = line.split(b" ", 2)
        return Row(float(at), int(length), read(note[0]) if note else None)
    except ValueError:
        raise RecordingInvalid(
            f"{path} line {number} is {line.decode('ascii', 'replace')!r}; "
            "write `seconds-from-start length`, or remove the file"
        ) from None
