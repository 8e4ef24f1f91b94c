from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from cti.errors import BadCredentials, Conflict, InvalidInput, NotFound
from db import passwords
from db.engine import Database
from db.passwords import Passwords
from db.tables import users
from tests.unit.db.conftest import HandClock


@pytest.fixture
def the_products_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """At their full cost; to be used by the mark `usefixtures`, which comes before the database."""
    monkeypatch.setattr(passwords, "PasswordHasher", PasswordHasher)


async def stored_hash(database: Database, name: str) -> str:
    async with database.transactions.reading() as connection:
        return str(await connection.scalar(select(users.c.password_hash).where(users.c.name == name)))


async def test_a_user_logs_in_with_the_password_only(database: Database, clock: HandClock) -> None:
    added = await database.users.add(
        "王芳", "agent", "correct horse", display_name="Fang", extension="1001", device="PJSIP/1001",
        queues=("sales", "support"),
    )  # fmt: skip
    assert added.created_at == clock.moment
    assert await database.users.check("王芳", "correct horse") == added
    assert await database.users.get("王芳") == added
    for name, password in (("王芳", "Correct horse"), ("nobody", "correct horse"), ("王芳", ""), ("", "x")):
        with pytest.raises(BadCredentials):
            await database.users.check(name, password)


@pytest.mark.usefixtures("the_products_hashes")
async def test_only_an_argon2id_hash_is_stored(database: Database) -> None:
    await database.users.add("ann", "agent", "correct horse")
    assert (await stored_hash(database, "ann")).startswith("$argon2id$")


@pytest.mark.usefixtures("the_products_hashes")
async def test_a_hash_with_older_parameters_is_renewed_at_log_in(database: Database) -> None:
    await database.users.add("ann", "agent", "correct horse")
    old = PasswordHasher(time_cost=1, memory_cost=8192).hash("correct horse")
    async with database.transactions.writing() as connection:
        await connection.execute(update(users).values(password_hash=old))
    await database.users.check("ann", "correct horse")
    renewed = await stored_hash(database, "ann")
    assert renewed != old
    assert not PasswordHasher().check_needs_rehash(renewed)
    assert await database.users.check("ann", "correct horse")


@pytest.mark.usefixtures("the_products_hashes")
async def test_an_unknown_name_costs_as_much_as_a_wrong_password() -> None:
    hashes = Passwords()
    nobody = hashes._nobodys
    assert nobody.split("$")[:4] == (await hashes.hashed("correct horse")).split("$")[:4]
    assert not hashes.rehash_due(nobody)
    assert await hashes.fits("correct horse", None) is False


async def test_a_new_password_replaces_the_old_one_and_ends_log_ins(database: Database) -> None:
    user = await database.users.add("ann", "agent", "correct horse")
    session = await database.sessions.create(user, 60)
    await database.users.set_password("ann", "battery staple")
    assert await database.users.check("ann", "battery staple") == user
    with pytest.raises(BadCredentials):
        await database.users.check("ann", "correct horse")
    assert await database.sessions.find(session.token) is None


async def test_a_disabled_user_is_out_at_once(database: Database) -> None:
    user = await database.users.add("ann", "agent", "correct horse")
    session = await database.sessions.create(user, 60)
    await database.users.disable("ann")
    with pytest.raises(BadCredentials):
        await database.users.check("ann", "correct horse")
    assert await database.sessions.find(session.token) is None
    assert (await database.users.get("ann")).disabled is True


async def test_users_are_listed_by_name(database: Database) -> None:
    for name in ("bob", "ann"):
        await database.users.add(name, "supervisor", "correct horse")
    await database.users.set_language("bob", "en")
    assert [(user.name, user.language) for user in await database.users.list()] == [
        ("ann", None),
        ("bob", "en"),
    ]


async def test_names_are_unique(database: Database) -> None:
    await database.users.add("ann", "agent", "correct horse")
    with pytest.raises(Conflict, match="ann already"):
        await database.users.add("ann", "admin", "battery staple")


@pytest.mark.parametrize(
    ("name", "password", "field"),
    [("ann", "short", "password"), ("", "correct horse", "name"), (" a", "correct horse", "name"),
     ("a\nb", "correct horse", "name"), ("x" * 65, "correct horse", "name")],
)  # fmt: skip
async def test_unusable_names_and_passwords_are_refused(
    database: Database, name: str, password: str, field: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        await database.users.add(name, "agent", password)
    assert caught.value.field == field
    assert await database.users.list() == []


async def test_unknown_users_are_not_found(database: Database) -> None:
    for attempt in (
        database.users.get("no"),
        database.users.disable("no"),
        database.users.set_language("no", "en"),
        database.users.set_password("no", "correct horse"),
    ):
        with pytest.raises(NotFound):
            await attempt


async def test_a_softphone_is_kept_with_its_sealed_password_alone(database: Database) -> None:
    added = await database.users.add("ann", "agent", "correct horse", device="PJSIP/1041", softphone="s1")
    assert (added.phone, await database.users.softphone("ann")) == ("softphone", "s1")
    await database.users.set_softphone("ann", None)
    assert (await database.users.get("ann")).phone == "desk"
    assert await database.users.softphone("ann") is None
    await database.users.set_softphone("ann", "s2")
    assert (await database.users.get("ann")).phone == "softphone"
    assert await database.users.softphone("ann") == "s2"
    for asked in (database.users.softphone("nobody"), database.users.set_softphone("nobody", "s")):
        with pytest.raises(NotFound):
            await asked


async def test_own_keys_are_kept(database: Database) -> None:
    await database.users.add("li", "agent", "a long password")
    await database.users.set_keys("li", {"H": "F2"})
    assert (await database.users.get("li")).keys == {"H": "F2"}


@pytest.mark.parametrize("field", ["display_name", "extension", "device"])
async def test_accounts_hold_no_line_breaks(database: Database, field: str) -> None:
    with pytest.raises(InvalidInput, match=f"{field} holds a line break"):
        await database.users.add("li", "agent", "a long password", **{field: "a\nb"})
