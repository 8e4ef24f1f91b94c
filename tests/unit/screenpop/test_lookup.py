"""Who may be calling: ranked, with reasons, from a real store; never a guess from notes or names."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cti.calls.record import CallRecord
from cti.customers.model import Candidate, Customer, CustomerDraft
from cti.customers.rulings import NumberFacts
from cti.screenpop.lookup import WHY, Found
from cti.screenpop.lookup import look_up as look
from db.engine import Database


class CountingStores:
    """The real stores, counting the two looks."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._customers = database.customers
        self.asked: list[str] = []

    async def about(self, key: str) -> NumberFacts:
        self.asked.append(f"key {key}")
        return await self._database.rulings.about(key)

    async def by_number_suffix(self, digits: str) -> list[Customer]:
        self.asked.append(f"suffix {digits}")
        return await self._customers.by_number_suffix(digits)


@pytest.fixture
async def database(sqlite_file: Path) -> AsyncIterator[Database]:
    opened = Database(f"sqlite:///{sqlite_file}")
    yield opened
    await opened.close()


async def add(database: Database, name: str, *numbers: str, note: str | None = None) -> str:
    draft = CustomerDraft(name=name, numbers=numbers, organisation="云帆", note=note)
    return (await database.customers.create(draft)).customer_id


async def look_up(database: Database, number: str | None) -> list[Candidate]:
    return list((await found(database, number)).candidates)


async def found(database: Database, number: str | None) -> Found:
    return await look(number, database.customers, database.rulings, database.calls)


async def test_the_owner_of_a_mobile_is_certain(database: Database) -> None:
    owner = await add(database, "王芳", "0-13800138001")
    await add(database, "李伟", "13800138002")
    (found,) = await look_up(database, "+8613800138001")
    assert (found.customer_id, found.name, found.organisation, found.score) == (owner, "王芳", "云帆", 100)
    assert (found.why, found.why_values) == ("why.exact_mobile", {"number": "138 0013 8001"})


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("010-65529988", "why.exact_landline"),
        ("4000500827", "why.exact_number"),
        ("95588", "why.exact_number"),
    ],
)
async def test_the_reason_names_the_kind_of_line(database: Database, number: str, why: str) -> None:
    await add(database, "公司", number)
    (found,) = await look_up(database, number)
    assert (found.why, found.score) == (why, 100)
    assert found.why in WHY


async def test_people_behind_a_switchboard_come_after_its_owner(database: Database) -> None:
    await add(database, "分机甲", "075527722222转801")
    await add(database, "总机", "0755-2772 2222")
    found = await look_up(database, "075527722222")
    assert [(one.name, one.score, one.why) for one in found] == [
        ("总机", 100, "why.exact_landline"),
        ("分机甲", 60, "why.same_switchboard"),
    ]
    assert found[1].why_values == {"number": "0755 2772 2222 #801"}


async def test_an_own_line_counts_more_than_an_extension_of_the_same_customer(database: Database) -> None:
    await add(database, "甲", "075527722222转801", "075527722222")
    (found,) = await look_up(database, "075527722222")
    assert found.score == 100


async def test_numbers_without_area_code_are_found_by_their_end(database: Database) -> None:
    await add(database, "甲", "27722222")
    (found,) = await look_up(database, "075527722222")
    assert (found.score, found.why) == (40, "why.number_ending")
    assert found.why_values == {"number": "27722222", "ending": "27722222"}


async def test_a_number_garbled_by_the_trunk_is_found_by_its_end(database: Database) -> None:
    await add(database, "甲", "13800138001")
    (found,) = await look_up(database, "99913800138001")
    assert (found.score, found.why_values["ending"]) == (40, "00138001")


async def test_two_full_numbers_with_the_same_end_are_two_lines(database: Database) -> None:
    await add(database, "甲", "13800138001")
    assert await look_up(database, "13900138001") == []


async def test_the_second_query_runs_only_without_an_exact_hit(database: Database) -> None:
    await add(database, "甲", "13800138001")
    counting = CountingStores(database)
    await look("13800138001", counting, counting, database.calls)  # type: ignore[arg-type]
    assert counting.asked == ["key +8613800138001"]
    await look("13800138002", counting, counting, database.calls)  # type: ignore[arg-type]
    assert counting.asked[1:] == ["key +8613800138002", "suffix 00138002"]


@pytest.mark.parametrize("number", [None, "", "anonymous", "<unknown>", "1001", "81001"])
async def test_withheld_and_internal_numbers_find_nobody_and_ask_nothing(
    database: Database, number: str | None
) -> None:
    counting = CountingStores(database)
    nobody = await look(
        number,
        counting,  # type: ignore[arg-type]
        counting,  # type: ignore[arg-type]
        database.calls,
        is_internal=lambda key: len(key) <= 5,
    )
    assert (nobody, counting.asked) == (Found(), [])


async def test_a_number_in_a_note_or_name_is_no_match(database: Database) -> None:
    await add(database, "13800138001", "13800138009", note="13800138001")
    assert await look_up(database, "13800138001") == []


async def test_among_equals_the_latest_caller_comes_first_then_the_name(database: Database) -> None:
    await add(database, "A", "13800138010")
    second = await add(database, "B", "13800138010")
    third = await add(database, "C", "13800138010")
    assert [one.name for one in await look_up(database, "13800138010")] == ["A", "B", "C"]
    for hour, customer in ((1, third), (2, second)):
        record = CallRecord(
            call_id=f"c{hour}",
            pbx="pbx",
            linkedids=(),
            started_at=datetime(2026, 1, 1, hour, tzinfo=UTC),
            ended_at=None,
            direction="inbound",
            caller_number="013800138010",
            caller_name=None,
            caller_e164="+8613800138010",
        )
        await database.calls.open(record)
        await database.calls.set_customer(record.call_id, customer)
    assert [one.name for one in await look_up(database, "13800138010")] == ["B", "C", "A"]


async def test_a_big_switchboard_lists_twenty(database: Database) -> None:
    for extension in range(100, 125):
        await add(database, f"P{extension}", f"075527722222转{extension}")
    found = await look_up(database, "075527722222")
    assert [one.name for one in found] == [f"P{extension}" for extension in range(100, 120)]


MOBILE = "+8613800138001"


async def test_who_was_said_not_to_call_is_set_aside_with_name_and_day(database: Database) -> None:
    mother, son = [await add(database, name, "13800138001") for name in ("王芳", "王小明")]
    said = await database.rulings.rule(MOBILE, mother, "not", "li")
    after = await found(database, "13800138001")
    assert [one.customer_id for one in after.candidates] == [son]
    (aside,) = after.set_aside
    assert (aside.ruling_id, aside.name, aside.by, aside.at) == (said.ruling_id, "王芳", "li", said.at)
    await database.rulings.undo(said.ruling_id, "li")
    assert len((await found(database, "13800138001")).candidates) == 2


async def test_who_was_said_to_call_too_is_a_candidate_with_that_reason(database: Database) -> None:
    son = await add(database, "王小明")
    await database.rulings.rule(MOBILE, son, "also", "li")
    (candidate,) = await look_up(database, "13800138001")
    assert (candidate.customer_id, candidate.score, candidate.why) == (son, 100, "why.said_to_call")
    assert candidate.why_values == {"by": "li"}


async def test_nobody_is_guessed_by_the_end_when_the_owner_was_set_aside(database: Database) -> None:
    owner = await add(database, "王芳", "13800138001")
    await add(database, "垃圾", "00138001")
    await database.rulings.rule(MOBILE, owner, "not", "li")
    assert (await found(database, "13800138001")).candidates == ()


@pytest.mark.parametrize(
    ("numbers", "kind"),
    [
        (("13800138001", "13800138001"), "family"),
        (("075527722222转801", "075527722222转802"), "switchboard"),
        (("075527722222转801",), "switchboard"),
        (("075527722222", "075527722222"), "switchboard"),
        (("13800138001",), None),
    ],
)
async def test_a_number_of_several_people_is_seen_as_shared(
    database: Database, numbers: tuple[str, ...], kind: str | None
) -> None:
    for place, number in enumerate(numbers):
        await add(database, f"P{place}", number)
    shared = (await found(database, numbers[0].partition("转")[0])).shared
    assert (shared.kind if shared else None) == kind
    assert shared is None or shared.by is None


async def test_a_switchboard_lists_the_people_of_its_organisation(database: Database) -> None:
    await add(database, "前台", "0755-27722222")
    await add(database, "李伟", "13900139000")
    ruled_out = await add(database, "离职", "13900139001")
    await database.rulings.rule("+8675527722222", ruled_out, "not", "li")
    await database.rulings.share("+8675527722222", "switchboard", "云帆", "ask for the extension", "li")
    after = await found(database, "075527722222")
    assert [(one.name, one.score, one.why) for one in after.candidates] == [
        ("前台", 100, "why.exact_landline"),
        ("李伟", 50, "why.of_organisation"),
    ]
    assert after.shared is not None
    assert (after.shared.kind, after.shared.by, after.shared.note) == (
        "switchboard", "li", "ask for the extension",
    )  # fmt: skip


async def test_candidates_behind_a_switchboard_carry_their_extension(database: Database) -> None:
    await add(database, "分机甲", "075527722222转801")
    (candidate,) = await look_up(database, "075527722222")
    assert candidate.extension == "801"
