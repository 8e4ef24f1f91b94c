from __future__ import annotations

import asyncio

import pytest

from cti.customers.model import Customer, CustomerDraft, PhoneNumber
from cti.errors import Conflict, InvalidInput, NotFound
from db.engine import Database
from tests.unit.db.conftest import HandClock

LI = CustomerDraft(
    name="Li Lei", organisation="Acme", numbers=("95588",), email="li@acme.example", tags=("vip", "新"),
    note="calls on Mondays", external_id="A-7", fields={"gender": "m"},
)  # fmt: skip


async def test_what_is_created_is_found_again_whole(database: Database, clock: HandClock) -> None:
    created = await database.customers.create(LI)
    assert created == await database.customers.get(created.customer_id)
    assert (created.name, created.tags, created.fields) == ("Li Lei", ("vip", "新"), {"gender": "m"})
    assert created.numbers == (PhoneNumber(raw="95588", key="95588"),)
    assert (created.version, created.created_at, created.updated_at) == (1, clock.moment, clock.moment)
    assert await database.customers.count() == 1


async def test_numbers_keep_their_written_form_and_extension(wang: Customer) -> None:
    assert [number.raw for number in wang.numbers] == ["138 0013 8000", "0755-27722222转8012"]
    assert [number.key for number in wang.numbers] == ["+8613800138000", "+8675527722222"]
    assert wang.numbers[1].extension == "8012"


async def test_names_are_told_by_id_and_strangers_left_out(database: Database, wang: Customer) -> None:
    assert await database.customers.names({wang.customer_id, "nobody"}) == {wang.customer_id: "王芳"}
    assert await database.customers.names(set()) == {}


async def test_the_numbers_of_many_are_told_by_id(database: Database, wang: Customer) -> None:
    nameless = await database.customers.create(CustomerDraft(name="No number"))
    found = await database.customers.number_keys({wang.customer_id, nameless.customer_id, "nobody"})
    assert found == {wang.customer_id: frozenset({"+8613800138000", "+8675527722222"})}
    assert await database.customers.number_keys(set()) == {}


async def test_one_number_may_belong_to_several_people(database: Database, wang: Customer) -> None:
    other = await database.customers.create(CustomerDraft(name="Zhang", numbers=("0086 13800138000",)))
    found = await database.customers.by_number_key("+8613800138000")
    assert {customer.customer_id for customer in found} == {wang.customer_id, other.customer_id}
    assert await database.customers.by_number_key("+8613800138001") == []


@pytest.mark.parametrize(
    ("ending", "names"), [("8000", ["王芳"]), ("3800", []), ("", []), ("95588", ["Li Lei"])]
)
async def test_numbers_are_found_by_their_ending(
    database: Database, wang: Customer, ending: str, names: list[str]
) -> None:
    await database.customers.create(LI)
    assert [customer.name for customer in await database.customers.by_number_suffix(ending)] == names


@pytest.mark.parametrize(
    "text",
    [
        "王",
        "华为",
        "138 0013 8000",
        "+86 138-0013-8000",
        "013800138000",
        "13800138",
        "１３８００１３８０００",
        "2772",
    ],
)
async def test_search_finds_by_name_organisation_and_any_form_of_a_number(
    database: Database, wang: Customer, text: str
) -> None:
    await database.customers.create(LI)
    assert await database.customers.search(text) == ([wang], None)


@pytest.mark.parametrize("text", ["li LEI", "ACME", "a-7", "９５５８８", "acme.example"])
async def test_search_is_blind_to_case_and_width(database: Database, wang: Customer, text: str) -> None:
    created = await database.customers.create(LI)
    assert await database.customers.search(text) == ([created], None)


@pytest.mark.parametrize("text", ["%", "_", "\\", "0", "1380013800", "' OR 1=1 --", "a\0b"])
async def test_search_takes_no_letter_for_a_wildcard(database: Database, text: str) -> None:
    await database.customers.create(LI)
    assert await database.customers.search(text) == ([], None)


async def test_pages_hold_everybody_once_in_order_while_people_are_added(database: Database) -> None:
    for name in ("ann", "Bob", "bob", "Cid", "dan", "王", "李"):
        await database.customers.create(CustomerDraft(name=name))
    seen: list[str] = []
    cursor = None
    while True:
        page, cursor = await database.customers.search("", limit=2, cursor=cursor)
        seen += [customer.name for customer in page]
        await database.customers.create(CustomerDraft(name="Aaron"))
        if cursor is None:
            break
    assert [name.lower() for name in seen] == ["ann", "bob", "bob", "cid", "dan", "李", "王"]


async def test_a_foreign_cursor_is_refused(database: Database) -> None:
    for cursor in ("nonsense!", "WzFd", "é"):
        with pytest.raises(InvalidInput) as caught:
            await database.customers.search("", cursor=cursor)
        assert caught.value.field == "cursor"


async def test_a_change_replaces_everything_and_counts(
    database: Database, wang: Customer, clock: HandClock
) -> None:
    clock.advance(60)
    changed = await database.customers.update(wang.customer_id, LI, wang.version)
    assert changed == await database.customers.get(wang.customer_id)
    assert (changed.name, changed.version, changed.updated_at) == ("Li Lei", 2, clock.moment)
    assert changed.created_at == wang.created_at
    assert await database.customers.by_number_key("+8613800138000") == []
    assert await database.customers.search("王芳") == ([], None)


async def test_of_two_changes_at_once_one_wins_and_the_other_hears_of_it(
    database: Database, wang: Customer
) -> None:
    drafts = [CustomerDraft(name=name, numbers=("95588",)) for name in ("First", "Second")]
    results = await asyncio.gather(
        *(database.customers.update(wang.customer_id, draft, wang.version) for draft in drafts),
        return_exceptions=True,
    )
    winners = [result for result in results if isinstance(result, Customer)]
    assert len(winners) == 1
    assert sum(isinstance(result, Conflict) for result in results) == 1
    assert await database.customers.get(wang.customer_id) == winners[0]


async def test_an_external_id_belongs_to_one_customer(database: Database, wang: Customer) -> None:
    created = await database.customers.create(LI)
    with pytest.raises(Conflict, match="A-7 belongs to Li Lei"):
        await database.customers.create(LI)
    with pytest.raises(Conflict, match="A-7 belongs to Li Lei"):
        await database.customers.update(wang.customer_id, LI, wang.version)
    assert await database.customers.by_external_id("A-7") == created
    assert await database.customers.by_external_id("B") is None
    assert await database.customers.get(wang.customer_id) == wang


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (CustomerDraft(name=" "), "name"),
        (CustomerDraft(name="x", numbers=("no number",)), "numbers"),
        (CustomerDraft(name="x", external_id="7" * 201), "external_id"),
    ],
)
async def test_a_draft_that_cannot_be_used_is_refused_and_nothing_stays(
    database: Database, draft: CustomerDraft, field: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        await database.customers.create(draft)
    assert caught.value.field == field
    assert await database.customers.count() == 0


async def test_unknown_customers_are_not_found(database: Database) -> None:
    with pytest.raises(NotFound):
        await database.customers.get("nobody")
    with pytest.raises(NotFound):
        await database.customers.update("nobody", LI, 1)


async def test_very_long_names_and_odd_letters_are_kept(database: Database) -> None:
    created = await database.customers.create(CustomerDraft(name="名" * 5000, note="a\0b"))
    assert created.name == "名" * 5000
    assert created.note == "ab"


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (CustomerDraft(name="Li\nLei"), "name"),
        (CustomerDraft(name="Li\u2028Lei"), "name"),
        (CustomerDraft(name="x", organisation="a\tb"), "organisation"),
        (CustomerDraft(name="x", tags=("ok", "a\x07")), "tags"),
        (CustomerDraft(name="x", fields={"ward": "3\r\n4"}), "fields"),
    ],
)
async def test_line_breaks_and_control_characters_are_refused_where_one_line_is_written(
    database: Database, draft: CustomerDraft, field: str
) -> None:
    with pytest.raises(InvalidInput, match=f"{field} holds a line break") as caught:
        await database.customers.create(draft)
    assert caught.value.field == field
    kept = await database.customers.create(CustomerDraft(name="x", note="first\nsecond\tline"))
    assert kept.note == "first\nsecond\tline"
