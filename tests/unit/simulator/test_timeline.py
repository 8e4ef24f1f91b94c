"""Virtual time moves only when told to, in order, and never sleeps; real time does wait."""

import asyncio

import pytest

from cti.simulator.inbox import Call
from cti.simulator.timeline import RealTime, VirtualTime, sleep


async def test_alarms_ring_in_the_order_of_their_times() -> None:
    time = VirtualTime(100.0)
    rang: list[tuple[str, float]] = []
    for name, after in (("late", 5.0), ("early", 1.0), ("never", 3.0)):
        alarm = time.call_later(after, lambda name=name: rang.append((name, time.now())))  # type: ignore[misc]
        if name == "never":
            alarm.cancel()
    await time.advance(4.0)
    assert (rang, time.now()) == ([("early", 101.0)], 104.0)
    await time.advance(4.0)
    assert rang == [("early", 101.0), ("late", 105.0)]


async def test_an_hour_is_slept_at_once() -> None:
    time = VirtualTime(0.0)
    await asyncio.wait_for(time.run(sleep(time, 3600.0)), 1.0)
    assert time.now() == 3600.0


async def test_waiting_for_what_never_comes_is_an_error() -> None:
    time = VirtualTime()
    with pytest.raises(RuntimeError, match="not done"):
        await time.run(Call(time).next())


async def test_real_time_waits() -> None:
    time = RealTime()
    before = time.now()
    await sleep(time, 0.01)
    assert time.now() - before >= 0.009
