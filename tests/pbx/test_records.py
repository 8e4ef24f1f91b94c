"""Our stored records of calls over a real Asterisk agree with its own books: queue_log and CDR."""

from datetime import timedelta

import pytest

from cti.calls.record import CallRecord
from cti.simulator.scenario import SCENARIOS, Outcome
from tests.pbx.conftest import Perform
from tests.pbx.performance import Performance

pytestmark = pytest.mark.asyncio(loop_scope="session")

A_SECOND = 1.2
"""queue_log counts differences of whole-second clocks, right to a second; our times begin and end when the
message is here."""

A_MOMENT = timedelta(seconds=0.3)
"""The testbed's call detail records have microseconds: what is left is the way of the message to us."""

IN_QUEUES = [each.name for each in SCENARIOS.values() if each.members]


@pytest.mark.parametrize("name", SCENARIOS)
async def test_every_call_has_one_closed_record(perform: Perform, name: str) -> None:
    performance = await perform(name)
    assert len(performance.records) == len(performance.scenario.outcomes)
    for outcome in performance.scenario.outcomes:
        record = _record(performance, outcome)
        assert record.certain
        assert (record.reason == "completed") == (outcome.answered_by is not None)


@pytest.mark.parametrize("name", SCENARIOS)
async def test_start_and_end_are_those_of_the_call_detail_records(perform: Perform, name: str) -> None:
    performance = await perform(name)
    for outcome in performance.scenario.outcomes:
        record, details = _record(performance, outcome), performance.cdr_rows(outcome)
        assert record.ended_at is not None
        assert abs(record.started_at - min(row.start for row in details)) <= A_MOMENT
        assert abs(record.ended_at - max(row.end for row in details)) <= A_MOMENT


@pytest.mark.parametrize("name", IN_QUEUES)
async def test_queue_agent_wait_and_talk_are_those_of_the_queue_log(perform: Perform, name: str) -> None:
    performance = await perform(name)
    for outcome in performance.scenario.outcomes:
        record = _record(performance, outcome)
        rows = {row.event: row for row in performance.queue_rows(outcome)}
        assert record.queue == rows["ENTERQUEUE"].queue
        if "CONNECT" in rows:
            completed = rows.get("COMPLETECALLER") or rows["COMPLETEAGENT"]
            assert f"Agent {record.agent}" == rows["CONNECT"].agent
            assert record.waited_s == pytest.approx(float(completed.data[0]), abs=A_SECOND)
            assert record.talk_s == pytest.approx(float(completed.data[1]), abs=A_SECOND)
        else:
            assert record.agent is None
            assert [visit.reason for visit in record.visits] == [outcome.left_queue]


@pytest.mark.parametrize("name", IN_QUEUES)
async def test_agents_who_did_not_answer_have_a_leg_that_says_so(perform: Perform, name: str) -> None:
    performance = await perform(name)
    for outcome in performance.scenario.outcomes:
        rang = [row.agent for row in performance.queue_rows(outcome) if row.event == "RINGNOANSWER"]
        legs = [leg for leg in _record(performance, outcome).legs if leg.reason in ("no_answer", "busy")]
        assert [f"Agent {leg.agent}" for leg in legs] == rang


def _record(performance: Performance, outcome: Outcome) -> CallRecord:
    number = performance.caller_id(outcome)
    wanted = None if number == "anonymous" else number
    (record,) = [each for each in performance.records if each.caller_number == wanted]
    return record
