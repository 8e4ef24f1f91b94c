"""Hides telephone numbers in AMI messages: other digits in their place, equal ones for equal numbers. Pure.

Passes through: the bytes of whole messages and the text of notes, changed in nothing but digits, so of equal
length. Does not pass: digits of a number longer than an extension. Within one length no two numbers become
the same one, so that whatever tied messages together before still does.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
import re
from collections.abc import Callable

_ROUNDS = 4
_END = b"\r\n"
_DIGIT = re.compile(rb"\d")
_IDENTITY = re.compile(
    rb"(unique_?ids?|linked_?ids?|actionid|^event|^privilege|^eventtv|^timestamp|^sentntp|^receivedntp|^queue|"
    rb"lastcall|lastpause|logintime|uptime|lastreload|sessionid)$",
    re.IGNORECASE,
)
"""Headers whose digits are no telephone number: identities (the epoch second is in them), times, queues."""
_NUMBER = re.compile(rb"(calleridnum|connectedlinenum|exten|dnid|callerid|number|ani)$", re.IGNORECASE)
"""Headers that hold one number, however it is punctuated."""


class Mask:
    """`key` decides which digits take the place of which; numbers of up to `short` digits stay."""

    def __init__(self, key: bytes, short: int) -> None:
        self._key = key
        self._short = short
        self._runs = re.compile(rb"\d{%d,}" % (short + 1))
        self._digits = functools.lru_cache(maxsize=50_000)(self._permuted)
        self._way_of = functools.lru_cache(maxsize=2_000)(self._chosen)

    def messages(self, data: bytes) -> bytes:
        """Whole messages, header by header."""
        return _END.join([self._line(line) if b":" in line else line for line in data.split(_END)])

    def value(self, name: bytes, value: bytes) -> bytes:
        """The value of one header."""
        way = self._way_of(name)
        return value if way is None else way(value)

    def _line(self, line: bytes) -> bytes:
        name, _, value = line.partition(b":")
        way = self._way_of(name)
        return line if way is None else b"%b:%b" % (name, way(value))

    def _chosen(self, name: bytes) -> Callable[[bytes], bytes] | None:
        """How the values of this header are masked; None: not at all."""
        if _IDENTITY.search(name):
            return None
        return self._number if _NUMBER.search(name) else self._text

    def _text(self, value: bytes) -> bytes:
        return self._runs.sub(lambda run: self._digits(run[0]), value)

    def plain(self, value: object, name: str = "") -> object:
        """Text in plain data (dicts, lists, strings), by the name of its field."""
        if isinstance(value, dict):
            return {key: self.plain(each, str(key)) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return [self.plain(each, name) for each in value]
        return self.value(name.encode(), value.encode()).decode() if isinstance(value, str) else value

    def _number(self, value: bytes) -> bytes:
        digits = b"".join(_DIGIT.findall(value))
        if len(digits) <= self._short:
            return value
        others = iter(self._digits(digits).decode())
        return _DIGIT.sub(lambda digit: next(others).encode(), value)

    def _permuted(self, digits: bytes) -> bytes:
        """A Feistel network over the two halves of the number."""
        middle = len(digits) // 2
        halves = [digits[:middle], digits[middle:]]
        for turn in range(_ROUNDS):
            changed, by = turn % 2, halves[1 - turn % 2]
            size = len(halves[changed])
            word = hmac.new(self._key, b"%d.%d.%b" % (turn, size, by), hashlib.sha256).digest()
            mixed = (int(halves[changed]) + int.from_bytes(word, "big")) % 10**size
            halves[changed] = b"%0*d" % (size, mixed)
        return b"".join(halves)
