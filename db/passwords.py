"""Passwords -> argon2id hashes and back to yes or no; slow on purpose, so always in a thread."""

from __future__ import annotations

import asyncio
import base64
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from cti.errors import InvalidInput

SHORTEST = 8


class Passwords:
    """Hashes with the library's current parameters; `rehash_due` tells when a stored hash is older."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher()
        self._nobodys = self._hash_of_nobody()

    async def hashed(self, password: str) -> str:
        """Raises InvalidInput when it is shorter than 8 characters."""
        if len(password) < SHORTEST:
            raise InvalidInput("a password needs at least {count} characters", "password", count=SHORTEST)
        return await asyncio.to_thread(self._hasher.hash, password)

    async def fits(self, password: str, stored: str | None) -> bool:
        """Takes as long when there is no such user (`stored` None) as for a wrong password."""
        return await asyncio.to_thread(self._verify, password, stored or self._nobodys)

    def rehash_due(self, stored: str) -> bool:
        """The hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(stored)

    def _verify(self, password: str, stored: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False

    def _hash_of_nobody(self) -> str:
        """A well-formed hash of today's parameters that no password is known for."""
        hasher = self._hasher
        cost = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
        return f"$argon2id$v=19${cost}${_random(hasher.salt_len)}${_random(hasher.hash_len)}"


def _random(size: int) -> str:
    return base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=")
