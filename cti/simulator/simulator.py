"""An Asterisk that is not there: the door to the simulated PBX for demos, tests and `cti simulate`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from cti.simulator import members, player
from cti.simulator.dialplan import call_from_outside, follow
from cti.simulator.exchange import Exchange
from cti.simulator.model import CallerId, Plan
from cti.simulator.scenario import Scenario
from cti.simulator.server import AmiServer
from cti.simulator.settings import SimulatorSettings
from cti.simulator.timeline import RealTime, Timeline
from cti.simulator.traffic import Caller, Traffic


class Simulator:
    """A PBX with an AMI port. `timeline` defaults to real time; the same `seed` gives the same calls."""

    def __init__(
        self, settings: SimulatorSettings, timeline: Timeline | None = None, seed: int | None = None
    ) -> None:
        self.settings = settings
        self._seed = seed
        self.exchange = Exchange(settings, timeline or RealTime(), seed)
        self.exchange.follow = partial(follow, self.exchange)
        self._server = AmiServer(self.exchange)

    async def start(self) -> tuple[str, int]:
        """Listens; returns host and port. Raises OSError when the port is taken."""
        self._add_robots()
        return await self._server.start()

    async def stop(self) -> None:
        """Breaks off all calls and clients."""
        await self._server.stop()
        await self.exchange.stop()

    @property
    def clients(self) -> int:
        """How many AMI clients are connected."""
        return self._server.clients

    async def cut_clients(self) -> None:
        """Drops all AMI connections while the calls go on."""
        await self._server.cut_clients()

    async def play(self, scenario: Scenario) -> None:
        """Plays a scenario and returns when all its calls have ended."""
        await player.play(self.exchange, scenario)

    async def call(self, number: str, caller: CallerId, plan: Plan) -> None:
        """One call from outside, to its end."""
        await call_from_outside(self.exchange, caller, number, plan)

    def traffic(self, callers: Sequence[Caller], rate_per_minute: float) -> None:
        """Starts endless random calls, from `callers`; `stop` ends them."""
        traffic = Traffic(self.exchange, callers, rate_per_minute, self._seed)
        self.exchange.spawn(traffic.run())

    def _add_robots(self) -> None:
        """All robots serve the first queue, every second also the second, every third also the third ..."""
        for nth, queue in enumerate(self.exchange.queues.values(), start=1):
            for robot in self.settings.robots[::nth]:
                members.add(self.exchange, queue, self.exchange.device_of(robot), f"Agent {robot}")
