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

Fields = dict[str, str]

_log = logging.getLogger(__name__)
_NONE: dict[str | None, None] = {
    None: None, "": None, "<unknown>": None, "unknown": None, "<none>": None, "none": None, "(null)": None,
}  # fmt: skip
_LAST_EVENT = re.compile(rb"Event: [A-Za-z0-9]+\r\n")


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


def headers(block: bytes) -> Fields:
    """The headers of one message. A repeated header keeps its first value, a line without colon is
    passed over. Raises ValueError when no line has a colon or a second message starts inside."""
    lines = decode(block).split("\r\n")
    try:
        fields = dict([line.split(": ", 1) for line in lines])
    except ValueError:
        return _uneven_headers(block, lines)
    return fields if len(fields) == len(lines) else _uneven_headers(block, lines)


def _uneven_headers(block: bytes, lines: list[str]) -> Fields:
    if _LAST_EVENT.search(block, 1):
        raise ValueError("is cut: another message starts inside it")
    pairs = [line.partition(":") for line in reversed(lines)]
    fields = {key: value.strip() for key, colon, value in pairs if colon}
    if not fields:
        raise ValueError("has no header")
    return fields


def known(value: str | None) -> str | None:
    """The value, or None where Asterisk writes one of its words for unknown."""
    return _NONE.get(value, value)


def number(value: str | None) -> int | None:
    """A whole number, or None when missing or not one."""
    try:
        return int(value) if value else None
    except ValueError:
        return None


def flag(value: str | None) -> bool | None:
    """1/0, Yes/No, True/False; None when missing."""
    return value.lower() in ("1", "yes", "true") if value else None


def channel_facts(fields: Fields) -> ChannelFacts:
    """The event's own channel. Raises KeyError without Channel or Uniqueid."""
    return party_facts(fields, OWN)


class PartyKeys:
    """Header names of one party: the ten of a channel, each behind the same prefix."""

    __slots__ = ("keys",)

    def __init__(self, prefix: str) -> None:
        names = (
            "Channel", "Uniqueid", "Linkedid", "ChannelState", "CallerIDNum", "CallerIDName",
            "ConnectedLineNum", "ConnectedLineName", "Context", "Exten",
        )  # fmt: skip
        self.keys = tuple(prefix + name for name in names)


OWN = PartyKeys("")
DEST = PartyKeys("Dest")


def party_facts(fields: Fields, keys: PartyKeys) -> ChannelFacts:
    """Facts of the party behind `keys`. Raises KeyError without its Channel or Uniqueid."""
    channel, uniqueid, linkedid, state, number_, name, to_number, to_name, context, exten = keys.keys
    get = fields.get
    none = _NONE.get
    return {
        "channel": fields[channel],
        "uniqueid": fields[uniqueid],
        "linkedid": none(value := get(linkedid), value),
        "state": number(get(state)),
        "caller_number": none(value := get(number_), value),
        "caller_name": none(value := get(name), value),
        "connected_number": none(value := get(to_number), value),
        "connected_name": none(value := get(to_name), value),
        "context": none(value := get(context), value),
        "exten": none(value := get(exten), value),
    }


def party(fields: Fields, keys: PartyKeys) -> ChannelMessage:
    """The party behind `keys`. Raises KeyError when the message does not name it."""
    return ChannelMessage(**party_facts(fields, keys))


def party_or_none(fields: Fields, keys: PartyKeys) -> ChannelMessage | None:
    """The party behind `keys`, None when the message does not name it."""
    return party(fields, keys) if fields.get(keys.keys[0]) and fields.get(keys.keys[1]) else None
