"""Secrets that the server must be able to read again, unreadable in a copy of the database.

Passes through: the server's key ([web] secret_key) and a text in, one line of ASCII out, and back.
HMAC-SHA256 does both parts, with a key of its own for each: in counter mode it makes the bytes the text is
mixed with, and it seals the result, so that a changed line or another key is noticed. Each sealing has its
own nonce.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from itertools import count
from typing import Final

from cti.errors import Conflict, InvalidInput

_NONCE_BYTES: Final = 16
_SEAL_BYTES: Final = 32


def seal(key: str, text: str) -> str:
    """`text` as it is stored. Raises `InvalidInput` when the server has no key."""
    if not key:
        raise InvalidInput(
            "softphone passwords are stored sealed: set web.secret_key in config.toml to a long random text"
        )
    nonce = secrets.token_bytes(_NONCE_BYTES)
    mixed = _mixed(key, nonce, text.encode())
    return base64.b64encode(nonce + mixed + _seal_of(key, nonce + mixed)).decode()


def unseal(key: str, sealed: str) -> str:
    """The text that was sealed. Raises `Conflict` when it was sealed with another key or was changed."""
    raw = base64.b64decode(sealed)
    body, given = raw[:-_SEAL_BYTES], raw[-_SEAL_BYTES:]
    if not key or not hmac.compare_digest(given, _seal_of(key, body)):
        raise Conflict(
            "the password of this softphone cannot be read, because web.secret_key is another one now: "
            "give it anew with `cti user softphone`"
        )
    nonce, mixed = body[:_NONCE_BYTES], body[_NONCE_BYTES:]
    return _mixed(key, nonce, mixed).decode()


def _mixed(key: str, nonce: bytes, data: bytes) -> bytes:
    """Twice applied it is the data again."""
    own = _key(key, "text")
    stream = bytearray()
    for number in count():
        if len(stream) >= len(data):
            break
        stream += hmac.digest(own, nonce + number.to_bytes(4, "big"), hashlib.sha256)
    return bytes(a ^ b for a, b in zip(data, stream, strict=False))


def _seal_of(key: str, body: bytes) -> bytes:
    return hmac.digest(_key(key, "seal"), body, hashlib.sha256)


def _key(key: str, purpose: str) -> bytes:
    return hmac.digest(key.encode(), f"softphone {purpose}".encode(), hashlib.sha256)
