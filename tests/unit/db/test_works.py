from __future__ import annotations

import asyncio

import msgspec
import pytest

from cti.calls.record import Outcome, WorkItem
from cti.errors import NotFound
from db.engine import Database
from tests.unit.db.calls import at


def work(work_id: str, call_id: str = "c1", agent: str = "ann", start: float = 0) -> WorkItem:
    return WorkItem(work_id=work_id, call_id=call_id, agent=agent, pop='{"type":"pop"}', created_at=at(start))


async def test_a_call_pops_once_for_an_agent_however_often_it_is_added(database: Database) -> None:
    added = await asyncio.gather(*(database.works.add(work(f"w{number}")) for number in range(5)))
    assert sorted(added) == [False, False, False, False, True]
    assert len(await database.works.open_items("ann")) == 1
    assert await database.works.add(work("other", agent="bob")) is True


async def test_a_saved_item_is_found_whole(database: Database) -> None:
    await database.works.add(work("w1"))
    changed = WorkItem(
        work_id="w1", call_id="c1", agent="ann", pop="{}", created_at=at(0), customer_id="x",
        answered_at=at(1), wrap_up_until=at(2), run_id="r1",
        outcome=Outcome(disposition="solved", note="好", follow_up_at=at(3), follow_up_agent="ann"),
        uncoded_at=at(4),
    )  # fmt: skip
    await database.works.save(changed)
    assert await database.works.get("w1") == changed
    assert await database.works.find("c1", "ann") == changed
    assert await database.works.find("c1", "bob") is None


async def test_open_items_are_neither_finished_nor_dismissed_oldest_first(database: Database) -> None:
    items = [work(f"w{number}", call_id=f"c{number}", start=-number) for number in range(4)]
    for item in items:
        await database.works.add(item)
    await database.works.save(msgspec.structs.replace(items[0], dismissed_at=at(9)))
    await database.works.save(msgspec.structs.replace(items[1], outcome=Outcome(finished_at=at(9))))
    assert await database.works.open_items("ann") == [items[3], items[2]]


async def test_items_to_code_later_are_those_whose_time_ended_first(database: Database) -> None:
    await database.works.add(work("w1"))
    await database.works.add(work("w2", call_id="c2"))
    late = msgspec.structs.replace(work("w1"), outcome=Outcome(finished_at=at(9)), uncoded_at=at(9))
    await database.works.save(late)
    assert await database.works.uncoded("ann") == [late]
    assert await database.works.uncoded("bob") == []
    assert [item.work_id for item in await database.works.open_items("ann")] == ["w2"]


async def test_unknown_items_are_not_found(database: Database) -> None:
    with pytest.raises(NotFound):
        await database.works.get("no")
    with pytest.raises(NotFound):
        await database.works.save(work("no"))


async def test_the_items_of_a_call_are_those_of_everybody_oldest_first(database: Database) -> None:
    items = [work("w1", agent="bob", start=5), work("w2"), work("w3", call_id="c2")]
    for item in items:
        await database.works.add(item)
    assert [item.agent for item in await database.works.of_call("c1")] == ["ann", "bob"]
