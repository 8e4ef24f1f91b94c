"""A simulated PBX in virtual time whose every word is kept."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import TypeVar

from cti.ami.messages import Message
from cti.ami.parse import END, parse
from cti.simulator.exchange import Exchange
from cti.simulator.messages import Event
from cti.simulator.player import play
from cti.simulator.scenario import Scenario
from cti.simulator.settings import SimulatorSettings, scenario_settings
from cti.simulator.timeline import VirtualTime

T = TypeVar("T")
M = TypeVar("M", bound=Message)


class Stage:
    """`said` is every event with its time of day."""

    def __init__(self, settings: SimulatorSettings | None = None, seed: int = 1) -> None:
        self.time = VirtualTime()
        self.exchange = Exchange(settings or scenario_settings(), self.time, seed)
        self.said: list[tuple[float, bytes]] = []
        self.exchange.listen(self._keep)

    def _keep(self, event: Event) -> None:
        self.said.append((self.time.now(), event.data))

    async def run(self, work: Coroutine[None, None, T]) -> T:
        return await self.time.run(work)

    async def play(self, scenario: Scenario) -> bytes:
        await self.run(play(self.exchange, scenario))
        return self.raw()

    def raw(self) -> bytes:
        return b"".join(data for _, data in self.said)

    def messages(self) -> list[tuple[float, Message]]:
        found = [(at, parse(data.removesuffix(END))) for at, data in self.said]
        return [(at, message) for at, message in found if isinstance(message, Message)]

    def of(self, kind: type[M]) -> list[M]:
        """Every message of one kind."""
        return [message for _, message in self.messages() if isinstance(message, kind)]

    def heard(self, kind: type[M]) -> list[float]:
        """When messages of one kind were said, in seconds from the start."""
        start = VirtualTime().now()
        return [at - start for at, message in self.messages() if isinstance(message, kind)]
