"""Endless, lively traffic on a real Asterisk, for people who want to see the desk at work.

Desks' phones pick up by themselves after a few rings; customers come at random, talk for a while and hang up;
some dial a desk directly, some lose patience. Who calls is given from outside.
"""

import asyncio
import logging
import random
from collections.abc import Sequence
from typing import Final

from cti.errors import TestbedError
from cti.simulator.scenario import Dialling, Phone
from cti.simulator.traffic import Caller
from cti.testbed.asterisk import Asterisk
from cti.testbed.player import join_queue

DEMO_RING_S: Final = 20.0
"""Start Asterisk with this ring time for the demo: long enough for a person to see who is calling."""

_PICKUP_S: Final = 5.0
_QUEUES: Final = ("support", "sales", "vip")
_LINES: Final = {"4008001": 60, "4008002": 25, "4008005": 10, "direct": 5}
_OUTSIDE: Final = Phone(number="outside", after_s=3.0, talks_s=40.0)
_log = logging.getLogger(__name__)


async def demo(
    asterisk: Asterisk,
    agents: Sequence[str],
    callers: Sequence[Caller],
    rate_per_minute: float,
    seed: int,
) -> None:
    """Play until cancelled: `agents` are extensions, all of them members of every queue, with a penalty
    of 1 so that a person who joins gets the next call.

    The same `seed` gives the same calls in the same order. Raises `TestbedError` when phones do not start.
    """
    dice = random.Random(seed)
    await _open(asterisk, agents, dice)
    async with asyncio.TaskGroup() as calls:
        while True:
            await asyncio.sleep(dice.expovariate(rate_per_minute / 60))
            calls.create_task(_call(asterisk, _dialling(dice, agents, callers)))


async def _open(asterisk: Asterisk, agents: Sequence[str], dice: random.Random) -> None:
    async with asterisk.console() as console:
        for extension in agents:
            talks_s = dice.uniform(25.0, 55.0)
            await asterisk.phones.connect(Phone(number=extension, after_s=_PICKUP_S, talks_s=talks_s))
            for queue in _QUEUES:
                await join_queue(console, queue, extension, penalty=1)
    await asterisk.phones.connect(_OUTSIDE)


def _dialling(dice: random.Random, agents: Sequence[str], callers: Sequence[Caller]) -> Dialling:
    number, name = dice.choice(callers)
    (line,) = dice.choices(tuple(_LINES), weights=tuple(_LINES.values()))
    patient = dice.random() < 0.9
    return Dialling(
        number=number or "anonymous",
        name=name,
        dials=f"8{dice.choice(agents)}" if line == "direct" else line,
        withheld=number is None,
        leaves_after_s=_PICKUP_S + dice.uniform(20.0, 60.0) if patient else dice.uniform(2.0, _PICKUP_S),
    )


async def _call(asterisk: Asterisk, dialling: Dialling) -> None:
    try:
        call = await asterisk.phones.dial(
            dialling, _PICKUP_S if dialling.dials.startswith("8") else 0.0, echo=True
        )
        await call.finished()
    except TestbedError as problem:
        _log.warning("demo call: %s", problem)
