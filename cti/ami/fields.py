"""Headers of one AMI message: from bytes to text, and from text to our types.

Passes through: the header names and values of one message, the parties in it, numbers, flags.
Does not pass: framing, which event it is, and what the values mean for a call.
"""

from __future__ import annotations

import functools
import logging
import re
from collections.abc import Sequence
from typing import TypedDict

from cti.ami.messages import ChannelMessage

_log = logging.getLogger(__name__)
_UNKNOWN = frozenset(("", "<unknown>", "unknown", "<none>", "none"))


class ChannelFacts(TypedDict):
    """What every channel event repeats; keyword arguments of `ChannelMessage` and its children."""

    channel: str
    uniqueid: str
    linkedid: str | None
    state: int | None
    caller_number: str | None
    caller_name: str | None
    connected_number: str | None
    connected_name: str | None
    context: str | None
    exten: str | None


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

    __slots__ = ("_search", "wanted")

    def __init__(self, order: Sequence[str], wanted: Sequence[str]) -> None:
        self.wanted = tuple(wanted)
        lines = [f"{re.escape(name)}: {_KNOWN if name in wanted else _UNUSED}" for name in order]
        self._search = re.compile("\n" + "\r\n".join(lines)).search

    def __call__(self, fields: Fields) -> Sequence[str | None]:
        """The values in the order of `wanted`; None for missing, empty and unknown ones."""
        found = self._search(fields.text)
        return found.groups() if found else [known(fields.get(name)) for name in self.wanted]


_CHANNEL_ORDER = (
    "Channel", "ChannelState", "ChannelStateDesc", "CallerIDNum", "CallerIDName", "ConnectedLineNum",
    "ConnectedLineName", "Language", "AccountCode", "Context", "Exten", "Priority", "Uniqueid", "Linkedid",
)  # fmt: skip
_CHANNEL_WANTED = (
    "Channel", "ChannelState", "CallerIDNum", "CallerIDName", "ConnectedLineNum", "ConnectedLineName",
    "Context", "Exten", "Uniqueid", "Linkedid",
)  # fmt: skip


def party_lookup(prefix: str) -> Lookup:
    """The ten headers of a channel, each behind `prefix`."""
    return Lookup([prefix + name for name in _CHANNEL_ORDER], [prefix + name for name in _CHANNEL_WANTED])


OWN = party_lookup("")
DEST = party_lookup("Dest")


def party_facts(fields: Fields, lookup: Lookup) -> ChannelFacts:
    """Facts of the party that `lookup` finds. Raises KeyError without its Channel or Uniqueid."""
    channel, state, number_, name, to_number, to_name, context, exten, uniqueid, linkedid = lookup(fields)
    if not channel or not uniqueid:
        raise KeyError(lookup.wanted[8 if channel else 0])
    return {
        "channel": channel,
        "uniqueid": uniqueid,
        "linkedid": linkedid,
        "state": _STATES.get(state),
        "caller_number": number_,
        "caller_name": name,
        "connected_number": to_number,
        "connected_name": to_name,
        "context": context,
        "exten": exten,
    }


def channel_facts(fields: Fields) -> ChannelFacts:
    """The event's own channel. Raises KeyError without Channel or Uniqueid."""
    return party_facts(fields, OWN)


def party(fields: Fields, lookup: Lookup) -> ChannelMessage:
    """The party that `lookup` finds. Raises KeyError when the message does not name it."""
    return ChannelMessage(**party_facts(fields, lookup))


def party_or_none(fields: Fields, lookup: Lookup) -> ChannelMessage | None:
    """The party that `lookup` finds, None when the message does not name it."""
    try:
        return party(fields, lookup)
    except KeyError:
        return None
