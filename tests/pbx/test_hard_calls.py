"""Calls handed on, parked, picked up, met in conferences, listened to, behind Local channels: told as they
happened on a real Asterisk, with the figures of its books and of the phones."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from cti.events import (
    AnyCallEvent,
    CallAnswered,
    CallEnded,
    CallHeld,
    CallJoined,
    CallLeftQueue,
    CallLegEnded,
    CallMerged,
    CallStarted,
    CallTransferred,
    Party,
)
from cti.testbed.asterisk import Asterisk
from cti.testbed.hard_scenarios import HARD_SCENARIOS, Journey
from tests.pbx.hard import HARD_HOUSE, Witnessed, all_flows, play_all

pytestmark = pytest.mark.asyncio(loop_scope="session")

A_SECOND = 1.0
"""Asterisk's books are differences of whole-second clocks: they are right to a second."""

A_MOMENT = 0.5
"""Phones and manager stream are read by different programs on a busy machine."""

FLOWS = tuple(HARD_SCENARIOS)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def hard(asterisk: Asterisk) -> AsyncIterator[dict[str, Witnessed]]:
    """Every flow, played once, on an Asterisk of its own; `asterisk` says whether one can run here."""
    own = await Asterisk.start(house=HARD_HOUSE, say=lambda line: None)
    try:
        yield await play_all(own, all_flows())
    finally:
        await own.stop()


@pytest.mark.parametrize("name", FLOWS)
async def test_each_customer_has_one_call_told_as_it_happened(hard: dict[str, Witnessed], name: str) -> None:
    witnessed = hard[name]
    for journey in witnessed.flow.journeys:
        assert as_told(witnessed.call_of(journey.caller)) == journey


@pytest.mark.parametrize("name", FLOWS)
async def test_there_is_no_call_beside_the_journeys(hard: dict[str, Witnessed], name: str) -> None:
    witnessed = hard[name]
    assert len(witnessed.own_calls()) == len(witnessed.flow.journeys) + len(witnessed.flow.others)


@pytest.mark.parametrize("name", [name for name in FLOWS if HARD_SCENARIOS[name].members])
async def test_wait_and_talk_are_those_of_the_queue_log(hard: dict[str, Witnessed], name: str) -> None:
    witnessed = hard[name]
    call = witnessed.call_of(witnessed.flow.journeys[0].caller)
    visits = [event for event in call if isinstance(event, CallLeftQueue)]
    connects = [row for row in witnessed.queue_log if row.event == "CONNECT"]
    assert [row.queue for row in connects] == [visit.queue for visit in visits]
    for row, visit in zip(connects, visits, strict=True):
        assert visit.waited_s == pytest.approx(float(row.data[0]), abs=A_SECOND)


@pytest.mark.parametrize("name", FLOWS)
async def test_every_agents_time_is_that_of_the_phone(hard: dict[str, Witnessed], name: str) -> None:
    """A phone that was called has the call from its 200 OK until it hands it on or somebody hangs up."""
    witnessed = hard[name]
    called = {desk.number for desk in witnessed.flow.desks}
    for phone in called:
        own = sum(leg.connected_s for leg in witnessed.phones if leg.phone == phone)
        told = sum(leg.talk_s + leg.hold_s for leg in legs_of(witnessed, phone))
        assert told == pytest.approx(own, abs=A_MOMENT), phone


@pytest.mark.parametrize("name", FLOWS)
async def test_begin_and_end_are_those_of_the_call_detail_records(
    hard: dict[str, Witnessed], name: str
) -> None:
    witnessed = hard[name]
    call = witnessed.call_of(witnessed.flow.journeys[0].caller)
    rows = [row for row in witnessed.cdr if row.linkedid in ended(call).linkedids]
    assert abs((call[0].at - min(row.start for row in rows)).total_seconds()) <= A_SECOND
    assert abs((call[-1].at - max(row.end for row in rows)).total_seconds()) <= A_SECOND


def as_told(call: list[AnyCallEvent]) -> Journey:
    """What the events of a call say, in the words of the declared journey."""
    end = ended(call)
    return Journey(
        caller=who(call[0].caller) if isinstance(call[0], CallStarted) else "",
        answered_by=tuple(who(e.by) for e in call if isinstance(e, CallAnswered)),
        visits=tuple((e.queue, e.reason) for e in call if isinstance(e, CallLeftQueue)),
        transfers=tuple((e.kind, who(e.by), who(e.to)) for e in call if isinstance(e, CallTransferred)),
        held_by=tuple(who(e.by) for e in call if isinstance(e, CallHeld)),
        joined=tuple((who(e.party), e.mode) for e in call if isinstance(e, CallJoined)),
        merged=sum(isinstance(e, CallMerged) for e in call),
        reason=end.reason,
        ended_by=end.ended_by,
    )


def ended(call: list[AnyCallEvent]) -> CallEnded:
    """The end of a call: one, and the last that is said of it."""
    (end,) = [event for event in call if isinstance(event, CallEnded)]
    assert call[-1] is end
    return end


def legs_of(witnessed: Witnessed, phone: str) -> list[CallLegEnded]:
    """All parts that a phone had in the flow's calls."""
    events = (event for call in witnessed.calls.values() for event in call)
    return [e for e in events if isinstance(e, CallLegEnded) and who(e.party) == phone]


def who(party: Party) -> str:
    """The agent, else the number."""
    return party.agent or party.number or "nobody known"
