"""Frames: the fields are encoded once for all, each stream's number is put in front when sent. Pure."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Frame(msgspec.Struct, frozen=True, gc=False):
    """One message: the event's, pop's or work's fields, shared by every stream that keeps it, and this
    stream's number. `caused_at` is set for pops: when the call was offered. Streams keep hundreds of
    thousands; in no circle, they are nothing for the garbage collector to stop the server for."""

    kind: str
    seq: int
    fields: bytes
    caused_at: datetime | None = None

    def encoded(self) -> bytes:
        """The fields (a JSON object that is not empty) with type and number in front."""
        return f'{{"type":"{self.kind}","seq":{self.seq},'.encode() + self.fields[1:]


class _Error(msgspec.Struct, frozen=True, tag="error", tag_field="type"):
    code: str
    detail: str


def error_message(code: str, detail: str) -> bytes:
    """An answer to a bad frame; it has no number, because it is not part of the stream."""
    return msgspec.json.encode(_Error(code, detail))
