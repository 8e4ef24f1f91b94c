"""Callers, members and phones behave as in Asterisk's queues and dialplan."""

import msgspec
import pytest

from cti.ami import messages as ami
from cti.simulator import members
from cti.simulator.dialplan import call_from_desk, call_from_outside
from cti.simulator.model import CallerId, Plan
from cti.simulator.scenario import SCENARIOS, Scenario
from cti.simulator.settings import QueueSettings, SimulatorSettings
from tests.replay.replaying import fresh_trackers
from tests.unit.simulator.stage import Stage

CALLER = CallerId("13800138000", "王芳")


def _stage(*agents: str, strategy: str = "rrmemory", wrap_up_s: int = 0) -> Stage:
    queue = QueueSettings(name="support", strategy=strategy, ring_s=3.0, wrap_up_s=wrap_up_s)  # type: ignore[arg-type]
    stage = Stage(SimulatorSettings(queues=(queue,)))
    for agent in agents:
        members.add(stage.exchange, stage.exchange.queues["support"], f"PJSIP/{agent}", agent)
    stage.exchange.phones = lambda number: Plan(answers_after_s=1.0, talks_s=2.0)
    return stage


def _call(stage: Stage, plan: Plan, caller: CallerId = CALLER, dials: str = "4008001") -> None:
    stage.exchange.spawn(call_from_outside(stage.exchange, caller, dials, plan))


def _rung(stage: Stage) -> list[str]:
    return [message.interface for message in stage.of(ami.AgentCalled)]


@pytest.mark.parametrize(
    ("strategy", "rung"),
    [
        ("rrmemory", ["PJSIP/1001", "PJSIP/1002", "PJSIP/1003"]),
        ("linear", ["PJSIP/1001", "PJSIP/1001", "PJSIP/1001"]),
    ],
)
async def test_a_strategy_decides_who_is_rung_first(strategy: str, rung: list[str]) -> None:
    stage = _stage("1001", "1002", "1003", strategy=strategy)
    for _ in range(3):
        _call(stage, Plan())
        await stage.time.advance(10)
    assert _rung(stage) == rung


async def test_ringall_rings_everybody_and_tells_the_losers_that_another_answered() -> None:
    stage = _stage("1001", "1002", strategy="ringall")
    stage.exchange.phones = lambda number: Plan(answers_after_s=1.0 if number == "1002" else None)
    _call(stage, Plan(leaves_after_s=3.0))
    await stage.time.advance(5)
    assert sorted(_rung(stage)) == ["PJSIP/1001", "PJSIP/1002"]
    assert [message.interface for message in stage.of(ami.AgentConnect)] == ["PJSIP/1002"]
    assert [each.cause for each in stage.of(ami.Hangup) if "1001" in each.channel] == [26]


async def test_a_member_who_does_not_answer_is_rung_again_after_the_next() -> None:
    stage = _stage("1001", "1002")
    stage.exchange.phones = lambda number: Plan()
    _call(stage, Plan(leaves_after_s=11.0))
    await stage.time.advance(20)
    assert _rung(stage) == ["PJSIP/1001", "PJSIP/1002", "PJSIP/1001"]
    assert [each.ring_s for each in stage.of(ami.AgentRingNoAnswer)] == [3.0, 3.0]
    assert len(stage.of(ami.QueueCallerAbandon)) == 1


async def test_paused_removed_and_busy_members_are_not_rung() -> None:
    stage = _stage("1001", "1002", "1003")
    members.pause(stage.exchange, "PJSIP/1001", True, "lunch")
    members.remove(stage.exchange, stage.exchange.queues["support"], "PJSIP/1002")
    stage.exchange.spawn(call_from_desk(stage.exchange, "1003", "913900139001", Plan(leaves_after_s=4.0)))
    _call(stage, Plan(leaves_after_s=8.0))
    await stage.time.advance(2.9)
    assert _rung(stage) == []
    await stage.time.advance(4)
    assert _rung(stage) == ["PJSIP/1003"]


async def test_a_member_rests_for_the_wrap_up_time() -> None:
    stage = _stage("1001", wrap_up_s=10)
    for _ in range(2):
        _call(stage, Plan())
    await stage.time.advance(30)
    first, second = stage.heard(ami.AgentCalled)
    talk_ended = stage.heard(ami.AgentComplete)[0]
    assert first < talk_ended
    assert 10 <= second - talk_ended <= 11


async def test_callers_are_served_in_the_order_in_which_they_came() -> None:
    stage = _stage("1001")
    for number in ("1", "2", "3"):
        _call(stage, Plan(), CallerId(number))
    await stage.time.advance(30)
    joined = [(each.caller_number, each.position) for each in stage.of(ami.QueueCallerJoin)]
    assert joined == [("1", 1), ("2", 2), ("3", 3)]
    assert [each.caller.caller_number for each in stage.of(ami.AgentConnect) if each.caller] == [
        "1",
        "2",
        "3",
    ]


async def test_a_caller_without_patience_abandons_and_one_who_is_answered_does_not() -> None:
    stage = _stage("1001")
    for _ in range(2):
        _call(stage, Plan(patience_s=2.0))
    await stage.time.advance(20)
    assert len(stage.of(ami.AgentComplete)) == 1
    assert stage.heard(ami.QueueCallerAbandon) == [2.0]


async def test_hold_and_resume_come_from_the_phone_that_pressed_hold() -> None:
    stage = _stage("1001")
    stage.exchange.phones = lambda number: Plan(
        answers_after_s=1.0, talks_s=9.0, hold_after_s=2.0, hold_s=3.0
    )
    _call(stage, Plan())
    await stage.time.advance(20)
    assert [each.channel.split("-")[0] for each in stage.of(ami.Hold)] == ["PJSIP/1001"]
    assert (stage.heard(ami.Hold), stage.heard(ami.Unhold)) == ([3.0], [6.0])


async def test_a_long_name_is_cut_to_79_bytes_at_a_character() -> None:
    stage = _stage("1001")
    _call(stage, Plan(leaves_after_s=1.0), CallerId("138", "很长的名字" * 12))
    await stage.time.advance(5)
    name = stage.of(ami.NewChannel)[0].caller_name
    assert name is not None
    assert len(name) == 26


async def test_a_number_that_leads_nowhere_is_hung_up_at_once() -> None:
    stage = _stage()
    _call(stage, Plan(), dials="12345")
    await stage.time.advance(1)
    assert [each.cause for each in stage.of(ami.Hangup)] == [1]


async def test_a_lean_pbx_leaves_out_the_variables_but_the_one_that_matters() -> None:
    settings = msgspec.structs.replace(Stage().exchange.settings, detail="lean")
    stage = Stage(settings)
    raw = await stage.play(SCENARIOS["queue_timeout"])
    assert raw.count(b"Event: VarSet") == 1
    assert b"Variable: QUEUESTATUS\r\nValue: TIMEOUT" in raw


@pytest.mark.parametrize("scenario", SCENARIOS.values(), ids=lambda scenario: scenario.name)
async def test_a_scenario_ends_as_it_promises(scenario: Scenario) -> None:
    stage = Stage()
    await stage.play(scenario)
    trackers = fresh_trackers()
    events = [
        msgspec.to_builtins(event)
        for at, message in stage.messages()
        for event in trackers.handle(at, message)
    ]
    answered = {event["by"]["number"] for event in events if event["event"] == "call_answered"}
    assert answered == {each.answered_by for each in scenario.outcomes if each.answered_by}
    left = sorted(event["reason"] for event in events if event["event"] == "call_left_queue")
    assert left == sorted(each.left_queue for each in scenario.outcomes if each.left_queue)
    assert len([event for event in events if event["event"] == "call_ended"]) == len(scenario.outcomes)
    assert not stage.exchange.channels
    assert not stage.exchange.bridges
    assert not any(queue.members or queue.callers for queue in stage.exchange.queues.values())
