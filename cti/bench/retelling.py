"""Recorded calls told again under other identities: any number of calls, no two with a channel, a bridge or a
Uniqueid in common.

Passes through: the messages of a recording that mean something to us, in their order, as Asterisk writes
them. Does not pass: the times, and what the link passes over unread.
"""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from cti.ami.parse import END, Framer, Malformed, parse

IDENTITIES = 64
"""Most that one recording may name."""
_IDENTITY = re.compile(
    rb"(?P<unique>\d{10}\.\d+)|(?P<channel>-[0-9a-f]{8}(?=(?:;[12])?\r))|(?<![0-9a-f])[0-9a-f]{8}(?=-[0-9a-f]{4}-)"
)
"""A Uniqueid, what tells two channels of one device apart, the beginning of a bridge's name."""


class Line(msgspec.Struct, frozen=True):
    """One message with a place for each identity in it; `places` are their numbers in the recording."""

    template: bytes
    places: tuple[int, ...]


class Recorded:
    """One recording, ready to be told again."""

    def __init__(self, stream: bytes) -> None:
        self._forms: dict[bytes, bytes] = {}
        blocks = [block for block in Framer().feed(stream) if not isinstance(block, Malformed)]
        self.lines = [self._line(block + END) for block in blocks if parse(block) is not None]

    def told(self, call: int, epoch: int) -> list[bytes]:
        """All messages of the `call`-th telling, whose channels were born at `epoch` (seconds)."""
        first = call * IDENTITIES
        names = [
            form % _values(form, epoch, first + place) for place, form in enumerate(self._forms.values())
        ]
        return [line.template % tuple([names[place] for place in line.places]) for line in self.lines]

    def _line(self, message: bytes) -> Line:
        places: list[int] = []

        def place(found: re.Match[bytes]) -> bytes:
            self._forms.setdefault(found[0], _form(found))
            places.append(list(self._forms).index(found[0]))
            return b"%b"

        template = _IDENTITY.sub(place, message.replace(b"%", b"%%"))
        return Line(template, tuple(places))


def recorded(files: list[Path]) -> list[Recorded]:
    """One of each file that tells of a call."""
    told = (Recorded(file.read_bytes()) for file in files)
    return [each for each in told if each.lines]


def _form(found: re.Match[bytes]) -> bytes:
    if found["unique"]:
        return b"%d.%d"
    return b"-%08x" if found["channel"] else b"%08x"


def _values(form: bytes, epoch: int, number: int) -> tuple[int, ...]:
    return (epoch, number) if form == b"%d.%d" else (number & 0xFFFFFFFF,)
