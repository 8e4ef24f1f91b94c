"""Calls handed on, parked, picked up, met in conferences, listened to, behind Local channels: told as they
happened on a real Asterisk, with the figures of its books and of the phones."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from cti.testbed.asterisk import Asterisk
from cti.testbed.books import QueueLogRow
from cti.testbed.hard_scenarios import HARD_SCENARIOS
from tests.pbx.hard import HARD_HOUSE, Witnessed, all_flows, play_all
from tests.pbx.hard_telling import as_told, ended, first_left_at, first_stay_s, legs_of, started, visits_of

pytestmark = pytest.mark.asyncio(loop_scope="session")

A_SECOND = 1.2
"""queue_log has differences of whole-second clocks, right to a second, with a machine at rest."""

A_MOMENT = 0.5
"""Phones, manager stream and call detail records are written by different programs on a busy machine."""

FLOWS = tuple(HARD_SCENARIOS)
IN_QUEUES = tuple(name for name in FLOWS if HARD_SCENARIOS[name].members)


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


@pytest.mark.parametrize("name", IN_QUEUES)
async def test_queues_and_waits_are_those_of_the_queue_log(hard: dict[str, Witnessed], name: str) -> None:
    visits = visits_of(hard[name].call_of(hard[name].flow.journeys[0].caller))
    left = [row for row in hard[name].queue_log if row.event in _WAIT_AT]
    assert [row.queue for row in left] == [visit.queue for visit in visits]
    for row, visit in zip(left, visits, strict=True):
        assert visit.waited_s == pytest.approx(float(row.data[_WAIT_AT[row.event]]), abs=A_SECOND)


@pytest.mark.parametrize("name", IN_QUEUES)
async def test_the_agent_of_the_queue_log_is_ours_unless_the_books_are_known_to_err(
    hard: dict[str, Witnessed], name: str
) -> None:
    flow = hard[name].flow
    credited = [row.agent.removeprefix("Agent ") for row in hard[name].queue_log if row.event == "CONNECT"]
    answered = as_told(hard[name].call_of(flow.journeys[0].caller)).answered_by
    assert credited[0] == (flow.books_credit or answered[0])


@pytest.mark.parametrize("name", IN_QUEUES)
async def test_the_first_agents_time_is_that_of_the_queue_log(hard: dict[str, Witnessed], name: str) -> None:
    """The books end it when the first agent is out of the call; of a call parked by the PBX, when the
    customer is. The thread of a queue ends it with the time at which it gets to write: what the row is late
    is known from its own time."""
    witnessed = hard[name]
    queue, _ = witnessed.flow.journeys[0].visits[0]
    row = next(row for row in witnessed.queue_log if row.event in _TALK_AT and row.queue == queue)
    first = as_told(witnessed.call_of(witnessed.flow.journeys[0].caller)).answered_by[0]
    call = witnessed.call_of(witnessed.flow.journeys[0].caller)
    if name == "park_by_manager":
        told, left_at = ended(call).talk_s + ended(call).hold_s, ended(call).at
    else:
        told, left_at = first_stay_s(call, first), first_left_at(call, first)
    late = max(row.at - left_at.timestamp(), 0.0)
    assert told == pytest.approx(_talk_of(row) - late, abs=A_SECOND)


@pytest.mark.parametrize("name", FLOWS)
async def test_every_agents_time_is_that_of_the_phone(hard: dict[str, Witnessed], name: str) -> None:
    """A phone that was called has the call from its 200 OK until it hands it on or somebody hangs up; two
    lines at once count once."""
    witnessed = hard[name]
    for desk in witnessed.flow.desks:
        told = sum(leg.talk_s + leg.hold_s for leg in legs_of(witnessed, desk.number))
        assert told == pytest.approx(witnessed.phone_s(desk.number), abs=A_MOMENT), desk.number


@pytest.mark.parametrize("name", FLOWS)
async def test_a_customers_wait_talk_and_hold_fit_into_the_phones_time(
    hard: dict[str, Witnessed], name: str
) -> None:
    witnessed = hard[name]
    caller = witnessed.flow.journeys[0].caller
    (own,) = [
        leg.ended_at - leg.invited_at for leg in witnessed.phones if leg.phone == caller and leg.ended_at
    ]
    end = ended(witnessed.call_of(caller))
    assert end.talk_s > 0
    assert end.waited_s + end.talk_s + end.hold_s <= own + A_MOMENT


@pytest.mark.parametrize("name", FLOWS)
async def test_begin_and_end_are_those_of_the_call_detail_records(
    hard: dict[str, Witnessed], name: str
) -> None:
    """No record tells of a customer who is alone in a conference room, or of somebody parked."""
    call = hard[name].call_of(hard[name].flow.journeys[0].caller)
    rows = [row for row in hard[name].cdr if row.linkedid in ended(call).linkedids]
    alone_s = _UNRECORDED_S.get(name, 0.0)
    assert abs((started(call).at - min(row.start for row in rows)).total_seconds()) <= A_MOMENT
    assert abs((ended(call).at - max(row.end for row in rows)).total_seconds()) <= A_MOMENT + alone_s


_UNRECORDED_S = {"conference_of_three": 1.0, "conference_of_five": 1.5}
"""How long the customer is alone at the end, for which there is no call detail record."""

_WAIT_AT = {"CONNECT": 0, "ABANDON": 2, "EXITWITHTIMEOUT": 2}
"""Where a row of queue_log has the time in the queue."""

_TALK_AT = {"COMPLETECALLER": 1, "COMPLETEAGENT": 1, "BLINDTRANSFER": 3, "ATTENDEDTRANSFER": 3}
"""Where a row of queue_log has the agent's time."""


def _talk_of(row: QueueLogRow) -> float:
    return float(row.data[_TALK_AT[row.event]])
