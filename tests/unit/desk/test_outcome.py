"""How a call went: a tree of dispositions per queue, required or not, and calls that nobody coded in time."""

import asyncio

import msgspec
import pytest

from cti.calls.dispositions import Disposition
from cti.calls.record import Outcome
from cti.config import Queue
from cti.errors import InvalidInput
from tests.unit.floor import Floor, agent, answered, at, ended, inbound, link_certain

TREE = (
    Disposition(code="solved", zh_CN="已解决", en="Solved"),
    Disposition(code="complaint", zh_CN="投诉", en="Complaint"),
    Disposition(code="price", zh_CN="价格", en="Price", parent="complaint"),
    Disposition(code="sold", zh_CN="成交", en="Sold", queues=("sales",)),
)


async def opened(required: bool = False) -> Floor:
    floor = Floor(dispositions=TREE)
    queue = Queue(wrap_up_s=20, disposition_required=required)
    floor.config = msgspec.structs.replace(floor.config, queues={"support": queue})
    floor.restart()
    return await floor.open()


async def in_wrap_up(required: bool = False) -> Floor:
    floor = await opened(required)
    await floor.hear(*inbound(), *answered(3), *ended(13))
    return floor


@pytest.mark.parametrize("code", ["complaint", "sold", "golf"])
async def test_groups_and_outcomes_of_other_queues_are_refused_with_what_may_be_chosen(code):
    floor = await in_wrap_up()
    with pytest.raises(InvalidInput, match="solved, price") as refused:
        await floor.desk.finish("li", (await floor.item()).work_id, Outcome(disposition=code))
    assert refused.value.field == "disposition"
    await floor.close()


async def test_an_end_of_the_tree_is_kept_with_the_call():
    floor = await in_wrap_up()
    await floor.desk.finish("li", (await floor.item()).work_id, Outcome(disposition="price"))
    assert (await floor.calls.get("c1")).disposition == "price"
    await floor.close()


async def test_a_required_outcome_is_asked_for_and_nothing_is_lost():
    floor = await in_wrap_up(required=True)
    work_id = (await floor.item()).work_id
    await floor.desk.save_outcome("li", work_id, Outcome(note="typed before"))
    with pytest.raises(InvalidInput, match="say how the call went"):
        await floor.desk.finish("li", work_id, Outcome(note="typed before"))
    item = await floor.item()
    assert (item.outcome.note, item.outcome.finished_at) == ("typed before", None)
    await floor.close()


async def test_a_call_that_was_not_answered_needs_no_outcome():
    floor = await opened(required=True)
    await floor.hear(*inbound())
    await floor.desk.finish("li", (await floor.item()).work_id, Outcome())
    assert (await floor.item()).outcome.finished_at is not None
    await floor.close()


@pytest.mark.parametrize("required", [False, True])
async def test_a_wrap_up_that_ends_by_time_without_outcome_is_to_be_coded_later(required):
    floor = await in_wrap_up(required)
    await floor.desk.save_outcome("li", (await floor.item()).work_id, Outcome(note="half a sen"))
    await floor.hear(agent(33, "ready"))
    (item,) = await floor.desk.uncoded("li")
    assert item.uncoded_at == at(33)
    assert (await floor.calls.get("c1")).note == "half a sen"
    assert await floor.desk.open_work("li") == []
    await floor.close()


async def test_what_is_typed_while_the_end_of_wrap_up_waits_to_be_written_stays():
    floor = await in_wrap_up()
    store = asyncio.Event()

    async def slow() -> None:
        await store.wait()

    floor.recorder.later("store", "slow", slow)
    await floor.bus.deliver(agent(33, "ready"))
    await floor.desk.save_outcome("li", (await floor.item()).work_id, Outcome(note="to the last letter"))
    store.set()
    await floor.recorder.written()
    assert (await floor.calls.get("c1")).note == "to the last letter"
    await floor.close()


async def test_a_draft_with_an_outcome_is_coded_when_the_time_ends():
    floor = await in_wrap_up()
    await floor.desk.save_outcome("li", (await floor.item()).work_id, Outcome(disposition="solved"))
    await floor.hear(agent(33, "ready"))
    assert await floor.desk.uncoded("li") == []
    assert (await floor.calls.get("c1")).disposition == "solved"
    await floor.close()


async def test_coding_later_keeps_when_the_work_ended_and_leaves_the_list():
    floor = await in_wrap_up(required=True)
    await floor.hear(agent(33, "ready"))
    floor.clock.advance(600)
    work_id = (await floor.item()).work_id
    saved = await floor.desk.save_outcome("li", work_id, Outcome(disposition="price"))
    assert saved.uncoded_at is None
    assert (await floor.calls.get("c1")).disposition == "price"
    finished = await floor.desk.finish("li", work_id, Outcome(disposition="price", note="later"))
    assert finished.outcome.finished_at == at(33)
    assert (await floor.calls.get("c1")).note == "later"
    await floor.close()


async def test_where_no_outcome_is_required_finishing_without_one_settles_it():
    floor = await in_wrap_up()
    await floor.hear(agent(33, "ready"))
    await floor.desk.finish("li", (await floor.item()).work_id, Outcome())
    assert await floor.desk.uncoded("li") == []
    await floor.close()


async def test_a_wrap_up_that_ended_while_no_server_ran_is_to_be_coded_too():
    floor = await in_wrap_up()
    await floor.close()
    floor.clock.advance(60)
    floor.restart()
    await floor.begin()
    await floor.hear(agent(60, "wrap_up", call=None), link_certain(60))
    assert [item.uncoded_at for item in await floor.desk.uncoded("li")] == [at(33)]
    await floor.close()


async def test_a_follow_up_is_ones_own_or_anybodys():
    floor = await in_wrap_up()
    work_id = (await floor.item()).work_id
    own = Outcome(disposition="solved", follow_up_at=at(90), follow_up_agent="li")
    await floor.desk.save_outcome("li", work_id, own)
    with pytest.raises(InvalidInput, match="your own or anybody"):
        await floor.desk.save_outcome("li", work_id, Outcome(follow_up_at=at(90), follow_up_agent="wang"))
    await floor.desk.finish("li", work_id, own)
    assert (await floor.calls.get("c1")).follow_up_agent == "li"
    await floor.close()
