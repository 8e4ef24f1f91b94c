"""A customer's timeline: everything that ever was, newest first, by kind, by words, page by page."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import insert

from cti.calls.record import Outcome
from cti.customers.model import Customer, CustomerDraft
from cti.errors import InvalidInput
from cti.scripts.document import Choice, Item, Script
from cti.scripts.run import Answer, ScriptRun
from cti.timeline import Entry, Wanted
from db.engine import Database
from db.rows import to_values
from db.tables import calls, messages, tasks
from tests.unit.db.calls import at, call
from tests.unit.db.conftest import HandClock

SURVEY = Script(
    name="survey", title={"en": "Survey"}, version=0,
    items=(
        Item(id="q1", kind="single", say={"en": "Content?", "zh_CN": "满意吗"},
             choices=(Choice(code="1", label={"en": "Very", "zh_CN": "很满意"}),)),
        Item(id="q2", kind="text", say={"en": "Illness?"}, sensitive=True),
    ),
)  # fmt: skip


@pytest.fixture
async def past(database: Database, wang: Customer, clock: HandClock) -> str:
    """Two calls, the later with note, follow-up and answers; a message, a task, a ruling; one day apart."""
    who = wang.customer_id
    for call_id, day in (("c1", 0), ("c2", 1)):
        await database.calls.open(
            call(call_id, day * 86400.0, queue="support", agent="ann", caller_number="13800138000")
        )
        await database.calls.set_customer(call_id, who)
    due = at(5 * 86400.0)
    await database.calls.set_outcome(
        "c2", Outcome(disposition="resolved", note="Invoice sent", follow_up_at=due)
    )
    script = await database.scripts.publish(SURVEY)
    answers = (
        Answer(item="q1", values=("1",), refused=False, at=at(86500.0)),
        Answer(item="q2", values=("Flu",), refused=False, at=at(86510.0)),
    )
    run = ScriptRun(
        run_id="r1", script="survey", version=script.version, call_id="c2", customer_id=None, agent="ann",
        language="en", started_at=at(86450.0), answers=answers,
    )  # fmt: skip
    await database.scripts.save_run(run)
    async with database.transactions.writing() as connection:
        await connection.execute(
            insert(messages).values(
                message_id="m1", customer_id=who, agent="ann", channel="sms", to="13800138000",
                text="Your invoice is on its way", at=at(2 * 86400.0), state="sent",
            )
        )  # fmt: skip
        await connection.execute(
            insert(tasks).values(
                task_id="t1", title="Check the invoice", customer_id=who, created_by="ann",
                created_at=at(3 * 86400.0), due_at=due,
            )
        )  # fmt: skip
    clock.moment = at(4 * 86400.0)
    await database.rulings.rule("95588", who, "also", "ann")
    return who


async def listed(database: Database, who: str, **wanted: object) -> list[Entry]:
    found, following = await database.timelines.list(who, Wanted(**wanted))  # type: ignore[arg-type]
    assert following is None
    return found


def names(entries: list[Entry]) -> list[tuple[str, str]]:
    return [(entry.kind, entry.entry_id) for entry in entries]


async def test_everything_is_there_newest_first_and_a_call_before_what_was_said_in_it(
    database: Database, past: str
) -> None:
    found = await listed(database, past)
    assert [entry.kind for entry in found[:1]] == ["ruling"]
    assert names(found[1:]) == [
        ("task", "t1"), ("message", "m1"), ("call", "c2"), ("follow_up", "c2"), ("note", "c2"),
        ("answers", "r1"), ("call", "c1"),
    ]  # fmt: skip
    assert [entry.at for entry in found] == sorted((entry.at for entry in found), reverse=True)
    assert (found[3].queue, found[3].by, found[3].disposition) == ("support", "ann", "resolved")
    assert (found[5].text, found[4].due) == ("Invoice sent", at(5 * 86400.0))
    assert [answer.label for answer in found[6].answers] == ["Very", "Flu"]
    assert [answer.sensitive for answer in found[6].answers] == [False, True]


async def test_kinds_are_chosen(database: Database, past: str) -> None:
    assert names(await listed(database, past, kinds=("note", "task"))) == [("task", "t1"), ("note", "c2")]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("INVOICE", ["task", "message", "follow_up", "note"]),
        ("满意", ["answers"]),
        ("very", ["answers"]),
        ("138 0013 8000", ["call", "call"]),
        ("%", []),
        ("flu", []),
    ],
)
async def test_words_are_found_in_every_kind(
    database: Database, past: str, text: str, kinds: list[str]
) -> None:
    assert [entry.kind for entry in await listed(database, past, text=text)] == kinds


async def test_sensitive_answers_are_found_by_those_who_may_only(database: Database, past: str) -> None:
    assert [entry.kind for entry in await listed(database, past, text="flu", sensitive=True)] == ["answers"]
    assert await listed(database, past, text="illness") == []


async def test_dispositions_are_found_by_their_words(database: Database, past: str) -> None:
    found = await listed(database, past, text="done with it", dispositions=("resolved",))
    assert names(found) == [("call", "c2")]


async def test_nobody_sees_anothers_past(database: Database, past: str) -> None:
    other = await database.customers.create(CustomerDraft(name="Other"))
    assert await listed(database, other.customer_id) == []


async def test_a_merge_is_part_of_the_timeline(database: Database, past: str, wang: Customer) -> None:
    other = await database.customers.create(CustomerDraft(name="Wang F."))
    await database.merges.merge((past, wang.version), (other.customer_id, 1), {}, "boss")
    (entry,) = await listed(database, past, kinds=("merge",))
    assert (entry.other, entry.by) == ("Wang F.", "boss")


async def test_pages_hold_every_entry_once(database: Database, past: str) -> None:
    whole = await listed(database, past)
    seen: list[Entry] = []
    cursor = None
    while True:
        page, cursor = await database.timelines.list(past, Wanted(), limit=3, cursor=cursor)
        seen += page
        if cursor is None:
            break
    assert seen == whole
    with pytest.raises(InvalidInput):
        await database.timelines.list(past, Wanted(), cursor="nonsense")


async def test_thousands_of_entries_are_paged_quickly(database: Database, wang: Customer) -> None:
    rows = [
        to_values(call(f"n{number:05}", number * 60.0, note=f"note {number}"), calls)
        | {"customer_id": wang.customer_id}
        for number in range(5000)
    ]
    async with database.transactions.writing() as connection:
        await connection.execute(insert(calls), rows)
    begun = time.monotonic()
    page, cursor = await database.timelines.list(wang.customer_id, Wanted(text="note 4"), limit=50)
    assert (len(page), page[0].text, cursor is not None) == (50, "note 4999", True)
    assert time.monotonic() - begun < 2
