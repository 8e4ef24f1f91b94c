"""The testbed keeps its word: Asterisk's own books tell of each scenario what the scenario promises."""

import pytest

from cti.simulator.scenario import SCENARIOS, Outcome
from tests.pbx.conftest import Perform
from tests.pbx.performance import Performance

pytestmark = pytest.mark.asyncio(loop_scope="session")

_LEFT = {"answered": "CONNECT", "abandoned": "ABANDON", "timeout": "EXITWITHTIMEOUT"}


@pytest.mark.parametrize("name", SCENARIOS)
async def test_asterisks_books_tell_what_the_scenario_promises(perform: Perform, name: str) -> None:
    performance = await perform(name)
    for outcome in performance.scenario.outcomes:
        if outcome.queue is None:
            _check_call_detail(performance, outcome)
        else:
            _check_queue_log(performance, outcome)


async def test_the_manager_stream_of_a_scenario_has_the_whole_call(perform: Perform) -> None:
    performance = await perform("answered_caller_hangs_up")
    raw = performance.raw()
    first, last = raw.find(b"Event: Newchannel"), raw.rfind(b"Event: Hangup\r\n")
    assert 0 <= first < raw.find(b"Event: AgentConnect") < last


async def test_a_chinese_name_reaches_asterisk_whole(perform: Perform) -> None:
    performance = await perform("utf8_caller_name")
    assert [row.clid for row in performance.cdr] == ['"王芳" <13800138024>', '"𠮷野家 (北京)" <13800138025>']


async def test_a_pause_is_in_the_books_with_its_reason(perform: Perform) -> None:
    performance = await perform("paused_agent_is_passed_over")
    pauses = [(row.event, row.agent, row.data) for row in performance.queue_log if row.event == "PAUSE"]
    assert pauses == [("PAUSE", "Agent 1001", ("午餐 lunch",))]


def _check_queue_log(performance: Performance, outcome: Outcome) -> None:
    rows = performance.queue_rows(outcome)
    assert {row.queue for row in rows} == {outcome.queue}
    assert [row.event for row in rows if row.event in _LEFT.values()] == [_LEFT[outcome.left_queue or ""]]
    answered = [row.agent for row in rows if row.event == "CONNECT"]
    assert answered == ([f"Agent {outcome.answered_by}"] if outcome.answered_by else [])
    passed_over = [row.agent for row in rows if row.event == "RINGNOANSWER"]
    assert passed_over == [f"Agent {extension}" for extension in outcome.not_answered_by]
    if outcome.hung_up_by and outcome.answered_by:
        side = "COMPLETEAGENT" if outcome.hung_up_by == outcome.answered_by else "COMPLETECALLER"
        assert rows[-1].event == side


def _check_call_detail(performance: Performance, outcome: Outcome) -> None:
    first = performance.cdr_rows(outcome)[0]
    assert (first.disposition == "ANSWERED") == (outcome.answered_by is not None)
    if outcome.answered_by is not None:
        device = outcome.answered_by if len(outcome.answered_by) == 4 else "trunk"
        assert first.dstchannel.startswith(f"PJSIP/{device}-")
