"""Where a list goes on: the sort key of the last row shown, as an opaque word for URLs."""

from __future__ import annotations

import base64
import binascii
from typing import TypeVar

import msgspec

from cti.errors import InvalidInput

Key = TypeVar("Key", bound=tuple[object, ...])


def encode(*key: object) -> str:
    """The word for a place in a list."""
    return base64.urlsafe_b64encode(msgspec.json.encode(key)).decode().rstrip("=")


def decode(cursor: str, kind: type[Key]) -> Key:
    """The place again. Raises `InvalidInput` for a word that `encode` did not make."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        return msgspec.json.decode(base64.urlsafe_b64decode(padded), type=kind)
    except (binascii.Error, UnicodeError, msgspec.DecodeError) as error:
        raise InvalidInput("cursor is none of ours: take it from the page before", "cursor") from error
