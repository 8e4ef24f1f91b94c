"""Headers of one AMI message: from bytes to text, and from text to our types.

Passes through: the header names and values of one message, the parties in it, numbers, flags.
Does not pass: framing, which event it is, and what the values mean for a call.
"""

from __future__ import annotations

import functools
import logging
import re
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


class PartyKeys:
    """Header names of one party: the ten of a channel, each behind the same prefix."""

    __slots__ = ("keys", "search")

    def __init__(self, prefix: str) -> None:
        self.keys = tuple(prefix + name for name in _CHANNEL_HEADERS)
        lines = [prefix + name + ": " + _VALUE.get(name, _UNUSED) for name in _USUAL_ORDER]
        self.search = re.compile("\n" + "\r\n".join(lines)).search


_USUAL_ORDER = (
    "Channel", "ChannelState", "ChannelStateDesc", "CallerIDNum", "CallerIDName", "ConnectedLineNum",
    "ConnectedLineName", "Language", "AccountCode", "Context", "Exten", "Priority", "Uniqueid", "Linkedid",
)  # fmt: skip
_UNUSED = r"[^\r]*"
_KNOWN = r"(?:<?unknown>?(?=\r)|([^\r]+)|)"
_VALUE = dict.fromkeys(_USUAL_ORDER, _KNOWN) | dict.fromkeys(
    ("ChannelStateDesc", "Language", "AccountCode", "Priority"), _UNUSED
)
_CHANNEL_HEADERS = tuple(name for name in _USUAL_ORDER if _VALUE[name] is _KNOWN)
OWN = PartyKeys("")
DEST = PartyKeys("Dest")


def party_facts(fields: Fields, keys: PartyKeys) -> ChannelFacts:
    """Facts of the party behind `keys`. Raises KeyError without its Channel or Uniqueid.

    Asterisk writes a channel's headers in one order, so one search finds them all; headers in
    another order are looked up one by one."""
    found = keys.search(fields.text)
    values = found.groups() if found else [known(fields.get(key)) for key in keys.keys]
    channel, state, number_, name, to_number, to_name, context, exten, uniqueid, linkedid = values
    if not channel or not uniqueid:
        raise KeyError(keys.keys[8 if channel else 0])
    return {
        "channel": channel,
        "uniqueid": uniqueid,
        "linkedid": linkedid,
        "state": int(state) if state and state.isdigit() else None,
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


def party(fields: Fields, keys: PartyKeys) -> ChannelMessage:
    """The party behind `keys`. Raises KeyError when the message does not name it."""
    return ChannelMessage(**party_facts(fields, keys))


def party_or_none(fields: Fields, keys: PartyKeys) -> ChannelMessage | None:
    """The party behind `keys`, None when the message does not name it."""
    try:
        return party(fields, keys)
    except KeyError:
        return None
