"""Work items at the desk: customer, drafts, finish, dismiss, more time; only the agent's own."""

import pytest

from cti.calls.record import Outcome
from cti.errors import Conflict, InvalidInput, NotFound, StoreUnavailable
from cti.scripts.run import Answer
from tests.unit.floor import agent, answered, at, ended, inbound

SOLVED = Outcome(disposition="solved", note="all well", follow_up_at=at(86400))


async def test_the_agent_chooses_who_calls_once_and_for_all(floor):
    floor.add_customer("ming", "李明", "13800138001")
    await floor.hear(*inbound())
    item = await floor.item()
    chosen = await floor.desk.choose_customer("li", item.work_id, "ming")
    assert chosen.customer_id == "ming"
    assert (await floor.calls.get("c1")).customer_id == "ming"
    with pytest.raises(NotFound):
        await floor.desk.choose_customer("li", item.work_id, "nobody")


async def test_a_draft_is_kept_and_is_not_yet_the_outcome(floor):
    await floor.hear(*inbound())
    item = await floor.item()
    await floor.desk.save_outcome("li", item.work_id, SOLVED)
    assert (await floor.item()).outcome == SOLVED
    assert (await floor.calls.get("c1")).disposition is None


async def test_finishing_writes_the_outcome_and_ends_wrap_up_early(floor):
    await floor.hear(*inbound(), *answered(3), *ended(13))
    floor.switch.done.clear()
    floor.clock.advance(20)
    await floor.desk.finish("li", (await floor.item()).work_id, SOLVED)
    record = await floor.calls.get("c1")
    assert (record.disposition, record.note, record.follow_up_at) == ("solved", "all well", at(86400))
    assert floor.states.told == [("li", "ready", None, None)]
    assert await floor.desk.open_work("li") == []


async def test_finishing_while_talking_leaves_the_talk_alone_and_spares_wrap_up(floor):
    await floor.hear(*inbound(), *answered(3))
    await floor.desk.finish("li", (await floor.item()).work_id, SOLVED)
    assert floor.states.told == []
    await floor.hear(*ended(13))
    assert floor.states.told == [("li", "ready", None, None)]
    assert await floor.desk.open_work("li") == []


async def test_what_is_typed_after_wrap_up_ended_still_reaches_the_call(floor):
    await floor.hear(*inbound(), *answered(3), *ended(13), agent(33, "ready"))
    await floor.desk.save_outcome("li", (await floor.item()).work_id, SOLVED)
    assert (await floor.calls.get("c1")).note == "all well"
    assert await floor.desk.open_work("li") == []


async def test_an_unknown_disposition_is_refused(floor):
    await floor.hear(*inbound())
    with pytest.raises(InvalidInput) as refused:
        await floor.desk.save_outcome("li", (await floor.item()).work_id, Outcome(disposition="golf"))
    assert refused.value.field == "disposition"


async def test_a_dismissed_item_does_not_come_back(floor):
    await floor.hear(*inbound(), *answered(3))
    await floor.desk.dismiss("li", (await floor.item()).work_id)
    await floor.hear(*ended(13))
    assert await floor.desk.open_work("li") == []


async def test_wrap_up_can_be_made_longer_again_and_again(floor):
    await floor.hear(*inbound(), *answered(3), *ended(13))
    work_id = (await floor.item()).work_id
    for turn in range(1, 11):
        item = await floor.desk.extend_wrap_up("li", work_id)
        assert item.wrap_up_until == at(33 + 30 * turn)
    assert floor.states.told[-1] == ("li", "wrap_up", None, at(333))


async def test_a_call_that_is_not_in_wrap_up_cannot_be_extended(floor):
    await floor.hear(*inbound(), *answered(3))
    with pytest.raises(Conflict):
        await floor.desk.extend_wrap_up("li", (await floor.item()).work_id)


async def test_nobody_touches_the_work_of_another_agent(floor):
    await floor.hear(*inbound())
    work_id = (await floor.item()).work_id
    for attempt in (
        floor.desk.save_outcome("wang", work_id, SOLVED),
        floor.desk.finish("wang", work_id, SOLVED),
        floor.desk.dismiss("wang", work_id),
        floor.desk.choose_customer("wang", work_id, "fang"),
        floor.desk.start_script("wang", work_id, "en"),
    ):
        with pytest.raises(NotFound):
            await attempt


async def test_an_outcome_that_cannot_be_stored_is_an_error_and_the_item_stays(floor):
    await floor.hear(*inbound(), *answered(3))
    work_id = (await floor.item()).work_id
    floor.calls.broken = True
    with pytest.raises(StoreUnavailable):
        await floor.desk.finish("li", work_id, SOLVED)
    floor.calls.broken = False
    assert [item.work_id for item in await floor.desk.open_work("li")] == [work_id]


async def test_each_change_is_told_to_the_agents_tabs(floor):
    await floor.hear(*inbound())
    work_id = (await floor.item()).work_id
    floor.outbox.changed.clear()
    await floor.desk.save_outcome("li", work_id, SOLVED)
    assert floor.outbox.changed == [("li", work_id)]


async def test_a_script_is_started_answered_and_resumed_in_another_language(floor):
    await floor.hear(*inbound())
    work_id = (await floor.item()).work_id
    view = await floor.desk.start_script("li", work_id, "zh_CN")
    assert view.item is not None
    assert view.item.say == "王芳，满意吗？"
    view = await floor.desk.answer("li", view.run_id, Answer(item="q1", values=("n",)))
    assert view.item is not None
    assert view.item.id == "why"
    resumed = await floor.desk.start_script("li", work_id, "en")
    assert (resumed.run_id, resumed.language, resumed.number) == (view.run_id, "en", 2)
    back = await floor.desk.back("li", view.run_id, "q1")
    assert back.item is not None
    assert back.item.say == "王芳, are you content?"
    with pytest.raises(NotFound):
        await floor.desk.view_run("wang", view.run_id)


async def test_finishing_an_unfinished_script_keeps_its_answers_as_partial(floor):
    await floor.hear(*inbound())
    work_id = (await floor.item()).work_id
    view = await floor.desk.start_script("li", work_id, "en")
    await floor.desk.answer("li", view.run_id, Answer(item="q1", values=("n",)))
    await floor.desk.finish("li", work_id, SOLVED)
    run = await floor.scripts.run(view.run_id)
    assert (run.state, [answer.item for answer in run.answers]) == ("partial", ["q1"])


async def test_a_call_without_script_says_so(floor):
    floor.scripts.by_queue.clear()
    await floor.hear(*inbound())
    with pytest.raises(NotFound, match="no script"):
        await floor.desk.start_script("li", (await floor.item()).work_id, "en")
