from __future__ import annotations

from sqlalchemy import func, select

from cti.users.model import AuditEntry
from db.engine import Database
from db.tables import sessions
from tests.unit.db.calls import at
from tests.unit.db.conftest import HandClock


async def test_a_log_in_is_found_by_its_token_until_it_is_over(database: Database, clock: HandClock) -> None:
    user = await database.users.add("ann", "agent", "correct horse")
    session = await database.sessions.create(user, 60)
    clock.advance(59)
    assert await database.sessions.find(session.token) == session
    clock.advance(1)
    assert await database.sessions.find(session.token) is None


async def test_a_log_in_outlives_a_restart(database: Database, url: str, clock: HandClock) -> None:
    user = await database.users.add("ann", "agent", "correct horse")
    session = await database.sessions.create(user, 60)
    again = Database(url, "CN", clock)
    assert await again.sessions.find(session.token) == session
    await again.close()


async def test_neither_token_nor_csrf_word_is_stored(database: Database) -> None:
    user = await database.users.add("ann", "agent", "correct horse")
    session = await database.sessions.create(user, 60)
    async with database.transactions.reading() as connection:
        stored = str((await connection.execute(select(sessions))).one())
    assert session.token not in stored
    assert session.csrf not in stored
    assert session.csrf != session.token


async def test_which_of_many_log_ins_have_ended(database: Database, clock: HandClock) -> None:
    ann, bob = [await database.users.add(name, "agent", "correct horse") for name in ("ann", "bob")]
    short, long = await database.sessions.create(ann, 30), await database.sessions.create(ann, 60)
    locked = await database.sessions.create(bob, 60)
    unknown = {f"unknown {number}" for number in range(1_200)}
    tokens = {short.token, long.token, locked.token, *unknown}
    assert await database.sessions.ended(tokens) == unknown
    clock.advance(31)
    await database.users.disable("bob")
    assert await database.sessions.ended(tokens) == {short.token, locked.token, *unknown}
    assert await database.sessions.ended(()) == set()


async def test_ended_log_ins_are_gone_and_forgotten(database: Database, clock: HandClock) -> None:
    user = await database.users.add("ann", "agent", "correct horse")
    first, second = await database.sessions.create(user, 60), await database.sessions.create(user, 30)
    await database.sessions.delete(first.token)
    await database.sessions.delete("unknown")
    assert await database.sessions.find(first.token) is None
    assert await database.sessions.find("\udcff") is None
    assert await database.sessions.find(second.token) == second
    clock.advance(31)
    await database.sessions.create(user, 60)
    async with database.transactions.reading() as connection:
        assert await connection.scalar(select(func.count()).select_from(sessions)) == 1


async def test_the_audit_is_listed_newest_first(database: Database) -> None:
    entries = [
        AuditEntry(
            at=at(second), user="ann", action="customer_changed", subject="c1", detail={"field": "电话"}
        )
        for second in (0, 5, 5, 9)
    ]
    for entry in entries:
        await database.audit.add(entry)
    assert await database.audit.list() == entries[::-1]
    assert await database.audit.list(limit=2, before=at(9)) == entries[1:3]
