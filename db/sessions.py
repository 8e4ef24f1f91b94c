"""Log-ins that survive a restart. Only a hash of the token is stored, and the CSRF word comes from the
token, so a copy of the database lets nobody in."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select

from cti.users.model import Session, User
from db.rows import to_struct
from db.tables import sessions, users
from db.transaction import Transactions

_ASKED_AT_ONCE = 500


class Sessions:
    """The store behind `cti.ports.SessionStore`."""

    def __init__(self, transactions: Transactions, now: Callable[[], datetime]) -> None:
        self._transactions = transactions
        self._now = now

    async def create(self, user: User, lifetime_s: float) -> Session:
        """A new log-in of `lifetime_s` seconds; those that are over are forgotten meanwhile."""
        token, now = secrets.token_urlsafe(32), self._now()
        expires_at = now + timedelta(seconds=lifetime_s)
        row = {"token_hash": _hashed(token), "user_id": user.user_id, "expires_at": expires_at}
        async with self._transactions.writing() as connection:
            await connection.execute(delete(sessions).where(sessions.c.expires_at <= now))
            await connection.execute(insert(sessions).values(**row))
        return Session(token=token, csrf=_csrf(token), user=user, expires_at=expires_at)

    async def find(self, token: str) -> Session | None:
        """None when unknown, over, or its user is disabled; the user as stored now."""
        query = (
            select(users, sessions.c.expires_at)
            .join_from(sessions, users)
            .where(
                sessions.c.token_hash == _hashed(token),
                sessions.c.expires_at > self._now(),
                users.c.disabled.is_(False),
            )
        )
        async with self._transactions.reading() as connection:
            row = (await connection.execute(query)).first()
        if row is None:
            return None
        return Session(token=token, csrf=_csrf(token), user=to_struct(User, row), expires_at=row.expires_at)

    async def ended(self, tokens: Collection[str]) -> set[str]:
        """Those of `tokens` that `find` would not find."""
        hashes = {_hashed(token): token for token in tokens}
        alive: set[str] = set()
        async with self._transactions.reading() as connection:
            for some in _in_parts(list(hashes)):
                query = (
                    select(sessions.c.token_hash)
                    .join_from(sessions, users)
                    .where(
                        sessions.c.token_hash.in_(some),
                        sessions.c.expires_at > self._now(),
                        users.c.disabled.is_(False),
                    )
                )
                alive.update(await connection.scalars(query))
        return {token for hashed, token in hashes.items() if hashed not in alive}

    async def delete(self, token: str) -> None:
        """Ends the log-in; unknown ones are ended already."""
        async with self._transactions.writing() as connection:
            await connection.execute(delete(sessions).where(sessions.c.token_hash == _hashed(token)))


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _csrf(token: str) -> str:
    return _hashed(f"csrf:{token}")


def _in_parts(hashes: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(hashes), _ASKED_AT_ONCE):
        yield hashes[start : start + _ASKED_AT_ONCE]
