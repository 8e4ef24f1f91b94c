from __future__ import annotations

from typing import Any

import pytest

from cti.calls.record import CallFilter, CallRecord, Outcome
from cti.customers.model import Customer
from cti.errors import InvalidInput
from db.digits import tail
from db.engine import Database
from tests.unit.db.calls import ENDED, at, call, leg, visit


async def listed(database: Database, **wanted: object) -> list[str]:
    found, _ = await database.calls.list(CallFilter(**wanted))  # type: ignore[arg-type]
    return [record.call_id for record in found]


def caller(number: str | None) -> dict[str, str | None]:
    return {"caller_number": number, "caller_e164": None}


@pytest.fixture
async def morning(database: Database, wang: Customer) -> list[CallRecord]:
    in_two_queues = {"queue": "support", "visits": (visit(), visit("support"))}
    records = [
        call("in", 0, customer_id=wang.customer_id, legs=(leg("bob", reason="no_answer"), leg()), **ENDED),
        call("out", 10, direction="outbound", agent="bob", dialed="013912345678", **caller("1001")),
        call("moved", 20, **caller("95588"), **in_two_queues),
        call("lost", 30, dialed="8001", reason="abandoned", **caller(None)),
    ]
    for record in records:
        await database.calls.open(record)
    return records


async def test_the_list_is_newest_first(database: Database, morning: list[CallRecord]) -> None:
    found, cursor = await database.calls.list(CallFilter())
    assert (found, cursor) == (morning[::-1], None)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"since": at(10)}, ["lost", "moved", "out"]),
        ({"until": at(10)}, ["in"]),
        ({"since": at(10), "until": at(30)}, ["moved", "out"]),
        ({"queue": "sales"}, ["moved", "in"]),
        ({"queue": "support"}, ["moved"]),
        ({"agent": "bob"}, ["out", "in"]),
        ({"agent": "ann"}, ["in"]),
        ({"agent": "nobody"}, []),
        ({"customer": "nobody"}, []),
        ({"reason": "completed"}, ["in"]),
        ({"direction": "outbound"}, ["out"]),
        ({"direction": "inbound", "reason": "abandoned"}, ["lost"]),
    ],
)
async def test_filters(
    database: Database, morning: list[CallRecord], wanted: dict[str, object], expected: list[str]
) -> None:
    assert await listed(database, **wanted) == expected


async def test_the_filter_by_customer(database: Database, morning: list[CallRecord], wang: Customer) -> None:
    assert await listed(database, customer=wang.customer_id) == ["in"]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("13800138000", ["in"]),
        ("+86 138 0013 8000", ["in"]),
        ("0086-138-0013-8000", ["in"]),
        ("0 138 0013 8000", ["in"]),
        ("8000", ["in"]),
        ("139 1234 5678", ["out"]),
        ("+8613912345678", ["out"]),
        ("95588", ["moved"]),
        ("8001", ["lost"]),
        ("400-050-0827", ["moved", "in"]),
        ("10086", []),
        ("nobody", []),
    ],
)
async def test_a_number_matches_in_any_written_form(
    database: Database, morning: list[CallRecord], number: str, expected: list[str]
) -> None:
    assert await listed(database, number=number) == expected


async def test_pages_neither_repeat_nor_skip_while_calls_come_in(database: Database) -> None:
    for number in range(10):
        await database.calls.open(call(f"c{number}", start=number // 3))
    seen: list[str] = []
    cursor = None
    for page in range(20):
        found, cursor = await database.calls.list(CallFilter(), limit=3, cursor=cursor)
        seen += [record.call_id for record in found]
        await database.calls.open(call(f"new{page}", start=100 + page))
        if cursor is None:
            break
    assert seen == ["c9", "c8", "c7", "c6", "c5", "c4", "c3", "c2", "c1", "c0"]


async def test_a_foreign_cursor_is_refused(database: Database) -> None:
    for cursor in ("x", "WyIyMDI2Il0", "WzEsMl0"):
        with pytest.raises(InvalidInput) as caught:
            await database.calls.list(CallFilter(), cursor=cursor)
        assert caught.value.field == "cursor"


def test_a_tail_is_the_key_backwards() -> None:
    assert tail("0-138 0013 8000", "CN") == "0008310083168"
    assert tail("95588", "CN") == "88559"
    assert tail("anonymous", "CN") is None
    assert tail(None, "CN") is None


async def test_calls_are_found_by_what_was_said_of_them_or_not(database: Database) -> None:
    said: list[dict[str, Any]] = [
        {"disposition": "price"}, {"disposition": "rude"}, {}, {"talk_s": 0.0}, {"agent": None},
        {"ended_at": None},
    ]  # fmt: skip
    for number, fields in enumerate(said):
        await database.calls.open(call(f"c{number}", number, **{**ENDED, **fields}))
    assert await listed(database, dispositions=frozenset({"price", "rude"})) == ["c1", "c0"]
    assert await listed(database, dispositions=frozenset({"sold"})) == []
    assert await listed(database, uncoded=True) == ["c2"]


async def test_a_search_finds_numbers_of_any_age_and_words_of_late(database: Database) -> None:
    await database.calls.close(call("c1", **ENDED))
    await database.calls.close(call("c2", 1000, **ENDED | {"ended_at": at(1030), "agent": "bo"}))
    for call_id in ("c1", "c2"):
        await database.calls.set_outcome(call_id, Outcome(note="100% Refund 退款"))

    async def found(text: str, since: float = 0, agent: str | None = None) -> list[str]:
        return [one.call_id for one in await database.calls.search(text, at(since), agent)]

    assert await found("138-0013-8000", 5000) == ["c2", "c1"]
    assert await found("8000", 5000, "ann") == ["c1"]
    assert await found("refund") == ["c2", "c1"]
    assert await found("退款", 500) == ["c2"]
    assert await found("refund", 0, "bo") == ["c2"]
    assert await found("nothing of this") == []
