"""The simulator tells a call as Asterisk told it when the same call was recorded: same facts, same order."""

from pathlib import Path

import msgspec
import pytest

from cti.simulator.model import CallerId, Plan
from cti.simulator.originate import Order, play
from cti.simulator.scenario import SCENARIOS, Dialling, Entrance, Phone, Scenario
from cti.simulator.settings import QueueSettings, SimulatorSettings
from tests.unit.simulator.stage import Stage
from tests.unit.simulator.story import Step, per_subject, stories, until_hang_up

RECORDINGS = Path(__file__).parents[2] / "recordings"

RECORDED_PBX = SimulatorSettings(
    queues=(
        QueueSettings(name="support", strategy="rrmemory", ring_s=5.0),
        QueueSettings(name="sales", strategy="ringall", ring_s=5.0),
        QueueSettings(name="vip", strategy="linear", ring_s=4.0),
    ),
    entrances=(
        Entrance("4008001", "support"),
        Entrance("4008002", "sales"),
        Entrance("4008004", "support", wait_limit_s=6.0),
        Entrance("4008005", "vip"),
    ),
)


def _as_recorded(name: str, **changes: object) -> Scenario:
    return msgspec.structs.replace(SCENARIOS[name], **changes)


def _queue_call(number: str, name: str | None = None) -> tuple[Dialling, ...]:
    return (Dialling(number=number, name=name, dials="4008001", leaves_after_s=4.0),)


LONG_NAME = "很长的名字" * 12
PLAYED = {
    "answered_caller_hangs_up": _as_recorded("answered_caller_hangs_up"),
    "answered_agent_hangs_up": _as_recorded(
        "answered_agent_hangs_up",
        diallings=(Dialling(number="13800138002", name="Li Si", dials="4008001"),),
    ),
    "abandoned_in_queue": _as_recorded("abandoned_in_queue"),
    "ring_no_answer_then_other": _as_recorded("ring_no_answer_then_other"),
    "member_busy_then_other": _as_recorded("member_busy_then_other"),
    "queue_timeout": _as_recorded("queue_timeout"),
    "direct_inbound_to_extension": _as_recorded(
        "direct_inbound_to_extension",
        phones=(
            Phone(number="1001"),
            Phone(number="1002", conduct="rings"),
            Phone(number="1003", conduct="rejects", after_s=0.0),
        ),
        diallings=(
            Dialling(number="13800138016", dials="81001", leaves_after_s=4.0),
            Dialling(number="13800138017", dials="81002", at_s=5.0, leaves_after_s=3.0),
            Dialling(number="13800138018", dials="81003", at_s=9.0),
        ),
    ),
    "utf8_caller_name": _as_recorded(
        "utf8_caller_name",
        diallings=(
            *_queue_call("13800138024", "张三"),
            *(
                msgspec.structs.replace(each, at_s=at_s)
                for at_s, number, name in (
                    (5.0, "13800138025", "𠮷野家 (北京)"),
                    (10.0, "13800138026", LONG_NAME),
                )
                for each in _queue_call(number, name)
            ),
        ),
    ),
    "two_queues_at_once": _as_recorded(
        "two_queues_at_once",
        phones=(
            Phone(number="1001", after_s=1.0),
            Phone(number="1002", after_s=2.0),
            Phone(number="1003", conduct="rings"),
        ),
        diallings=(
            Dialling(number="13800138033", dials="4008002", leaves_after_s=7.0),
            Dialling(number="13800138032", dials="4008001", leaves_after_s=6.0),
            Dialling(number="13800138034", dials="4008001", at_s=0.9, leaves_after_s=13.0),
        ),
    ),
}


def _assert_told_alike(recorded: list[list[Step]], played: list[list[Step]]) -> None:
    """To the first hang-up in one order; after it each channel and bridge has the same fate, in any order."""
    assert played
    for real, ours in zip(recorded, played, strict=False):
        assert until_hang_up(ours) == until_hang_up(real)
        theirs, our_own = per_subject(real), per_subject(ours)
        assert our_own.keys() == theirs.keys()
        for subject, steps in our_own.items():
            assert sorted(steps) == sorted(theirs[subject])


@pytest.mark.parametrize("name", PLAYED)
async def test_a_call_is_told_as_asterisk_told_it(name: str) -> None:
    recorded = stories((RECORDINGS / f"{name}.ami").read_bytes())
    _assert_told_alike(recorded, stories(await Stage(RECORDED_PBX).play(PLAYED[name])))


async def test_a_click_to_call_is_told_as_asterisk_told_it() -> None:
    recorded = stories((RECORDINGS / "click_to_call.ami").read_bytes())
    stage = Stage(RECORDED_PBX)
    stage.exchange.phones = lambda number: Plan(
        answers_after_s=1.0, talks_s=4.0 if number != "1001" else None
    )
    order = Order(
        device="PJSIP/1001",
        exten="913900139001",
        context="from-agents",
        caller=CallerId("13900139001", "Click to call"),
    )
    await stage.run(play(stage.exchange, order))
    _assert_told_alike(recorded, stories(stage.raw()))
