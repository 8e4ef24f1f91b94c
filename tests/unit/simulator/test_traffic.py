"""Endless traffic is believable: calls end, nobody is rung while busy, the same seed plays the same day."""

from collections import Counter

from cti.ami import messages as ami
from cti.simulator import members
from cti.simulator.scenario import EXTENSIONS
from cti.simulator.settings import SimulatorSettings
from cti.simulator.simulator import Simulator
from cti.simulator.timeline import VirtualTime
from tests.unit.simulator.stage import Stage

CALLERS = (("13800138000", "王芳"), ("13912345678", "李娜"))
SETTINGS = SimulatorSettings(robots=EXTENSIONS[:6])

NOT_IN_USE = 1
"""Device state of Asterisk's devicestate.h."""


async def _day(seed: int, minutes: float = 20, rate: float = 12) -> tuple[Simulator, Stage]:
    """Traffic for some minutes; what was said is on the stage."""
    time = VirtualTime()
    simulator = Simulator(SETTINGS, time, seed)
    stage = Stage(SETTINGS)
    stage.time, stage.exchange = time, simulator.exchange
    simulator.exchange.listen(lambda event: stage.said.append((time.now(), event.data)))
    await simulator.start()
    simulator.traffic(CALLERS, rate)
    await time.advance(minutes * 60)
    return simulator, stage


async def test_the_same_seed_plays_the_same_calls() -> None:
    told = []
    for seed in (7, 7, 8):
        simulator, stage = await _day(seed, minutes=4)
        told.append(stage.raw())
        await simulator.stop()
    assert told[0] == told[1]
    assert told[0] != told[2]


async def test_traffic_has_callers_who_are_served_callers_who_give_up_and_pauses() -> None:
    simulator, stage = await _day(1)
    await simulator.stop()
    assert 150 <= len(stage.of(ami.QueueCallerJoin)) <= 300
    assert len(stage.of(ami.AgentComplete)) > 50
    assert stage.of(ami.QueueCallerAbandon)
    assert stage.of(ami.Hold)
    reasons = {member.paused_reason for member in stage.of(ami.QueueMember) if member.paused}
    assert reasons <= {"lunch", "coffee", "training"}
    assert reasons
    inbound = {
        channel.caller_number for channel in stage.of(ami.NewChannel) if channel.context == "from-trunk"
    }
    assert {"13800138000", "13912345678"} <= inbound


async def test_every_channel_and_bridge_of_the_day_is_ended_once() -> None:
    simulator, stage = await _day(2)
    alive = {channel.uniqueid for channel in simulator.exchange.channels.values()}
    born = Counter(channel.uniqueid for channel in stage.of(ami.NewChannel))
    ended = Counter(channel.uniqueid for channel in stage.of(ami.Hangup))
    assert set(born.values()) == set(ended.values()) == {1}
    assert set(born) - set(ended) == alive
    bridges = {each.bridge for each in stage.of(ami.BridgeEnter)}
    assert bridges - {each.bridge for each in stage.of(ami.BridgeDestroy)} == set(simulator.exchange.bridges)
    await simulator.stop()


async def test_nobody_is_rung_by_a_queue_while_in_use_or_paused() -> None:
    simulator, stage = await _day(3)
    await simulator.stop()
    busy: dict[str, bool] = {}
    paused: set[tuple[str, str]] = set()
    for _, message in stage.messages():
        if isinstance(message, ami.QueueMember):
            if message.status is not None:
                busy[message.interface] = message.status != NOT_IN_USE
            key = (message.queue, message.interface)
            (paused.add if message.paused else paused.discard)(key)
        elif isinstance(message, ami.AgentCalled):
            assert not busy.get(message.interface)
            assert (message.queue, message.interface) not in paused


async def test_a_person_who_joins_is_rung_too() -> None:
    simulator, stage = await _day(4, minutes=1)
    members.add(simulator.exchange, simulator.exchange.queues["support"], "PJSIP/1020", "Wang")
    await simulator.exchange.timeline.advance(300)  # type: ignore[attr-defined]
    await simulator.stop()
    assert "PJSIP/1020" in {message.interface for message in stage.of(ami.AgentConnect)}
