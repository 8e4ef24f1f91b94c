"""Shifts, plans and the states of agents over time, on both databases."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

from cti.agents.shift import Interval, Next, Plan, Shift
from db.engine import Database
from tests.unit.db.calls import at


def shift(shift_id: str, agent: str = "ann", start: float = 0) -> Shift:
    return Shift(shift_id=shift_id, agent=agent, started_at=at(start), queues=("sales",))


def interval(state: Any, start: float, reason: str | None = None, agent: str = "ann") -> Interval:
    return Interval(agent=agent, pbx="main", state=state, reason=reason, began_at=at(start))


async def test_an_agent_has_one_open_shift_however_often_it_is_begun(database: Database) -> None:
    begun = await asyncio.gather(*(database.shifts.begin(shift(f"s{number}")) for number in range(3)))
    assert sorted(begun) == [False, False, True]
    assert await database.shifts.begin(shift("other", agent="bob"))


async def test_a_shift_keeps_the_queues_joined_last_and_its_end(database: Database) -> None:
    await database.shifts.begin(shift("s1"))
    await database.shifts.join("ann", ["sales", "vip"])
    await database.shifts.end("ann", at(60))
    await database.shifts.end("ann", at(90))
    (kept,) = await database.shifts.of_agent("ann", at(0))
    assert (kept.queues, kept.ended_at) == (("sales", "vip"), at(60))
    assert await database.shifts.open_of("ann") is None
    assert await database.shifts.begin(shift("s2", start=100))
    assert [one.shift_id for one in await database.shifts.of_agent("ann", at(50))] == ["s2"]


async def test_what_an_agent_chose_is_kept_and_taken_back(database: Database) -> None:
    assert await database.plans.get("ann") == Plan(agent="ann")
    await database.plans.set_next("ann", Next(state="paused", reason="meal", by="boss"))
    await database.plans.set_queues("ann", ["sales"])
    kept = Plan(agent="ann", queues=("sales",), next=Next(state="paused", reason="meal", by="boss"))
    assert await database.plans.get("ann") == kept
    assert await database.plans.with_next() == [kept]
    await database.plans.set_next("ann", None)
    await database.plans.set_queues("ann", None)
    assert await database.plans.get("ann") == Plan(agent="ann")
    assert await database.plans.with_next() == []


async def test_calls_left_unanswered_are_counted_beside_what_an_agent_chose(database: Database) -> None:
    assert await database.plans.unanswered() == {}
    await database.plans.set_queues("ann", ["sales"])
    for agent, calls in (("ann", 1), ("bob", 1), ("ann", 2), ("bob", 0)):
        await database.plans.set_unanswered(agent, calls)
    assert await database.plans.unanswered() == {"ann": 2}
    assert (await database.plans.get("ann")).queues == ("sales",)


async def test_no_queue_at_all_is_another_choice_than_all_queues(database: Database) -> None:
    await database.plans.set_queues("ann", [])
    assert (await database.plans.get("ann")).queues == ()


async def test_one_state_ends_where_the_next_begins(database: Database) -> None:
    for step in (interval("ready", 0), interval("paused", 10, "meal"), interval("paused", 30, "meeting")):
        await database.intervals.turn([step])
    await database.intervals.turn([interval("ready", 5, agent="bob")])
    kept = await database.intervals.of_agent("ann", at(0), at(100))
    assert [(one.state, one.reason, one.began_at, one.ended_at) for one in kept] == [
        ("ready", None, at(0), at(10)),
        ("paused", "meal", at(10), at(30)),
        ("paused", "meeting", at(30), None),
    ]
    assert [one.reason for one in await database.intervals.of_agent("ann", at(10), at(20))] == ["meal"]


async def test_many_turns_at_once_are_kept_as_if_they_came_one_by_one(database: Database) -> None:
    turns = [
        interval("ready", 0), interval("ready", 0, agent="bob"), interval("ringing", 5),
        interval("talking", 5), interval("wrap_up", 60), interval("ready", 50),
        interval("paused", 9, "meal", agent="bob"),
    ]  # fmt: skip
    one_by_one = [msgspec.structs.replace(one, agent=f"{one.agent} alone") for one in turns]
    await database.intervals.turn(turns[:2])
    await database.intervals.turn(turns[2:])
    for one in one_by_one:
        await database.intervals.turn([one])
    for agent, length in (("ann", 4), ("bob", 2)):
        together = await database.intervals.of_agent(agent, at(-1), at(500))
        alone = await database.intervals.of_agent(f"{agent} alone", at(-1), at(500))
        assert len(together) == length
        assert [msgspec.structs.replace(one, agent=agent) for one in alone] == together
    await database.intervals.turn([])


async def test_a_clock_that_went_back_makes_no_interval_end_before_it_began(database: Database) -> None:
    await database.intervals.turn([interval("ready", 100)])
    await database.intervals.turn([interval("paused", 40, "meal")])
    ready = next(
        one for one in await database.intervals.of_agent("ann", at(0), at(500)) if one.state == "ready"
    )
    assert ready.ended_at == ready.began_at


async def test_what_a_run_left_open_ends_where_the_pbx_was_last_seen_and_says_so(database: Database) -> None:
    await database.intervals.turn([interval("ready", 0)])
    await database.intervals.turn([interval("talking", 50, agent="bob")])
    await database.intervals.left_over("branch", at(70))
    await database.intervals.left_over("main", at(40))
    (ann,) = await database.intervals.of_agent("ann", at(0), at(100))
    (bob,) = await database.intervals.of_agent("bob", at(0), at(100))
    assert (ann.ended_at, ann.certain) == (at(40), False)
    assert (bob.ended_at, bob.certain) == (at(50), False)
    await database.intervals.turn([interval("ready", 80)])
    assert len(await database.intervals.of_agent("ann", at(0), at(100))) == 2


async def test_a_pbx_that_was_never_seen_leaves_intervals_without_length(database: Database) -> None:
    await database.intervals.turn([interval("ready", 0)])
    await database.intervals.left_over("main", None)
    assert (await database.intervals.of_agent("ann", at(-1), at(9)))[0].ended_at == at(0)


async def test_the_last_rest_is_what_the_agent_was_before_the_call(database: Database) -> None:
    assert await database.intervals.last_rest("ann") is None
    for step in (interval("paused", 0, "meal"), interval("talking", 10), interval("wrap_up", 20)):
        await database.intervals.turn([step])
    rest = await database.intervals.last_rest("ann")
    assert rest is not None
    assert (rest.state, rest.reason) == ("paused", "meal")
