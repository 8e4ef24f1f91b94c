"""What the call tracker tells of a real Asterisk's stream happened so, and agrees with Asterisk's books."""

import pytest

from cti.simulator.scenario import EXTENSIONS, SCENARIOS, Outcome
from tests.pbx.conftest import Perform
from tests.pbx.performance import Performance
from tests.pbx.telling import Telling, call_events, tellings

pytestmark = pytest.mark.asyncio(loop_scope="session")

A_SECOND = 1.0
"""Asterisk's books are differences of whole-second clocks: they are right to a second."""


@pytest.mark.parametrize("name", SCENARIOS)
async def test_each_call_is_told_as_it_happened(perform: Perform, name: str) -> None:
    performance = await perform(name)
    told = _told(performance)
    assert len(told) == len(performance.scenario.outcomes)
    for outcome in performance.scenario.outcomes:
        _check_outcome(told[_known_as(performance, outcome)], outcome)


@pytest.mark.parametrize("name", [each.name for each in SCENARIOS.values() if each.members])
async def test_waits_and_talks_agree_with_the_queue_log(perform: Perform, name: str) -> None:
    performance = await perform(name)
    told = _told(performance)
    for outcome in performance.scenario.outcomes:
        call = told[_known_as(performance, outcome)]
        for row in performance.queue_rows(outcome):
            if row.event == "CONNECT":
                assert call.waited_s == pytest.approx(float(row.data[0]), abs=A_SECOND)
            if row.event.startswith("COMPLETE"):
                assert call.talk_s == pytest.approx(float(row.data[1]), abs=A_SECOND)
            if row.event == "ABANDON":
                assert call.waited_s == pytest.approx(float(row.data[2]), abs=A_SECOND)


@pytest.mark.parametrize("name", [each.name for each in SCENARIOS.values() if not each.members])
async def test_calls_outside_queues_agree_with_the_call_detail_records(perform: Perform, name: str) -> None:
    performance = await perform(name)
    told = _told(performance)
    for outcome in performance.scenario.outcomes:
        detail = performance.cdr_rows(outcome)[0]
        call = told[_known_as(performance, outcome)]
        assert call.linkedid == detail.linkedid
        assert bool(call.answered_by) == (detail.disposition == "ANSWERED")
        if outcome.answered_by and outcome.caller not in EXTENSIONS:
            assert call.talk_s == pytest.approx(detail.billsec, abs=A_SECOND)


async def test_a_callers_chinese_name_is_told_whole(perform: Perform) -> None:
    told = _told(await perform("utf8_caller_name"))
    assert [call.caller_name for call in told.values()] == ["王芳", "𠮷野家 (北京)"]


def _told(performance: Performance) -> dict[str | None, Telling]:
    """The calls of a performance by their callers' numbers."""
    return {each.caller: each for each in tellings(call_events(performance.ami))}


def _known_as(performance: Performance, outcome: Outcome) -> str | None:
    number = performance.caller_id(outcome)
    return None if number == "anonymous" else number


def _check_outcome(told: Telling, outcome: Outcome) -> None:
    assert told.answered_by == ([outcome.answered_by] if outcome.answered_by else [])
    assert told.left_queue == ([(outcome.queue, outcome.left_queue)] if outcome.queue else [])
    assert told.not_answered_by == list(outcome.not_answered_by)
    assert told.ended_by == _side(told, outcome)
    assert (told.reason == "completed") == (outcome.answered_by is not None)


def _side(told: Telling, outcome: Outcome) -> str:
    """`ended_by` in the words of events: the customer is the caller, in an internal call who dialled."""
    if outcome.hung_up_by is None:
        return "system"
    if outcome.hung_up_by not in EXTENSIONS or told.direction == "internal":
        return "caller"
    return "agent"
