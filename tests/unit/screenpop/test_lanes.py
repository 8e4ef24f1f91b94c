"""Which events wait for which: those of a call and of an agent keep their order, others go on."""

from __future__ import annotations

import asyncio

from cti.bus import MemoryBus
from cti.events import CallMerged, Event
from cti.screenpop.lanes import PopLanes
from tests.unit.floor import (
    CALL,
    LI,
    WANG,
    agent,
    answered,
    at,
    call_ended,
    inbound,
    link_certain,
    offered,
    started,
)


def shared(one: Event, other: Event, lanes: PopLanes) -> set[str]:
    return set(lanes.of(one)) & set(lanes.of(other))


def test_everything_of_a_call_and_of_its_people_is_in_one_line() -> None:
    lanes = PopLanes()
    for event in [*inbound(), *answered(3)]:
        assert lanes.of(event)
        assert shared(event, agent(5, "ready"), lanes) or shared(event, offered(), lanes)
    assert shared(call_ended(9), agent(9, "wrap_up", until=at(20)), lanes) == {"agent li"}
    assert lanes.of(link_certain(1)) == ()


def test_calls_at_different_phones_do_not_wait_for_each_other() -> None:
    lanes = PopLanes()
    assert not shared(started(), started(call_id="c2"), lanes)
    assert not shared(offered(), offered(to=WANG, call_id="c2"), lanes)
    assert not shared(call_ended(9), offered(to=WANG, call_id="c2"), lanes)


def test_one_phone_takes_one_call_after_the_other() -> None:
    lanes = PopLanes()
    for event in (started(), started(call_id="c2"), offered(), offered(to=WANG, call_id="c2")):
        lanes.of(event)
    assert shared(call_ended(9), offered(to=LI, call_id="c2"), lanes) == {"agent li"}


def test_a_call_that_became_part_of_another_brings_its_people() -> None:
    lanes = PopLanes()
    for event in (started(), started(call_id="c2"), offered(), offered(to=WANG, call_id="c2")):
        lanes.of(event)
    merged = CallMerged(at=at(5), other_call_id="c2", **CALL)
    assert set(lanes.of(merged)) == {"call c1", "call c2", "agent li", "agent wang"}
    assert set(lanes.of(call_ended(9))) == {"call c1", "agent li", "agent wang"}


async def test_a_pop_does_not_wait_for_what_another_call_is_stored_with() -> None:
    bus, heard = MemoryBus(), list[str]()
    stored = asyncio.Event()

    async def listener(event: Event) -> None:
        if event == call_ended(9):
            await stored.wait()
        heard.append(type(event).__name__)

    bus.subscribe("pops", listener, PopLanes().of)
    for event in (started(), offered(), call_ended(9), agent(9, "ready")):
        bus.publish(event)
    for event in (started(call_id="c2"), offered(to=WANG, call_id="c2")):
        bus.publish(event)
    async with asyncio.timeout(5):
        while len(heard) < 4:  # noqa: ASYNC110
            await asyncio.sleep(0)
    assert sorted(heard) == ["CallOffered", "CallOffered", "CallStarted", "CallStarted"]
    stored.set()
    await bus.close()
    assert heard[4:] == ["CallEnded", "AgentState"]
