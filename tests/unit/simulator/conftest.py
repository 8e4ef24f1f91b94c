"""A simulator with an open port in virtual time, and a client that is logged in."""

from collections.abc import AsyncIterator

import pytest

from cti.simulator.settings import scenario_settings
from cti.simulator.simulator import Simulator
from cti.simulator.timeline import VirtualTime
from tests.unit.simulator.client import Client


@pytest.fixture
def time() -> VirtualTime:
    return VirtualTime()


@pytest.fixture
async def simulator(time: VirtualTime) -> AsyncIterator[Simulator]:
    simulator = Simulator(scenario_settings(), time, seed=1)
    yield simulator
    await simulator.stop()


@pytest.fixture
async def address(simulator: Simulator) -> tuple[str, int]:
    return await simulator.start()


@pytest.fixture
async def client(address: tuple[str, int]) -> AsyncIterator[Client]:
    client = await Client.connect(*address)
    assert (await client.log_in())["Response"] == "Success"
    await client.until("FullyBooted")
    yield client
    client.writer.close()
