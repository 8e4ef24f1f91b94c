"""A call that comes to a colleague brings customer, notes, script run and story; nothing is overwritten."""

import asyncio

import pytest

from cti.calls.record import Outcome
from cti.errors import NotFound
from cti.events import CallAnswered, CallHeld, CallLegEnded, CallMerged, CallTransferred, Party
from cti.screenpop.story import TEXTS
from cti.scripts.run import Answer
from tests.unit.floor import (
    CALL,
    LI,
    WANG,
    Floor,
    agent,
    answered,
    at,
    call_ended,
    inbound,
    offer_ended,
    offered,
    started,
)

BLIND = [
    CallTransferred(at=at(9), kind="blind", by=LI, to=WANG, **CALL),
    CallLegEnded(at=at(9), party=LI, queue="support", ring_s=2, talk_s=6, hold_s=0, transfer="blind", **CALL),
    agent(9, "wrap_up", until=at(29)),
]
WANG_ANSWERS = [
    offer_ended(12, to=WANG), agent(12, "talking", "wang"),
    CallAnswered(at=at(12), by=WANG, queue=None, waited_s=2, ring_s=2, **CALL),
]  # fmt: skip
CONSULTATION = {"call_id": "c2", "pbx": "pbx"}


async def talk_with_li(floor: Floor) -> str:
    """li talks; the work item."""
    await floor.hear(*inbound(), *answered(3))
    return (await floor.item()).work_id


async def hand_to_wang(floor: Floor) -> str:
    """Blind, and wang answers."""
    floor.clock.advance(9)
    await floor.hear(*BLIND, offered(10, WANG, None), *WANG_ANSWERS)
    return (await floor.item("wang")).work_id


def lines(pop) -> list[str]:
    return [TEXTS[line["what"]].format(**line["values"]) for line in pop["story"]]


async def test_the_colleague_is_popped_with_story_notes_and_the_customer_created_in_the_call(floor):
    floor.customers.rows.clear()
    work_id = await talk_with_li(floor)
    floor.add_customer("new", "新客户", "13700137000")
    await floor.desk.choose_customer("li", work_id, "new")
    await floor.desk.save_outcome("li", work_id, Outcome(note="wants a refund"))
    await hand_to_wang(floor)
    (pop,) = floor.pops("wang")
    assert (pop["reason"], pop["customer"]["name"]) == ("transferred", "新客户")
    assert pop["notes"] == [{"by": "li", "text": "wants a refund"}]
    assert lines(pop) == ["Waited 0:03 in support", "li talked for 0:06", "li transferred the call to wang"]
    assert (await floor.item("wang")).customer_id == "new"


async def test_the_script_goes_on_at_the_next_open_question_in_one_run(floor):
    work_id = await talk_with_li(floor)
    begun = await floor.desk.start_script("li", work_id, "en")
    await floor.desk.answer("li", begun.run_id, Answer(item="q1", values=("n",)))
    theirs = await hand_to_wang(floor)
    view = await floor.desk.start_script("wang", theirs, "en")
    assert (view.run_id, view.item.id, view.number) == (begun.run_id, "why", 2)
    await floor.desk.answer("wang", view.run_id, Answer(item="why", values=("too slow",)))
    (run,) = floor.scripts.runs.values()
    assert [answer.item for answer in run.answers] == ["q1", "why"]
    assert run.state == "complete"
    assert [agent for agent, _ in floor.outbox.changed[-2:]] == ["wang", "li"]


async def test_another_queue_with_another_script_goes_on_with_the_run_that_was_begun(floor):
    work_id = await talk_with_li(floor)
    begun = await floor.desk.start_script("li", work_id, "en")
    floor.scripts.by_queue.clear()
    theirs = await hand_to_wang(floor)
    assert floor.pops("wang")[0]["script"]["name"] == "survey"
    assert (await floor.desk.start_script("wang", theirs, "en")).run_id == begun.run_id


async def test_two_who_start_the_script_at_once_are_in_one_run(floor):
    mine = await talk_with_li(floor)
    theirs = await hand_to_wang(floor)
    starts = floor.desk.start_script("li", mine, "en"), floor.desk.start_script("wang", theirs, "en")
    one, two = await asyncio.gather(*starts)
    assert one.run_id == two.run_id
    assert len(floor.scripts.runs) == 1


async def test_a_colleague_who_finishes_does_not_stop_the_script_of_the_other(floor):
    mine = await talk_with_li(floor)
    run_id = (await floor.desk.start_script("li", mine, "en")).run_id
    theirs = await hand_to_wang(floor)
    await floor.desk.finish("li", mine, Outcome())
    assert (await floor.scripts.run(run_id)).state == "open"
    await floor.desk.finish("wang", theirs, Outcome())
    assert (await floor.scripts.run(run_id)).state == "partial"


async def test_who_has_no_part_in_the_call_does_not_see_its_run(floor):
    run_id = (await floor.desk.start_script("li", await talk_with_li(floor), "en")).run_id
    with pytest.raises(NotFound):
        await floor.desk.answer("wang", run_id, Answer(item="q1", values=("n",)))


async def test_the_first_agent_keeps_the_own_item_for_wrap_up_and_both_notes_stay_with_the_call(floor):
    mine = await talk_with_li(floor)
    await floor.desk.save_outcome("li", mine, Outcome(disposition="complaint", note="angry"))
    theirs = await hand_to_wang(floor)
    assert (await floor.item()).wrap_up_until == at(29)
    await floor.desk.finish("wang", theirs, Outcome(disposition="solved", note="calm again"))
    await floor.hear(agent(29, "ready"))
    record = await floor.calls.get("c1")
    assert record.note == "li: angry\nwang: calm again"
    assert record.disposition == "complaint"


async def test_the_last_to_finish_decides_the_disposition_unless_it_is_left_open(floor):
    mine = await talk_with_li(floor)
    theirs = await hand_to_wang(floor)
    await floor.desk.finish("li", mine, Outcome(disposition="complaint", follow_up_at=at(999)))
    floor.clock.advance(60)
    await floor.desk.finish("wang", theirs, Outcome(note="only a note"))
    record = await floor.calls.get("c1")
    assert (record.disposition, record.note, record.follow_up_at) == ("complaint", "only a note", at(999))
    await floor.desk.save_outcome("wang", theirs, Outcome(disposition="solved"))
    assert (await floor.calls.get("c1")).disposition == "solved"


async def test_a_note_of_one_is_shown_to_the_other_at_once(floor):
    mine = await talk_with_li(floor)
    theirs = await hand_to_wang(floor)
    floor.outbox.changed.clear()
    await floor.desk.save_outcome("li", mine, Outcome(note="one thing more"))
    assert floor.outbox.changed == [("li", mine), ("wang", theirs)]


async def test_a_customer_chosen_later_is_the_colleagues_too(floor):
    floor.customers.rows.clear()
    mine = await talk_with_li(floor)
    await hand_to_wang(floor)
    floor.add_customer("late", "后选", "13700137000")
    await floor.desk.choose_customer("li", mine, "late")
    assert (await floor.item("wang")).customer_id == "late"


async def test_a_consulted_colleague_is_popped_when_the_phone_rings_and_told_when_it_is_theirs(floor):
    await talk_with_li(floor)
    await floor.hear(CallHeld(at=at(6), by=LI, **CALL))
    floor.clock.advance(7)
    await floor.hear(offered(7, WANG, None))
    (pop,) = floor.pops("wang")
    assert (pop["reason"], pop["call_id"], pop["customer"]["name"]) == ("transferred", "c1", "王芳")
    assert lines(pop)[-1] == "li has been talking for 0:03, on hold for 0:01"
    await floor.hear(*WANG_ANSWERS, CallTransferred(at=at(15), kind="attended", by=LI, to=WANG, **CALL))
    assert "story.attended" in (await floor.item("wang")).pop
    assert len(floor.pops("wang")) == 1


async def test_a_consultation_by_a_call_of_its_own_brings_everything_and_keeps_what_is_written(
    floor,
):
    mine = await talk_with_li(floor)
    await floor.desk.save_outcome("li", mine, Outcome(note="wants a refund"))
    run_id = (await floor.desk.start_script("li", mine, "en")).run_id
    await floor.hear(
        started(5, LI, call_id="c2", direction="internal", dialed="1002"),
        offered(6, WANG, None, caller=LI, **CONSULTATION),
    )
    (pop,) = floor.pops("wang")
    assert (pop["call_id"], pop["customer"]["name"], pop["script"]) == ("c2", "王芳", None)
    assert pop["notes"] == [{"by": "li", "text": "wants a refund"}]
    asked = await floor.item("wang", "c2")
    await floor.desk.save_outcome("wang", asked.work_id, Outcome(note="heard of it"))
    await floor.hear(
        CallMerged(at=at(8), other_call_id="c2", **CALL),
        CallTransferred(at=at(8), kind="attended", by=LI, to=WANG, **CALL),
    )
    item = await floor.item("wang")
    assert (item.run_id, item.outcome.note) == (run_id, "heard of it")
    assert [open_item.call_id for open_item in await floor.desk.open_work("wang")] == ["c1"]


async def test_a_redirected_and_a_picked_up_call_bring_everything_too(floor):
    run_id = (await floor.desk.start_script("li", await talk_with_li(floor), "en")).run_id
    await floor.hear(*WANG_ANSWERS)
    assert floor.pops("wang")[0]["reason"] == "transferred"
    assert (await floor.item("wang")).run_id == run_id


async def test_a_call_that_comes_back_takes_up_the_finished_work_again(floor):
    mine = await talk_with_li(floor)
    await floor.desk.save_outcome("li", mine, Outcome(note="first"))
    await hand_to_wang(floor)
    await floor.hear(agent(29, "ready"))
    assert await floor.desk.open_work("li") == []
    back = CallTransferred(at=at(40), kind="blind", by=WANG, to=LI, **CALL)
    await floor.hear(back, offered(41, LI, None), *answered(43, queue=None))
    (item,) = await floor.desk.open_work("li")
    assert (item.work_id, item.outcome.note, item.wrap_up_until) == (mine, "first", None)
    assert len(floor.pops("li")) == 1


async def test_a_call_out_handed_to_an_outside_number_leaves_the_finished_agent_alone(floor):
    customer = Party(number="13800138001", device="PJSIP/trunk")
    talk = CallAnswered(at=at(3), by=customer, queue=None, waited_s=3, ring_s=3, **CALL)
    outside = Party(number="13900139001")
    await floor.hear(
        started(caller=LI, direction="outbound", dialed="13800138001"), agent(0, "talking"), talk
    )
    await floor.desk.finish("li", (await floor.item()).work_id, Outcome())
    await floor.hear(
        CallTransferred(at=at(9), kind="blind", by=LI, to=outside, **CALL),
        CallAnswered(at=at(12), by=outside, queue=None, waited_s=3, ring_s=3, **CALL),
        call_ended(20),
    )
    assert await floor.desk.open_work("li") == []


async def test_the_hand_over_survives_a_restart(floor):
    mine = await talk_with_li(floor)
    await floor.desk.save_outcome("li", mine, Outcome(note="before the restart"))
    run_id = (await floor.desk.start_script("li", mine, "en")).run_id
    floor.restart()
    await floor.begin()
    await floor.hear(started(), *BLIND, offered(10, WANG, None))
    (pop,) = floor.pops("wang")
    assert pop["notes"] == [{"by": "li", "text": "before the restart"}]
    assert (await floor.item("wang")).run_id == run_id
