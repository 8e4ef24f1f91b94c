"""Who is there when pops are measured: a store with accounts, each with a phone and a log-in, and with the
customers who will call. The same customers for the plain program, in a table of its own.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec

from cti.bench.peer import QUEUE
from cti.customers.model import CustomerDraft
from cti.users.model import User
from db.engine import Database, open_database

STORE, PLAIN = "cti.db", "plain.db"
_LOGIN_S = 3600.0


class Floor(msgspec.Struct, frozen=True):
    """`folder` holds both databases; the n-th device belongs to the n-th token."""

    folder: Path
    devices: tuple[str, ...]
    tokens: tuple[str, ...]

    @property
    def store_url(self) -> str:
        """The product's database."""
        return f"sqlite:///{self.folder / STORE}"


def caller_number(call: int) -> str:
    """Who calls in the n-th call."""
    return f"139{call:08}"


def caller_name(call: int) -> str:
    """Nobody else on the screen is called so."""
    return f"Caller No{call:06}"


async def make(folder: Path, agents: int, calls: int) -> Floor:
    """Fills both databases."""
    devices = tuple(f"PJSIP/{1000 + agent}" for agent in range(agents))
    floor = Floor(folder, devices, ())
    database = await open_database(floor.store_url)
    try:
        for call in range(calls):
            draft = CustomerDraft(name=caller_name(call), numbers=(caller_number(call),))
            await database.customers.create(draft)
        users = await _accounts(database, floor)
        tokens = [(await database.sessions.create(user, _LOGIN_S)).token for user in users]
    finally:
        await database.close()
    _fill_plain(folder / PLAIN, calls)
    return msgspec.structs.replace(floor, tokens=tuple(tokens))


async def _accounts(database: Database, floor: Floor) -> list[User]:
    """One is made as every account; the others are its copies, since each password takes time to hash."""
    device, *others = floor.devices
    password = os.urandom(12).hex()
    first = await database.users.add(_name(device), "agent", password, device=device, queues=(QUEUE,))
    copies = [
        msgspec.structs.replace(first, user_id=f"{number:032x}", name=_name(other), device=other)
        for number, other in enumerate(others)
    ]
    with closing(sqlite3.connect(floor.folder / STORE)) as store, store:
        store.execute("CREATE TEMP TABLE copied AS SELECT * FROM users")
        for user in copies:
            values = (user.user_id, user.name, user.device)
            store.execute("UPDATE copied SET user_id = ?, name = ?, device = ?", values)
            store.execute("INSERT INTO users SELECT * FROM copied")
    return [first, *copies]


def _name(device: str) -> str:
    return "agent" + device.partition("/")[2]


def _fill_plain(file: Path, calls: int) -> None:
    with closing(sqlite3.connect(file)) as plain, plain:
        plain.execute("CREATE TABLE customers (number TEXT PRIMARY KEY, name TEXT)")
        rows = [(caller_number(call), caller_name(call)) for call in range(calls)]
        plain.executemany("INSERT INTO customers VALUES (?, ?)", rows)
