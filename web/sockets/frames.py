"""Frames as bytes: the body is encoded once, each user's numbers are put in front. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec

from cti.events import Event


@dataclass(frozen=True, slots=True)
class Frame:
    """One numbered message. `caused_at` is set for pops: when the call was offered."""

    seq: int
    body: bytes
    caused_at: datetime | None = None


class _Error(msgspec.Struct, frozen=True, tag="error", tag_field="type"):
    code: str
    detail: str


def event_fields(event: Event) -> bytes:
    """The event's JSON object."""
    return msgspec.json.encode(event)


def numbered(kind: str, seq: int, json_object: bytes, caused_at: datetime | None = None) -> Frame:
    """`json_object` with type and seq as its first fields."""
    rest = json_object.strip()[1:]
    comma = b"" if rest.lstrip().startswith(b"}") else b","
    head = f'{{"type":"{kind}","seq":{seq}'.encode()
    return Frame(seq, head + comma + rest, caused_at)


def work_fields(work: bytes) -> bytes:
    """A work view as the fields of a work frame."""
    return b'{"work":' + work + b"}"


def error_frame(code: str, detail: str) -> Frame:
    """An answer to a bad frame; carries no number of the stream."""
    return Frame(0, msgspec.json.encode(_Error(code, detail)))
