"""How a call went: a tree of dispositions per queue, required or not, and calls that nobody coded in time."""

import asyncio

import msgspec
import pytest

from cti.calls.dispositions import Disposition
from cti.calls.record import Outcome, WorkItem
from cti.config import Queue
from cti.errors import InvalidInput
from tests.fakes.stores import FakeWorks
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


class SlowWorks(FakeWorks):
    """Saves nothing while `waits` is not set; `reached`: something is to be saved then."""

    def __init__(self) -> None:
        super().__init__()
        self.waits, self.reached = asyncio.Event(), asyncio.Event()
        self.waits.set()

    async def save(self, item: WorkItem) -> None:
        if not self.waits.is_set():
            self.reached.set()
            await self.waits.wait()
        await super().save(item)


def slow_store(floor: Floor) -> asyncio.Event:
    """What is recorded from now on waits until the event is set."""
    ready = asyncio.Event()
    floor.recorder.later("store", "slow", ready.wait)
    return ready


async def test_what_is_typed_while_the_end_of_wrap_up_waits_to_be_written_stays():
    floor = await in_wrap_up()
    store = slow_store(floor)
    await floor.bus.deliver(agent(33, "ready"))
    await floor.desk.save_outcome("li", (await floor.item()).work_id, Outcome(note="to the last letter"))
    store.set()
    await floor.recorder.written()
    assert (await floor.calls.get("c1")).note == "to the last letter"
    await floor.close()


async def test_a_call_is_finished_though_its_record_still_waits_to_be_written():
    floor = await opened()
    store = slow_store(floor)
    await floor.bus.deliver(*inbound(), *answered(3), *ended(13))
    work_id = (await floor.item()).work_id
    finished = await floor.desk.finish("li", work_id, Outcome(disposition="price", note="too dear"))
    assert finished.outcome.finished_at is not None
    assert floor.states.told[-1][:2] == ("li", "ready")
    await floor.desk.save_outcome("li", work_id, Outcome(disposition="price", note="too dear, he says"))
    assert floor.calls.rows == {}
    store.set()
    await floor.recorder.written()
    record = await floor.calls.get("c1")
    assert (record.disposition, record.note, record.ended_at) == ("price", "too dear, he says", at(13))
    await floor.close()


async def test_a_call_is_finished_though_its_work_item_still_waits_to_be_written():
    floor = await opened()
    store = slow_store(floor)
    floor.works.broken = True
    await floor.bus.deliver(*inbound())
    floor.works.broken = False
    assert floor.works.rows == {}
    (pop,) = floor.pops()
    await floor.desk.save_outcome("li", pop["work_id"], Outcome(note="half a sen"))
    await floor.desk.finish("li", pop["work_id"], Outcome(note="half a sentence"))
    store.set()
    await floor.recorder.written()
    assert (await floor.item()).outcome.note == "half a sentence"
    assert (await floor.calls.get("c1")).note == "half a sentence"
    await floor.close()


async def test_who_calls_is_said_though_the_record_still_waits_to_be_written():
    floor = await opened()
    store = slow_store(floor)
    floor.add_customer("lei", "李雷", "13900139001")
    await floor.bus.deliver(*inbound())
    chosen = await floor.desk.choose_customer("li", (await floor.item()).work_id, "lei")
    assert (chosen.customer_id, floor.calls.rows) == ("lei", {})
    store.set()
    await floor.recorder.written()
    assert (await floor.calls.get("c1")).customer_id == "lei"
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


async def after_restart_without_a_server() -> Floor:
    floor = await in_wrap_up()
    await floor.close()
    floor.clock.advance(60)
    floor.restart()
    await floor.begin()
    await floor.hear(agent(60, "wrap_up", call=None))
    return floor


async def test_a_wrap_up_that_a_restart_ended_keeps_what_is_typed_while_it_waits_to_be_written():
    floor = await after_restart_without_a_server()
    work_id, record = (await floor.item()).work_id, floor.calls.rows.pop("c1")
    store = slow_store(floor)
    floor.recorder.later("open", "c1", lambda: floor.calls.open(record))
    await floor.bus.deliver(link_certain(60))
    await floor.desk.save_outcome("li", work_id, Outcome(note="to the last letter"))
    store.set()
    await floor.recorder.written()
    assert (await floor.calls.get("c1")).note == "to the last letter"
    assert [item.uncoded_at for item in await floor.desk.uncoded("li")] == [at(33)]
    await floor.close()


async def test_two_who_end_after_a_restart_at_the_same_time_keep_both_notes():
    floor = await opened()
    floor.works = saving = SlowWorks()
    floor.restart()
    await floor.begin()
    await floor.hear(*inbound(), *answered(3))
    mine = await floor.item()
    hers = msgspec.structs.replace(mine, work_id="hers", agent="wang", created_at=at(4))
    await floor.works.add(msgspec.structs.replace(hers, outcome=Outcome(note="hers")))
    await floor.desk.save_outcome("li", mine.work_id, Outcome(note="his"))
    await floor.hear(*ended(13))
    await floor.close()
    floor.clock.advance(60)
    floor.restart()
    await floor.begin()
    saving.waits.clear()
    ends = asyncio.create_task(floor.bus.deliver(agent(60, "wrap_up", call=None), link_certain(60)))
    await saving.reached.wait()
    finishes = asyncio.create_task(floor.desk.finish("wang", "hers", Outcome(note="hers")))
    saving.waits.set()
    await asyncio.gather(ends, finishes)
    assert (await floor.calls.get("c1")).note == "li: his\nwang: hers"
    await floor.close()


async def test_what_the_agent_finished_before_the_pbx_was_seen_again_stays_finished():
    floor = await after_restart_without_a_server()
    await floor.desk.finish("li", (await floor.item()).work_id, Outcome(note="nothing more"))
    await floor.hear(link_certain(61))
    assert await floor.desk.uncoded("li") == []
    assert (await floor.item()).outcome.finished_at == at(60)
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
