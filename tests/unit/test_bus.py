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


async def test_in_a_lane_one_event_follows_the_other_and_lanes_do_not_wait() -> None:
    bus = MemoryBus()
    heard: list[int] = []
    go_on = asyncio.Event()

    async def listener(event: Event) -> None:
        if event.pbx == "0":
            await go_on.wait()
        heard.append(int(event.pbx))

    def lanes(event: Event) -> set[str]:
        return {"even" if int(event.pbx) % 2 == 0 else "odd"}

    bus.subscribe("laned", listener, lanes)
    for number in range(6):
        bus.publish(event(number))
    async with asyncio.timeout(5):
        while len(bus.subscriptions[0]) > 3:  # noqa: ASYNC110
            await asyncio.sleep(0)
    assert heard == [1, 3, 5]
    go_on.set()
    await bus.close()
    assert heard == [1, 3, 5, 0, 2, 4]


async def test_an_event_of_several_lanes_waits_for_all_of_them_and_holds_them_up() -> None:
    bus = MemoryBus()
    heard: list[int] = []
    go_on = {"0": asyncio.Event(), "2": asyncio.Event()}
    about = [{"a"}, {"b"}, {"a", "b"}, {"b"}, {"a"}, set[str]()]

    async def listener(event: Event) -> None:
        if event.pbx in go_on:
            await go_on[event.pbx].wait()
        heard.append(int(event.pbx))

    bus.subscribe("laned", listener, lambda event: about[int(event.pbx)])
    for number in range(6):
        bus.publish(event(number))
    for _ in range(20):
        await asyncio.sleep(0)
    assert heard == [1]
    go_on["0"].set()
    for _ in range(20):
        await asyncio.sleep(0)
    assert heard == [1, 0]
    go_on["2"].set()
    await bus.drain()
    assert heard == [1, 0, 2, 3, 4]
    assert bus.subscriptions[0].handled == 6
    await bus.close()


async def test_a_failing_event_holds_up_nothing_behind_it_in_its_lane(
    caplog: pytest.LogCaptureFixture,
) -> None:
    bus = MemoryBus()
    heard: list[int] = []

    async def listener(event: Event) -> None:
        if event.pbx == "0":
            raise RuntimeError("broken on purpose")
        heard.append(int(event.pbx))

    bus.subscribe("laned", listener, lambda event: {"one"})
    bus.publish(event(0))
    bus.publish(event(1))
    await bus.drain()
    assert heard == [1]
    assert "broken on purpose" in caplog.text
    assert bus.subscriptions[0].failed == 1
    await bus.close()
