"""Headers of one AMI message: from bytes to text, and from text to our types.

Passes through: the header names and values of one message, the parties in it, numbers, flags.
Does not pass: framing, which event it is, and what the values mean for a call.
"""

from __future__ import annotations

import functools
import logging
import re
from collections.abc import Sequence

from cti.ami.messages import ChannelMessage

_log = logging.getLogger(__name__)
_UNKNOWN = frozenset(("", "<unknown>", "unknown", "<none>", "none"))


Text = str | None
ChannelFacts = tuple[str, str, Text, int | None, Text, Text, Text, Text, Text, Text]
"""What every channel event repeats, in the order of the fields of `ChannelMessage`."""


@functools.cache
def _say_not_utf8() -> None:
    _log.warning(
        "the PBX sent text that is not UTF-8; such lines are read as Latin-1 from now on (said once)"
    )


def decode(raw: bytes) -> str:
    """UTF-8; a line that is not is read as Latin-1, so no byte is lost. Logged once."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        _say_not_utf8()
        return "\r\n".join(_decode_line(line) for line in raw.split(b"\r\n"))


def _decode_line(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1")


class Fields:
    """The headers of one message, looked up in its text: most of them are never asked for. A
    repeated header has its first value."""

    __slots__ = ("text",)

    def __init__(self, block: bytes) -> None:
        try:
            self.text = f"\n{block.decode()}\r"
        except UnicodeDecodeError:
            self.text = f"\n{decode(block)}\r"

    def get(self, key: str) -> str | None:
        """The value without surrounding blanks, "" when empty, None when there is no such header."""
        text = self.text
        needle = f"\n{key}:"
        found = text.find(needle)
        if found < 0:
            return None
        start = found + len(needle)
        return text[start : text.find("\r", start)].strip()

    def __getitem__(self, key: str) -> str:
        value = self.get(key)
        if not value:
            raise KeyError(key)
        return value


def known(value: str | None) -> str | None:
    """The value, or None where Asterisk writes one of its words for unknown."""
    return None if value in _UNKNOWN else value


def number(value: str | None) -> int | None:
    """A whole number, or None when missing or not one."""
    try:
        return int(value) if value else None
    except ValueError:
        return None


def flag(value: str | None) -> bool | None:
    """1/0, Yes/No, True/False; None when missing."""
    return value.lower() in ("1", "yes", "true") if value else None


_STATES: dict[str | None, int] = {str(state): state for state in range(16)}
_UNUSED = r"[^\r]*"
_KNOWN = r"(?:<?unknown>?(?=\r)|([^\r]+)|)"


class Lookup:
    """Finds several headers at once. `order` is how Asterisk writes them, all of them; `wanted` those
    whose values are asked for. In a message with another order they are looked up one by one."""

    __slots__ = ("search", "wanted")

    def __init__(self, order: Sequence[str], wanted: Sequence[str]) -> None:
        self.wanted = tuple(wanted)
        lines = [f"{re.escape(name)}: {_KNOWN if name in wanted else _UNUSED}" for name in order]
        self.search = re.compile("\n" + "\r\n".join(lines) + r"(?=\r)").search

    def __call__(self, fields: Fields) -> Sequence[str | None]:
        """The values in the order of `wanted`; None for missing, empty and unknown ones."""
        found = self.search(fields.text)
        return found.groups() if found else self.one_by_one(fields)

    def one_by_one(self, fields: Fields) -> list[str | None]:
        """The same, whatever the order of the headers."""
        return [known(fields.get(name)) for name in self.wanted]


_CHANNEL_ORDER = (
    "Channel", "ChannelState", "ChannelStateDesc", "CallerIDNum", "CallerIDName", "ConnectedLineNum",
    "ConnectedLineName", "Language", "AccountCode", "Context", "Exten", "Priority", "Uniqueid", "Linkedid",
)  # fmt: skip
_CHANNEL_WANTED = (
    "Channel", "ChannelState", "CallerIDNum", "CallerIDName", "ConnectedLineNum", "ConnectedLineName",
    "Context", "Exten", "Uniqueid", "Linkedid",
)  # fmt: skip
_REMEMBERED = 2048


class PartyLookup:
    """Finds the channel of which a message says the fourteen headers, each with `prefix` before its name.

    Asterisk says the same of a channel in many messages in a row, so what such lines mean is remembered:
    of the last `remembered` of them."""

    __slots__ = ("_first", "_last", "_lines", "_read")

    def __init__(self, prefix: str, remembered: int = 0) -> None:
        self._lines = Lookup(
            *([prefix + name for name in names] for names in (_CHANNEL_ORDER, _CHANNEL_WANTED))
        )
        self._first, self._last = f"\n{prefix}Channel: ", f"\n{prefix}Linkedid: "
        self._read = functools.lru_cache(remembered)(self._facts_in)

    def __call__(self, fields: Fields) -> ChannelFacts:
        """Raises KeyError when the message names no such channel, or without its Uniqueid."""
        text = fields.text
        start = text.find(self._first)
        last = text.find(self._last, start)
        facts = self._read(text[start : text.find("\r", last) + 1]) if 0 <= start < last else None
        return facts or self._facts(self._lines.one_by_one(fields))

    def _facts_in(self, lines: str) -> ChannelFacts | None:
        """None when the lines are others or in another order."""
        found = self._lines.search(lines)
        return self._facts(found.groups()) if found else None

    def _facts(self, values: Sequence[str | None]) -> ChannelFacts:
        channel, state, number_, name, to_number, to_name, context, exten, uniqueid, linkedid = values
        if not channel or not uniqueid:
            raise KeyError(self._lines.wanted[8 if channel else 0])
        return (
            channel, uniqueid, linkedid, _STATES.get(state), number_, name, to_number, to_name, context,
            exten,
        )  # fmt: skip


OWN = PartyLookup("", _REMEMBERED)
DEST = PartyLookup("Dest", _REMEMBERED)


def party(fields: Fields, lookup: PartyLookup) -> ChannelMessage:
    """The party that `lookup` finds. Raises KeyError when the message does not name it."""
    return ChannelMessage(*lookup(fields))


def party_or_none(fields: Fields, lookup: PartyLookup) -> ChannelMessage | None:
    """The party that `lookup` finds, None when the message does not name it."""
    try:
        return party(fields, lookup)
    except KeyError:
        return None
