"""What people said of numbers stays with the number, not in the customer's record."""

from __future__ import annotations

import pytest

from cti.customers.model import Customer, CustomerDraft
from cti.errors import NotFound
from db.engine import Database
from tests.unit.db.conftest import HandClock

KEY = "+8613800138000"


async def add(database: Database, name: str, *numbers: str, organisation: str | None = None) -> Customer:
    return await database.customers.create(
        CustomerDraft(name=name, numbers=numbers, organisation=organisation)
    )


async def test_a_number_tells_its_owners_and_who_was_ruled_on(
    database: Database, wang: Customer, clock: HandClock
) -> None:
    son = await add(database, "王小明")
    said = await database.rulings.rule(KEY, son.customer_id, "also", "li")
    facts = await database.rulings.about(KEY)
    assert facts.owners == (wang,)
    assert (facts.rulings, facts.ruled) == ((said,), {son.customer_id: son})
    assert (said.verdict, said.by, said.at, said.undone_at) == ("also", "li", clock.moment, None)
    assert (await database.customers.get(son.customer_id)).numbers == ()


async def test_the_same_said_twice_is_one_ruling_and_the_opposite_replaces_it(
    database: Database, wang: Customer, clock: HandClock
) -> None:
    first = await database.rulings.rule(KEY, wang.customer_id, "not", "li")
    clock.advance(60)
    assert await database.rulings.rule(KEY, wang.customer_id, "not", "han") == first
    now = await database.rulings.rule(KEY, wang.customer_id, "also", "han")
    assert (await database.rulings.about(KEY)).rulings == (now,)


async def test_a_ruling_is_undone_for_good(database: Database, wang: Customer, clock: HandClock) -> None:
    said = await database.rulings.rule(KEY, wang.customer_id, "not", "li")
    clock.advance(5)
    undone = await database.rulings.undo(said.ruling_id, "han")
    assert (undone.undone_by, undone.undone_at) == ("han", clock.moment)
    clock.advance(5)
    assert await database.rulings.undo(said.ruling_id, "li") == undone
    assert (await database.rulings.about(KEY)).rulings == ()


async def test_rulings_on_nobody_and_unknown_rulings_are_not_found(database: Database) -> None:
    with pytest.raises(NotFound):
        await database.rulings.rule(KEY, "nobody", "not", "li")
    with pytest.raises(NotFound):
        await database.rulings.undo("none", "li")


async def test_a_shared_number_is_said_anew_and_taken_back(database: Database, clock: HandClock) -> None:
    await database.rulings.share(KEY, "family", None, None, "li")
    said = await database.rulings.share(KEY, "switchboard", "华为", "ask for the extension", "han")
    assert (await database.rulings.about(KEY)).shared == said
    assert (said.kind, said.organisation, said.by, said.at) == ("switchboard", "华为", "han", clock.moment)
    await database.rulings.unshare(KEY)
    assert (await database.rulings.about(KEY)).shared is None


async def test_people_of_an_organisation_are_found_whatever_its_case_and_width(
    database: Database, wang: Customer
) -> None:
    await add(database, "Zhao", organisation="ＨＵＡＷＥＩ")
    await add(database, "Li", organisation=" Huawei ")
    await add(database, "Qian")
    assert [one.name for one in await database.rulings.people_of("huawei", 10)] == ["Li", "Zhao"]
    assert [one.name for one in await database.rulings.people_of("huawei", 1)] == ["Li"]
    assert await database.rulings.people_of("华为", 10) == [wang]


async def test_a_search_keeps_to_an_organisation_and_finds_extensions(
    database: Database, wang: Customer
) -> None:
    await add(database, "王强", organisation="腾讯")
    assert await database.customers.search("王", organisation="华为") == ([wang], None)
    assert await database.customers.search("8012", organisation="华为") == ([wang], None)
    assert await database.customers.search("8012", organisation="腾讯") == ([], None)
