"""Own figures are sums of what the calls list shows."""

from __future__ import annotations

from typing import Any

from cti.calls.record import CallFilter
from cti.scripts.document import Choice, Item, Script
from cti.scripts.run import Answer, ScriptRun
from db.engine import Database
from tests.unit.db.calls import ENDED, at, call, leg

GRADES = tuple(Choice(code=str(n), label={"zh_CN": str(n), "en": str(n)}) for n in range(5, 0, -1))
SURVEY = Script(
    name="survey",
    title={"zh_CN": "调查", "en": "Survey"},
    items=(
        Item(id="content", kind="grade", say={"en": "Content?"}, choices=GRADES, measure="csat"),
        Item(id="quick", kind="grade", say={"en": "Quick?"}, choices=GRADES),
    ),
)


async def _close(database: Database, call_id: str, start: float, *legs: Any) -> None:
    fields = ENDED | {"started_at": at(start), "ended_at": at(start + 60)}
    await database.calls.close(call(call_id, **fields, legs=legs))


async def _rate(database: Database, call_id: str, *given: Answer) -> None:
    run = ScriptRun(
        run_id=f"r-{call_id}", script="survey", version=1, call_id=call_id, customer_id=None, agent="ann",
        language="en", started_at=at(5), answers=given,
    )  # fmt: skip
    await database.scripts.save_run(run)


async def _a_morning(database: Database) -> None:
    await database.scripts.publish(SURVEY)
    await _close(
        database, "c1", 0, leg("ann", talk_s=30.0, hold_s=5.0, wrap_up_s=10.0), leg("bo", queue="vip")
    )
    await _close(
        database, "c2", 100, leg("ann", talk_s=20.5, channel="a"), leg("ann", talk_s=1.5, channel="b")
    )
    await _close(database, "c3", 200, leg("ann", talk_s=0.0, answered_at=None, reason="no_answer"))
    await _close(database, "c4", 5000, leg("ann", talk_s=99.0))
    rated = Answer(item="content", values=("5",)), Answer(item="quick", values=("1",))
    await _rate(database, "c1", *rated)
    await _rate(database, "c2", Answer(item="content", values=(), refused=True))
    await _rate(database, "c4", Answer(item="content", values=("1",)))


async def test_an_agents_day_is_the_sum_of_own_legs_in_calls_talked_in(database: Database) -> None:
    await _a_morning(database)
    (ann,) = await database.days.agent_days(at(0), at(1000), "ann")
    assert (ann.calls, ann.talk_s, ann.hold_s, ann.wrap_up_s) == (2, 52.0, 5.0, 10.0)
    assert (ann.queues, ann.ratings) == (frozenset({"sales"}), (5.0,))


async def test_it_equals_the_calls_list_of_that_agent_and_time(database: Database) -> None:
    await _a_morning(database)
    listed, _ = await database.calls.list(CallFilter(agent="ann", since=at(0), until=at(1000)))
    own = [one for record in listed for one in record.legs if one.agent == "ann" and one.talk_s + one.hold_s]
    (ann,) = await database.days.agent_days(at(0), at(1000), "ann")
    talked = {record.call_id for record in listed if any(one in own for one in record.legs)}
    assert ann.calls == len(talked)
    assert ann.talk_s + ann.hold_s == sum(one.talk_s + one.hold_s for one in own)
    assert ann.wrap_up_s == sum(one.wrap_up_s for one in own)
    answers = [answer for record in listed for answer in record.answers if answer.item == "content"]
    assert list(ann.ratings) == [float(answer.value) for answer in answers if answer.value]


async def test_everybody_who_talked_is_there_and_ratings_count_for_each(database: Database) -> None:
    await _a_morning(database)
    days = {day.agent: day for day in await database.days.agent_days(at(0), at(1000))}
    assert days.keys() == {"ann", "bo"}
    assert (days["bo"].calls, days["bo"].queues, days["bo"].ratings) == (1, frozenset({"vip"}), (5.0,))


async def test_merged_calls_and_other_days_do_not_count(database: Database) -> None:
    await _a_morning(database)
    await database.calls.merge("c2", into="c1")
    (ann,) = await database.days.agent_days(at(0), at(1000), "ann")
    assert ann.calls == 1
    assert await database.days.agent_days(at(-1000), at(0)) == []
