"""Two customers become one with everything that names them, and two again exactly as they were."""

from __future__ import annotations

import asyncio

import msgspec
import pytest
from sqlalchemy import select

from cti.calls.record import WorkItem
from cti.customers.merging import Choice, Merge
from cti.customers.model import Customer, CustomerDraft
from cti.errors import Conflict, InvalidInput, NotFound
from db.engine import Database
from db.merges import UNDO_FOR, followers
from db.tables import customer_merge_moves
from tests.unit.db.calls import call
from tests.unit.db.conftest import HandClock

KEY = "+8613800138000"
DAY = UNDO_FOR.total_seconds()


@pytest.fixture
async def double(database: Database) -> Customer:
    """The same person once more, with other facts."""
    return await database.customers.create(
        CustomerDraft(
            name="王 芳", numbers=("13800138000", "010-65529988"), email="fang@example.com", tags=("vip",),
            note="prefers mornings", external_id="K-1", fields={"ward": "3"},
        )
    )  # fmt: skip


async def merge(database: Database, kept: Customer, gone: Customer, **choices: Choice) -> Merge:
    return await database.merges.merge(
        (kept.customer_id, kept.version),
        (gone.customer_id, gone.version),
        choices,
        "boss",
    )


async def work(database: Database, call_id: str, customer: Customer, clock: HandClock) -> WorkItem:
    item = WorkItem(
        work_id=f"w-{call_id}", call_id=call_id, agent="li", pop="{}", created_at=clock.moment,
        customer_id=customer.customer_id,
    )  # fmt: skip
    await database.works.add(item)
    return item


async def test_numbers_and_tags_are_united_and_fields_chosen(
    database: Database, wang: Customer, double: Customer, clock: HandClock
) -> None:
    clock.advance(60)
    done = await merge(database, wang, double, name="gone")
    kept = await database.customers.get(wang.customer_id)
    assert kept == done.kept_after
    assert [number.key for number in kept.numbers] == [KEY, "+8675527722222", "+861065529988"]
    assert (kept.name, kept.organisation, kept.email) == ("王 芳", "华为", "fang@example.com")
    assert (kept.tags, kept.external_id, kept.fields) == (("vip",), "K-1", {"ward": "3"})
    assert (kept.version, kept.updated_at) == (wang.version + 1, clock.moment)
    assert await database.customers.count() == 1


async def test_what_named_the_one_who_is_gone_names_the_kept_one(
    database: Database, wang: Customer, double: Customer, clock: HandClock
) -> None:
    await database.calls.open(call("c1"))
    await database.calls.set_customer("c1", double.customer_id)
    await work(database, "c1", double, clock)
    await database.rulings.rule("95588", double.customer_id, "also", "li")
    await merge(database, wang, double)
    assert (await database.calls.get("c1")).customer_id == wang.customer_id
    assert (await database.works.get("w-c1")).customer_id == wang.customer_id
    assert list((await database.rulings.about("95588")).ruled) == [wang.customer_id]


async def test_the_gone_id_leads_to_the_kept_one_over_several_merges(
    database: Database, wang: Customer, double: Customer
) -> None:
    third = await database.customers.create(CustomerDraft(name="Fang Wang"))
    first = await merge(database, wang, double)
    await merge(database, third, first.kept_after)
    for gone in (wang, double):
        assert (await database.customers.get(gone.customer_id)).customer_id == third.customer_id
    draft = CustomerDraft(name="from an old page")
    with pytest.raises(Conflict, match="became part of Fang Wang meanwhile"):
        await database.customers.update(double.customer_id, draft, double.version)
    await database.calls.open(call("late"))
    await database.calls.set_customer("late", double.customer_id)
    assert (await database.calls.get("late")).customer_id == third.customer_id


async def test_an_undo_brings_both_back_exactly(
    database: Database, wang: Customer, double: Customer, clock: HandClock
) -> None:
    for call_id, owner in (("a", wang), ("b", double), ("c", double)):
        await database.calls.open(call(call_id))
        await database.calls.set_customer(call_id, owner.customer_id)
    done = await merge(database, wang, double, name="gone", note="both")
    await database.calls.open(call("later"))
    await database.calls.set_customer("later", wang.customer_id)
    clock.advance(DAY)
    undone = await database.merges.undo(done.merge_id, done.kept_after.version, "root")
    assert (undone.undone_by, undone.undone_at) == ("root", clock.moment)
    assert await database.customers.get(double.customer_id) == double
    assert await database.customers.get(wang.customer_id) == msgspec.structs.replace(
        wang, version=wang.version + 2, updated_at=clock.moment
    )
    owners = {one: (await database.calls.get(one)).customer_id for one in ("a", "b", "c", "later")}
    assert owners == {
        "a": wang.customer_id, "b": double.customer_id, "c": double.customer_id, "later": wang.customer_id,
    }  # fmt: skip
    assert await database.customers.by_number_key("+861065529988") == [double]


async def test_what_was_given_to_a_third_one_meanwhile_stays_there(
    database: Database, wang: Customer, double: Customer
) -> None:
    third = await database.customers.create(CustomerDraft(name="Somebody"))
    await database.calls.open(call("b"))
    await database.calls.set_customer("b", double.customer_id)
    done = await merge(database, wang, double)
    await database.calls.set_customer("b", third.customer_id)
    await database.merges.undo(done.merge_id, done.kept_after.version, "boss")
    assert (await database.calls.get("b")).customer_id == third.customer_id


async def test_an_undo_is_refused_after_a_day_twice_and_for_an_old_version(
    database: Database, wang: Customer, double: Customer, clock: HandClock
) -> None:
    done = await merge(database, wang, double)
    with pytest.raises(Conflict, match="changed by somebody else"):
        await database.merges.undo(done.merge_id, wang.version, "boss")
    clock.advance(DAY + 1)
    with pytest.raises(Conflict, match="for a day only"):
        await database.merges.undo(done.merge_id, done.kept_after.version, "boss")
    clock.advance(-DAY)
    await database.merges.undo(done.merge_id, done.kept_after.version, "boss")
    with pytest.raises(Conflict, match="undone before"):
        await database.merges.undo(done.merge_id, done.kept_after.version + 1, "boss")
    assert (await database.merges.get(done.merge_id)).undone_by == "boss"


async def test_merges_of_merges_are_undone_the_last_one_first(
    database: Database, wang: Customer, double: Customer, clock: HandClock
) -> None:
    third = await database.customers.create(CustomerDraft(name="Fang Wang"))
    first = await merge(database, wang, double)
    clock.advance(1)
    second = await merge(database, first.kept_after, third)
    with pytest.raises(Conflict, match="undo that merge first"):
        await database.merges.undo(first.merge_id, second.kept_after.version, "boss")
    await database.merges.undo(second.merge_id, second.kept_after.version, "boss")
    await database.merges.undo(first.merge_id, second.kept_after.version + 1, "boss")
    assert await database.customers.count() == 3


async def test_an_external_id_that_was_given_away_meanwhile_stops_the_undo_whole(
    database: Database, wang: Customer, double: Customer
) -> None:
    done = await merge(database, wang, double, external_id="kept")
    other = await database.customers.create(CustomerDraft(name="Other", external_id="K-1"))
    with pytest.raises(Conflict, match="K-1 belongs to Other"):
        await database.merges.undo(done.merge_id, done.kept_after.version, "boss")
    assert (await database.merges.get(done.merge_id)).undone_at is None
    assert await database.customers.get(wang.customer_id) == done.kept_after
    assert other.external_id == "K-1"


async def test_a_merge_with_an_old_version_oneself_or_nobody_changes_nothing(
    database: Database, wang: Customer, double: Customer
) -> None:
    with pytest.raises(InvalidInput):
        await merge(database, wang, wang)
    with pytest.raises(Conflict):
        await merge(database, wang, msgspec.structs.replace(double, version=7))
    with pytest.raises(NotFound):
        await merge(database, wang, msgspec.structs.replace(double, customer_id="nobody"))
    with pytest.raises(InvalidInput, match="shoe size is no field"):
        await database.merges.merge(
            (wang.customer_id, 1), (double.customer_id, 1), {"shoe size": "kept"}, "boss"
        )
    assert await database.customers.get(wang.customer_id) == wang
    assert await database.customers.get(double.customer_id) == double


async def test_merges_are_listed_newest_first_page_by_page(
    database: Database, wang: Customer, double: Customer, clock: HandClock
) -> None:
    third = await database.customers.create(CustomerDraft(name="Third"))
    first = await merge(database, wang, double)
    clock.advance(1)
    second = await merge(database, first.kept_after, third)
    page, cursor = await database.merges.list(limit=1)
    assert page == [second]
    assert await database.merges.list(limit=1, cursor=cursor) == ([first], None)
    assert await database.merges.list(wang.customer_id) == ([second, first], None)
    assert await database.merges.list(third.customer_id) == ([], None)


async def test_every_table_that_names_a_customer_goes_along(database: Database) -> None:
    assert {"calls", "works", "script_runs", "number_rulings"} <= {table.name for table, _ in followers()}
    async with database.transactions.reading() as connection:
        assert (await connection.execute(select(customer_merge_moves))).all() == []


async def test_duplicates_are_grouped_by_their_reason_and_shared_numbers_are_none(
    database: Database, wang: Customer, double: Customer
) -> None:
    twin = await database.customers.create(CustomerDraft(name=" 王芳", organisation="华为 "))
    await database.customers.create(CustomerDraft(name="A", email="Same@Example.com", external_id="x-1"))
    await database.customers.create(CustomerDraft(name="B", email="same@example.com", external_id="X-1"))
    found, following = await database.merges.duplicates()
    assert following is None
    assert [(group.reason, sorted(one.name for one in group.customers)) for group in found] == [
        ("external_id", ["A", "B"]),
        ("name", sorted([twin.name, "王芳"])),
        ("email", ["A", "B"]),
        ("number", ["王 芳", "王芳"]),
    ]
    page, cursor = await database.merges.duplicates(limit=3)
    rest, _ = await database.merges.duplicates(limit=3, cursor=cursor)
    assert page + rest == found
    await database.rulings.share(KEY, "family", None, None, "li")
    assert "number" not in {group.reason for group in (await database.merges.duplicates())[0]}


async def test_of_two_merges_at_once_one_wins_and_the_other_hears_of_it(
    database: Database, wang: Customer, double: Customer
) -> None:
    results = await asyncio.gather(
        merge(database, wang, double), merge(database, double, wang), return_exceptions=True
    )
    assert sum(isinstance(result, Merge) for result in results) == 1
    assert sum(isinstance(result, Conflict | NotFound) for result in results) == 1
    assert await database.customers.count() == 1
