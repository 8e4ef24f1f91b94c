"""The pipeline: every message once and in order; a failing tracker costs one message."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from cti.agents.shift import Next
from cti.ami.inbox import Inbox
from cti.ami.messages import BridgeDestroy, FullyBooted, LinkLost, Message
from cti.clock import SteadyTime
from cti.events import AgentStateName, Event, LinkState
from cti.pipeline import BATCH, Pipeline
from cti.times import moment
from tests.fakes.bus import FakeBus
from tests.fakes.clock import FakeClock


class Echo:
    """Trackers that give back one event per message and per tick; `bad` is the message they fail on."""

    def __init__(self, bad: Message | None = None) -> None:
        self.seen: list[tuple[float, Message]] = []
        self.ticks: list[float] = []
        self.ticked = asyncio.Event()
        self.bad = bad

    def handle(self, at: float, message: Message) -> list[Event]:
        if message is self.bad:
            raise RuntimeError("broken on purpose")
        self.seen.append((at, message))
        return [LinkState(at=moment(at), pbx="east", state="certain")]

    def settle(self) -> list[Event]:
        return []

    def tick(self, at: float) -> list[Event]:
        self.ticks.append(at)
        self.ticked.set()
        if len(self.ticks) == 1:
            raise RuntimeError("broken on purpose")
        return []

    def set_agent(
        self, at: float, agent: str, state: AgentStateName, reason: str | None, until: float | None = None,
        by: str | None = None,
    ) -> list[Event]:  # fmt: skip
        return [LinkState(at=moment(at), pbx=agent, state="certain")]

    def plan_agent(self, at: float, agent: str, after: Next | None) -> list[Event]:
        return []


def message(number: int) -> Message:
    return BridgeDestroy(bridge=str(number))


async def test_messages_go_through_once_and_in_order_and_the_end_is_clean() -> None:
    inbox, trackers, bus = Inbox(FakeClock()), Echo(), FakeBus()
    pipeline = Pipeline(inbox, trackers, bus)
    running = asyncio.create_task(pipeline.run())
    messages = [message(number) for number in range(BATCH * 3 + 7)]
    inbox.put(5.0, messages[:10])
    await asyncio.sleep(0)
    inbox.put(6.0, messages[10:])
    inbox.put(6.5, [])
    inbox.close()
    await running
    assert [seen for _, seen in trackers.seen] == messages
    assert trackers.seen[0][0] == 5.0
    assert len(bus.published) == pipeline.messages == pipeline.events == len(messages)
    assert inbox.high_water >= BATCH


async def test_tracker_that_fails_costs_one_message(caplog: pytest.LogCaptureFixture) -> None:
    bad = FullyBooted(uptime_s=1)
    trackers, bus = Echo(bad), FakeBus()
    inbox = Inbox(FakeClock())
    pipeline = Pipeline(inbox, trackers, bus)
    inbox.put(1.0, [message(1), bad, message(2)])
    pipeline.handle_waiting()
    assert [seen for _, seen in trackers.seen] == [message(1), message(2)]
    assert (pipeline.failures, pipeline.messages, len(bus.published)) == (1, 3, 2)
    assert "FullyBooted(uptime_s=1)" in caplog.text


async def test_time_passes_for_the_trackers_even_when_a_tick_fails() -> None:
    inbox, trackers = Inbox(FakeClock()), Echo()
    running = asyncio.create_task(Pipeline(inbox, trackers, FakeBus(), tick_s=0.001).run())
    async with asyncio.timeout(5):
        while len(trackers.ticks) < 3:
            trackers.ticked.clear()
            await trackers.ticked.wait()
    inbox.close()
    await running
    assert trackers.ticks == sorted(trackers.ticks)


async def test_full_inbox_takes_nothing_of_a_read_but_always_the_links_own_word() -> None:
    inbox = Inbox(FakeClock(), limit=3)
    assert inbox.put(1.0, [message(1), message(2)])
    assert not inbox.put(2.0, [message(3), message(4)])
    inbox.tell(LinkLost(reason="behind"))
    assert [taken for _, taken in inbox.take(10)] == [message(1), message(2), LinkLost(reason="behind")]
    assert inbox.overflows == 1


async def test_lag_is_the_age_of_what_was_taken_last() -> None:
    clock = FakeClock()
    inbox = Inbox(clock)
    inbox.put(inbox.time.now(), [message(1)])
    clock.advance(2.5)
    inbox.take(10)
    assert inbox.lag_s == pytest.approx(2.5)


class JumpingClock(FakeClock):
    """Its wall clock can be set without time passing."""

    offset = timedelta()

    def now(self):
        return super().now() + self.offset


@pytest.mark.parametrize("hours", [-5, 5])
def test_clock_that_is_set_changes_no_duration(hours: int) -> None:
    clock = JumpingClock()
    steady = SteadyTime(clock)
    before = steady.now()
    clock.advance(10)
    clock.offset = timedelta(hours=hours)
    assert steady.now() - before == pytest.approx(10)


def test_clock_set_back_never_makes_time_fall() -> None:
    clock = JumpingClock()
    steady = SteadyTime(clock)
    clock.offset = timedelta(hours=-5)
    before = steady.now()
    steady.set()
    assert steady.now() >= before


def test_clock_set_forward_is_believed_at_the_next_session() -> None:
    clock = JumpingClock()
    steady = SteadyTime(clock)
    clock.offset = timedelta(hours=5)
    steady.set()
    assert steady.now() == pytest.approx(clock.now().timestamp())
