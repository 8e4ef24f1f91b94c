"""Endless random traffic for a demo: customers call in, some give up, robots answer, talk, hold and rest.

Everything random comes from one seeded source, all time from the exchange's timeline. Who calls is given
from outside, so that the callers are customers the demo knows.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeAlias

from cti.simulator import members
from cti.simulator.dialplan import call_from_desk, call_from_outside
from cti.simulator.exchange import Exchange
from cti.simulator.model import CallerId, Plan
from cti.simulator.timeline import sleep

Caller: TypeAlias = tuple[str | None, str | None]
"""Number and name; no number: withheld."""

SOME_CALLERS: tuple[Caller, ...] = (
    ("13800138000", "王芳"),
    ("13912345678", "李娜"),
    ("01062345678", "Beijing Trading"),
    ("02188886666", None),
    (None, None),
)
PAUSES = ("lunch", "coffee", "training")


class Traffic:
    """Calls at `rate_per_minute` on average until cancelled."""

    def __init__(
        self, exchange: Exchange, callers: Sequence[Caller], rate_per_minute: float, seed: int | None
    ) -> None:
        self._exchange = exchange
        self._callers = tuple(callers) or SOME_CALLERS
        self._mean_gap_s = 60.0 / rate_per_minute
        self._random = random.Random(seed)
        self._robots = exchange.settings.robots

    async def run(self) -> None:
        """Never ends by itself."""
        self._exchange.phones = self._plan_of_phone
        if self._robots:
            self._exchange.spawn(self._rest())
        while True:
            self._exchange.spawn(self._one_call())
            await sleep(self._exchange.timeline, self._random.expovariate(1 / self._mean_gap_s))

    def _plan_of_phone(self, number: str) -> Plan:
        """A desk's phone, or a customer's whom a robot calls."""
        if number in self._robots and self._random.random() < 0.07:
            return Plan(rejects_after_s=self._random.uniform(1, 4))
        desk = number in self._exchange.settings.extensions
        holds = desk and self._random.random() < 0.15
        return Plan(
            answers_after_s=self._random.uniform(2, 6),
            talks_s=self._random.uniform(20, 90),
            hold_after_s=self._random.uniform(5, 15) if holds else None,
            hold_s=self._random.uniform(4, 20),
        )

    async def _one_call(self) -> None:
        kind = self._random.random()
        if kind < 0.06 and (robot := self._idle_robot()) is not None:
            number = self._random.choice([number for number, _ in self._callers if number] or ["10086"])
            await call_from_desk(self._exchange, robot, f"9{number}", Plan())
        elif kind < 0.12 and (robot := self._idle_robot()) is not None:
            await self._call_in(f"8{robot}")
        else:
            await self._call_in(self._random.choice(self._entrances()))

    async def _call_in(self, number: str) -> None:
        shown, name = self._random.choice(self._callers)
        caller = CallerId(shown, name) if shown else CallerId("anonymous", "Anonymous")
        plan = Plan(patience_s=self._random.uniform(15, 120), talks_s=self._random.uniform(20, 90))
        await call_from_outside(self._exchange, caller, number, plan)

    def _entrances(self) -> list[str]:
        """The queues' numbers whose callers are not sent away at once, the first queue's twice as often."""
        numbers = [each.number for each in self._exchange.settings.entrances if each.wait_limit_s >= 30]
        return [numbers[0], *numbers]

    def _idle_robot(self) -> str | None:
        devices = self._exchange.devices
        idle = [
            robot for robot in self._robots if devices.state(self._exchange.device_of(robot)) == "NOT_INUSE"
        ]
        return self._random.choice(idle) if idle else None

    async def _rest(self) -> None:
        """Now and then a robot takes a break."""
        while True:
            await sleep(self._exchange.timeline, self._random.uniform(20, 60))
            self._exchange.spawn(self._one_break(self._random.choice(self._robots)))

    async def _one_break(self, robot: str) -> None:
        device = self._exchange.device_of(robot)
        members.pause(self._exchange, device, True, self._random.choice(PAUSES))
        await sleep(self._exchange.timeline, self._random.uniform(20, 90))
        members.pause(self._exchange, device, False)
