"""Call records: opened once, closed once, with legs and visits; nothing is lost when the store fails."""

import asyncio
import logging

import pytest

from cti.events import CallMerged, CallTransferred, Party
from tests.unit.floor import (
    CALL,
    LI,
    WANG,
    Floor,
    agent,
    answered,
    at,
    call_ended,
    ended,
    inbound,
    link_certain,
    offer_ended,
    offered,
    started,
)


async def test_a_call_is_stored_open_as_soon_as_it_starts(floor):
    await floor.hear(*inbound())
    record = await floor.calls.get("c1")
    assert (record.direction, record.caller_e164, record.dialed) == ("inbound", "+8613800138001", "4008001")
    assert record.ended_at is None
    assert [leg.agent for leg in record.legs] == ["li"]


async def test_a_closed_record_tells_the_whole_call(floor):
    await floor.hear(*inbound(), *answered(3), *ended(13))
    record = await floor.calls.get("c1")
    assert (record.ended_at, record.reason, record.ended_by) == (at(13), "completed", "caller")
    assert (record.agent, record.queue, record.waited_s, record.talk_s) == ("li", "support", 3.0, 10.0)
    (leg,) = record.legs
    assert (leg.offered_at, leg.answered_at, leg.ended_at, leg.reason) == (at(1), at(3), at(13), "answered")
    assert (leg.ring_s, leg.talk_s, leg.queue) == (2.0, 10.0, "support")
    (visit,) = record.visits
    assert (visit.joined_at, visit.left_at, visit.reason, visit.waited_s) == (at(0), at(3), "answered", 3.0)


async def test_every_phone_that_rang_has_a_leg_and_the_first_who_answered_has_the_call(floor):
    await floor.hear(*inbound(), offer_ended(2, "no_answer"), offered(3, WANG), *answered(5, WANG))
    record = await floor.calls.get("c1")
    assert [(leg.agent, leg.reason, leg.answered_at) for leg in record.legs] == [
        ("li", "no_answer", None),
        ("wang", "answered", at(5)),
    ]
    assert record.agent == "wang"
    assert record.legs[0].ended_at == at(2)


async def test_ringing_the_same_phone_again_is_a_leg_of_its_own(floor):
    await floor.hear(*inbound(), offer_ended(2, "no_answer"), offered(3), *answered(5))
    legs = (await floor.calls.get("c1")).legs
    assert [(leg.offered_at, leg.reason) for leg in legs] == [(at(1), "no_answer"), (at(3), "answered")]


async def test_an_outbound_call_belongs_to_the_agent_who_made_it(floor):
    there = Party(number="13900139001", channel="PJSIP/trunk-2", device="PJSIP/trunk")
    await floor.hear(
        started(0, LI, direction="outbound", dialed="13900139001"),
        offered(1, there, None),
        *answered(4, there),
    )
    record = await floor.calls.get("c1")
    assert (record.agent, record.caller_e164) == ("li", "+8613900139001")
    assert [(leg.agent, leg.answered_at) for leg in record.legs] == [("li", at(4)), (None, at(4))]


async def test_a_transfer_is_noted_on_the_leg_that_handed_the_call_on(floor):
    handed = CallTransferred(at=at(6), kind="blind", by=LI, to=WANG, **CALL)
    await floor.hear(*inbound(), *answered(3), handed)
    (leg,) = (await floor.calls.get("c1")).legs
    assert leg.transfer == "blind"


async def test_a_consultation_becomes_part_of_the_customers_call(floor):
    other = {"call_id": "c2", "pbx": "pbx"}
    merge = CallMerged(at=at(8), other_call_id="c2", **CALL)
    await floor.hear(
        *inbound(), *answered(3),
        started(5, LI, call_id="c2", direction="internal", dialed="1002"), offered(6, WANG, None, **other),
        merge, call_ended(9),
    )  # fmt: skip
    assert list(floor.calls.rows) == ["c1"]
    record = await floor.calls.get("c1")
    assert [leg.agent for leg in record.legs] == ["li", "wang"]
    assert record.linkedids == ("c1", "c2")


async def test_wrap_up_time_is_added_to_the_leg(floor):
    await floor.hear(*inbound(), *answered(3), *ended(13), agent(20.5, "ready"))
    assert (await floor.calls.get("c1")).legs[0].wrap_up_s == 7.5


async def test_a_full_disk_is_said_once_and_every_record_is_kept_in_order(floor, caplog):
    floor.calls.broken = True
    with caplog.at_level(logging.ERROR):
        await floor.bus.deliver(*inbound(), *answered(3), *ended(13), started(20, call_id="c2"))
        for _ in range(50):
            await asyncio.sleep(0)
    assert floor.recorder.trouble == "the database cannot be used"
    assert floor.recorder.waiting > 0
    said = [entry.message for entry in caplog.records if entry.name.startswith("cti.records")]
    assert said == ["call records wait in memory: the database cannot be used"]
    floor.calls.broken = False
    await floor.recorder.written()
    assert (await floor.calls.get("c1")).reason == "completed"
    assert (await floor.calls.get("c2")).ended_at is None
    assert floor.recorder.trouble is None


async def test_a_write_the_store_never_takes_does_not_block_the_next(floor, caplog):
    floor.recorder.set_customer("never-seen", "fang")
    await floor.hear(*inbound())
    assert "customer never-seen was not written" in caplog.text
    assert (await floor.calls.get("c1")).call_id == "c1"


@pytest.fixture
async def restarted():
    floor = await Floor().open()
    await floor.hear(*inbound(), started(2, call_id="c2"))
    await floor.close()
    floor.restart()
    await floor.begin()
    yield floor
    await floor.close()


async def test_after_a_restart_a_call_that_is_still_on_goes_on_in_its_record(restarted):
    await restarted.hear(started(0), offered(1), link_certain(60), *answered(63), *ended(70))
    record = await restarted.calls.get("c1")
    assert (record.reason, record.certain, record.started_at) == ("completed", False, at(0))
    assert len(record.legs) == 1


async def test_after_a_restart_a_call_that_is_gone_is_closed_as_unknown(restarted):
    await restarted.hear(started(0), link_certain(60))
    gone = await restarted.calls.get("c2")
    assert (gone.reason, gone.ended_by, gone.certain, gone.ended_at) == ("unknown", "unknown", False, at(60))
    assert (await restarted.calls.get("c1")).ended_at is None


async def test_click_to_call_has_the_agents_leg_from_the_moment_they_picked_up(floor):
    there = Party(number="13900139001", channel="PJSIP/trunk-2", device="PJSIP/trunk")
    await floor.hear(
        started(0, LI, direction="outbound", dialed="13900139001"), offered(0, LI, None),
        offer_ended(2), offered(2.5, there, None), *answered(5, there),
    )  # fmt: skip
    legs = (await floor.calls.get("c1")).legs
    assert [(leg.agent, leg.answered_at) for leg in legs] == [("li", at(2)), (None, at(5))]
