"""The bus: in order, one listener never in another's way, nothing waits for listeners."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from cti.bus import MemoryBus
from cti.events import Event, LinkState

AT = datetime(2026, 11, 21, tzinfo=UTC)


def event(number: int) -> Event:
    return LinkState(at=AT, pbx=str(number), state="certain")


def numbers(events: list[Event]) -> list[int]:
    return [int(event.pbx) for event in events]


async def test_every_listener_hears_everything_in_order() -> None:
    bus = MemoryBus()
    heard: dict[str, list[Event]] = {"slow": [], "quick": []}

    async def slow(event: Event) -> None:
        await asyncio.sleep(0)
        heard["slow"].append(event)

    async def quick(event: Event) -> None:
        heard["quick"].append(event)

    bus.subscribe("slow", slow)
    bus.subscribe("quick", quick)
    for number in range(100):
        bus.publish(event(number))
    await bus.close()
    assert numbers(heard["slow"]) == numbers(heard["quick"]) == list(range(100))


async def test_failing_listener_is_logged_and_everything_else_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    bus = MemoryBus()
    heard: list[Event] = []

    async def failing(event: Event) -> None:
        if event.pbx == "1":
            raise RuntimeError("broken on purpose")
        heard.append(event)

    async def other(event: Event) -> None:
        heard.append(event)

    bus.subscribe("failing", failing)
    bus.subscribe("other", other)
    for number in range(3):
        bus.publish(event(number))
    subscription = bus.subscriptions[0]
    await bus.close()
    assert sorted(numbers(heard)) == [0, 0, 1, 2, 2]
    assert (subscription.failed, subscription.handled) == (1, 2)
    assert "listener failing failed" in caplog.text


async def test_listener_that_hangs_loses_only_its_own_events() -> None:
    bus = MemoryBus(limit=10)
    heard: list[Event] = []

    async def hanging(event: Event) -> None:
        await asyncio.Event().wait()

    async def other(event: Event) -> None:
        heard.append(event)

    stop = bus.subscribe("hanging", hanging)
    bus.subscribe("other", other)
    hung = bus.subscriptions[0]
    for number in range(30):
        bus.publish(event(number))
        await asyncio.sleep(0)
    assert len(hung) == 10
    assert hung.dropped == 20
    stop()
    await bus.close()
    assert numbers(heard) == list(range(30))


async def test_nothing_is_heard_after_unsubscribing_twice() -> None:
    bus = MemoryBus()
    heard: list[Event] = []

    async def listener(event: Event) -> None:
        heard.append(event)

    stop = bus.subscribe("one", listener)
    bus.publish(event(1))
    await bus.drain()
    stop()
    stop()
    bus.publish(event(2))
    await bus.close()
    assert numbers(heard) == [1]


async def test_draining_waits_for_what_listeners_publish_themselves() -> None:
    bus = MemoryBus()
    heard: list[Event] = []

    async def echo(event: Event) -> None:
        heard.append(event)
        if len(heard) < 5:
            bus.publish(event)

    bus.subscribe("echo", echo)
    bus.publish(event(7))
    await bus.drain()
    assert numbers(heard) == [7] * 5
    await bus.close()
