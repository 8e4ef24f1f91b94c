"""Pops: the right page to the right agent, once; the work item follows the phone."""

import pytest

from cti.calls.record import Outcome
from cti.customers.model import Customer
from cti.customers.numbers import parse
from cti.events import CallFound, CallMerged, CallTransferred, Party
from tests.unit.floor import (
    CALL,
    CALLER,
    LI,
    WANG,
    agent,
    answered,
    at,
    call_ended,
    ended,
    inbound,
    offer_ended,
    offered,
    queued,
    started,
)  # fmt: skip


async def test_the_pop_shows_customer_number_place_queue_script_and_greeting(floor):
    await floor.hear(*inbound())
    (pop,) = floor.pops()
    assert pop["type"] == "pop"
    assert (pop["reason"], pop["queue"], pop["dialed"]) == ("offered", "support", "4008001")
    assert (pop["caller"]["number"], pop["caller_display"]) == ("13800138001", "138 0013 8001")
    assert pop["caller_location"] == {"zh_CN": "北京市", "en": "Beijing"}
    assert (pop["customer"]["name"], pop["candidates"][0]["why"]) == ("王芳", "why.exact_mobile")
    assert (pop["script"]["name"], pop["script"]["version"], pop["script"]["items"]) == ("survey", 1, 2)
    assert pop["greeting"] == {"en": "Hello"}
    assert (await floor.calls.get("c1")).customer_id == "fang"


async def test_the_customers_last_calls_and_open_matters_are_shown(floor):
    for number in range(7):
        call = f"old{number}"
        await floor.hear(started(-900 + number, call_id=call), call_ended(-800 + number, call_id=call))
        await floor.calls.set_customer(call, "fang")
    await floor.calls.set_outcome("old0", Outcome(note="call back", follow_up_at=at(3600)))
    await floor.hear(*inbound())
    customer = floor.pops()[0]["customer"]
    assert [call["call_id"] for call in customer["last_calls"]] == ["old6", "old5", "old4", "old3", "old2"]
    assert [(matter["call_id"], matter["note"]) for matter in customer["open"]] == [("old0", "call back")]


async def test_several_who_match_are_listed_and_nobody_is_chosen(floor):
    floor.add_customer("ming", "李明", "13800138001")
    await floor.hear(*inbound())
    (pop,) = floor.pops()
    assert pop["customer"] is None
    assert {candidate["name"] for candidate in pop["candidates"]} == {"王芳", "李明"}
    assert (await floor.calls.get("c1")).customer_id is None


@pytest.mark.parametrize("number", ["13700137000", None, "1002"])
async def test_a_stranger_is_popped_without_customer(floor, number):
    await floor.hear(started(caller=Party(number=number)), queued(), offered(caller=Party(number=number)))
    (pop,) = floor.pops()
    assert (pop["customer"], pop["candidates"]) == (None, [])


async def test_nobody_is_popped_twice_for_a_call(floor):
    await floor.hear(*inbound(), offer_ended(2, "no_answer"), offered(3), *answered(5), offered(6))
    floor.restart()
    await floor.begin()
    await floor.hear(started(), queued(), offered(7))
    assert len(floor.pops()) == 1


async def test_a_work_item_goes_when_the_phone_rings_out_and_is_back_when_it_rings_again(floor):
    await floor.hear(*inbound(), offer_ended(2, "no_answer"))
    assert await floor.desk.open_work("li") == []
    await floor.hear(offered(3))
    assert [item.call_id for item in await floor.desk.open_work("li")] == ["c1"]
    assert len(floor.outbox.changed) == 2


async def test_every_agent_who_is_rung_has_an_item_and_only_the_one_who_answers_keeps_it(floor):
    lost = offer_ended(3, "answered_elsewhere", to=WANG)
    await floor.hear(*inbound(), offered(1, WANG), *answered(3), lost)
    assert (await floor.item()).answered_at == at(3)
    assert await floor.desk.open_work("wang") == []
    assert len(floor.pops("li")) == len(floor.pops("wang")) == 1


async def test_wrap_up_is_noted_with_its_end_and_its_end_makes_the_draft_the_outcome(floor):
    await floor.hear(*inbound(), *answered(3), *ended(13))
    item = await floor.item()
    assert item.wrap_up_until == at(33)
    await floor.desk.save_outcome("li", item.work_id, Outcome(disposition="solved", note="half a sen"))
    await floor.hear(agent(33, "ready"))
    record = await floor.calls.get("c1")
    assert (record.disposition, record.note) == ("solved", "half a sen")
    assert (await floor.item()).outcome.finished_at == at(33)


async def test_a_call_nobody_coded_stays_without_disposition(floor):
    await floor.hear(*inbound(), *answered(3), *ended(13), agent(33, "ready"))
    assert (await floor.calls.get("c1")).disposition is None
    assert await floor.desk.open_work("li") == []


async def test_without_wrap_up_the_item_is_over_with_the_talk(floor):
    await floor.hear(*inbound(), *answered(3), *ended(13, wrap_up=False))
    assert await floor.desk.open_work("li") == []


async def test_another_call_in_wrap_up_leaves_the_first_item_open(floor):
    await floor.hear(*inbound(), *answered(3), *ended(13), agent(15, "ringing", call="c2"))
    assert [item.call_id for item in await floor.desk.open_work("li")] == ["c1"]


async def test_an_agent_who_calls_out_is_popped_at_once_with_the_customer_called(floor):
    await floor.hear(started(caller=LI, direction="outbound", dialed="13800138001"))
    (pop,) = floor.pops()
    assert (pop["direction"], pop["caller"]["number"], pop["customer"]["name"]) == (
        "outbound",
        "13800138001",
        "王芳",
    )


async def test_a_failed_call_out_has_wrap_up_too(floor):
    await floor.hear(
        started(caller=LI, direction="outbound", dialed="13800138001"), agent(0, "talking"),
        agent(9, "wrap_up", until=at(29)), call_ended(9, "busy"),
    )  # fmt: skip
    await floor.hear(agent(9, "wrap_up", until=at(29)))
    assert [item.wrap_up_until for item in await floor.desk.open_work("li")] == [at(29)]


async def test_a_transferred_call_pops_the_colleague_and_the_consultation_goes(floor):
    consultation = {"call_id": "c2", "pbx": "pbx"}
    await floor.hear(
        *inbound(), *answered(3),
        started(5, LI, call_id="c2", direction="internal", dialed="1002"),
        offered(6, WANG, None, caller=LI, **consultation),
        CallTransferred(at=at(8), kind="attended", by=LI, to=WANG, **CALL),
        CallMerged(at=at(8), other_call_id="c2", **CALL),
    )  # fmt: skip
    assert [(pop["reason"], pop["call_id"]) for pop in floor.pops("wang")] == [
        ("offered", "c2"),
        ("transferred", "c1"),
    ]
    assert [item.call_id for item in await floor.desk.open_work("wang")] == ["c1"]


async def test_a_store_that_fails_does_not_keep_the_pop_from_the_agent_and_gets_the_item_later(floor, caplog):
    floor.customers.broken = floor.works.broken = True
    await floor.bus.deliver(*inbound())
    (pop,) = floor.pops()
    assert (pop["caller"]["number"], pop["customer"]) == ("13800138001", None)
    assert "not complete" in caplog.text
    floor.works.broken = False
    await floor.recorder.written()
    assert [item.work_id for item in await floor.desk.open_work("li")] == [pop["work_id"]]


async def test_a_customer_with_two_numbers_is_found_by_either(floor):
    two = (parse("13900139009"), parse("010-65529988"))
    floor.customers.rows["two"] = Customer(customer_id="two", name="双号", numbers=two)
    caller = Party(number="01065529988")
    await floor.hear(started(caller=caller), offered(caller=caller))
    assert floor.pops()[0]["customer"]["customer_id"] == "two"


async def test_a_call_met_in_mid_course_pops_who_talks_as_resumed_and_answered(floor):
    await floor.hear(started(), CallFound(at=at(0), talking=(CALLER, LI), **CALL))
    assert [pop["reason"] for pop in floor.pops()] == ["resumed"]
    assert (await floor.item()).answered_at == at(0)


async def test_wrap_up_said_again_and_again_is_written_once(floor):
    await floor.hear(*inbound(), *answered(3), *ended(13))
    floor.outbox.changed.clear()
    await floor.hear(*[agent(13.1, "wrap_up", until=at(33))] * 6)
    assert floor.outbox.changed == []
    assert floor.switch.done == [("pause", "PJSIP/1001", True, "wrap_up", None)]
