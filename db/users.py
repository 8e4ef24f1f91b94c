"""Accounts. Hashes of passwords stay in here; a disabled account and a new password end its log-ins."""

from __future__ import annotations

import builtins
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cti.errors import BadCredentials, Conflict, InvalidInput, NotFound
from cti.single_line import require_single_line
from cti.users.model import Role, User
from db.passwords import Passwords
from db.rows import to_struct, to_values
from db.tables import sessions, users
from db.transaction import Transactions, insert_if_absent

_LONGEST_NAME = 64


class Users:
    """The store behind `cti.ports.UserStore`."""

    def __init__(self, transactions: Transactions, now: Callable[[], datetime]) -> None:
        self._transactions = transactions
        self._now = now
        self._passwords = Passwords()

    async def add(
        self, name: str, role: Role, password: str, *, display_name: str | None = None,
        extension: str | None = None, device: str | None = None, pbx: str | None = None,
        queues: Sequence[str] = (), softphone: str | None = None,
    ) -> User:  # fmt: skip
        """Raises Conflict when the name is taken, InvalidInput for a bad name or a short password."""
        if not name or name != name.strip() or not name.isprintable() or len(name) > _LONGEST_NAME:
            raise InvalidInput(
                f"a user name has 1 to {_LONGEST_NAME} visible characters and no blank at its ends", "name"
            )
        given = {"display_name": display_name, "extension": extension, "device": device, "pbx": pbx}
        for field, text in (*given.items(), *(("queues", queue) for queue in queues)):
            require_single_line(text, field)
        user = User(
            user_id=uuid.uuid4().hex, name=name, role=role, display_name=display_name, extension=extension,
            device=device, pbx=pbx, queues=tuple(queues), created_at=self._now(),
            phone="desk" if softphone is None else "softphone",
        )  # fmt: skip
        hashed = await self._passwords.hashed(password)
        values = {**to_values(user, users), "password_hash": hashed, "softphone_secret": softphone}
        async with self._transactions.writing() as connection:
            if not await insert_if_absent(connection, users, values):
                raise Conflict("there is a user {name} already: choose another name", name=name)
        return user

    async def check(self, name: str, password: str) -> User:
        """Raises BadCredentials: unknown name, wrong password and disabled account look alike."""
        async with self._transactions.reading() as connection:
            row = (await connection.execute(select(users).where(users.c.name == name))).first()
        stored = row.password_hash if row else None
        fits = await self._passwords.fits(password, stored)
        if row is None or not fits or row.disabled:
            raise BadCredentials("user name or password is wrong")
        if self._passwords.rehash_due(row.password_hash):
            await self._change(name, {"password_hash": await self._passwords.hashed(password)})
        return to_struct(User, row)

    async def set_password(self, name: str, password: str) -> None:
        """Also ends all log-ins of the user. Raises NotFound, InvalidInput for a short password."""
        values: dict[str, object] = {"password_hash": await self._passwords.hashed(password)}
        await self._change(name, values, end_sessions=True)

    async def set_language(self, name: str, language: str) -> None:
        """Raises NotFound."""
        await self._change(name, {"language": language})

    async def set_keys(self, name: str, keys: Mapping[str, str]) -> None:
        """Raises NotFound."""
        await self._change(name, {"keys": dict(keys)})

    async def set_softphone(self, name: str, sealed: str | None) -> None:
        """Raises NotFound."""
        phone = "desk" if sealed is None else "softphone"
        await self._change(name, {"phone": phone, "softphone_secret": sealed})

    async def softphone(self, name: str) -> str | None:
        """Raises NotFound."""
        async with self._transactions.reading() as connection:
            row = (
                await connection.execute(select(users.c.softphone_secret).where(users.c.name == name))
            ).first()
        if row is None:
            raise NotFound(f"there is no user {name}")
        sealed: str | None = row.softphone_secret
        return sealed

    async def disable(self, name: str) -> None:
        """No log-in any more, and the present ones end. Raises NotFound."""
        await self._change(name, {"disabled": True}, end_sessions=True)

    async def list(self) -> builtins.list[User]:
        """All, disabled ones too, by name."""
        async with self._transactions.reading() as connection:
            rows = await connection.execute(select(users).order_by(users.c.name))
            return [to_struct(User, row) for row in rows]

    async def get(self, name: str) -> User:
        """Raises NotFound."""
        async with self._transactions.reading() as connection:
            row = (await connection.execute(select(users).where(users.c.name == name))).first()
        if row is None:
            raise NotFound("there is no user {name}", name=name)
        return to_struct(User, row)

    async def _change(self, name: str, values: dict[str, object], *, end_sessions: bool = False) -> None:
        change = update(users).where(users.c.name == name).values(**values)
        async with self._transactions.writing() as connection:
            if (await connection.execute(change)).rowcount == 0:
                raise NotFound("there is no user {name}", name=name)
            if end_sessions:
                await _end_sessions(connection, name)


async def _end_sessions(connection: AsyncConnection, name: str) -> None:
    theirs = select(users.c.user_id).where(users.c.name == name)
    await connection.execute(delete(sessions).where(sessions.c.user_id.in_(theirs)))
