"""A real Asterisk for a whole test run, and each scenario played on it once, however many tests look at it.

Where it cannot run (no Debian, not root) these tests are left out, but never in CI.
"""

import os
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio

from cti.errors import TestbedError
from cti.simulator.scenario import SCENARIOS
from cti.testbed.asterisk import Asterisk
from cti.testbed.packages import require_debian_root
from cti.testbed.player import play
from tests.pbx.performance import Performance, eavesdrop, manager_of

Perform = Callable[[str], Awaitable[Performance]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def asterisk() -> AsyncIterator[Asterisk]:
    try:
        require_debian_root("test against a real Asterisk")
    except TestbedError as reason:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(reason))
    pbx = await Asterisk.start()
    yield pbx
    await pbx.stop()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def perform(asterisk: Asterisk) -> Perform:
    performed: dict[str, Performance] = {}

    async def once(name: str) -> Performance:
        if name not in performed:
            calls, details = len(asterisk.queue_log()), len(asterisk.cdr())
            async with eavesdrop(*manager_of(asterisk)) as ear:
                await play(asterisk, SCENARIOS[name])
            performed[name] = Performance(
                scenario=SCENARIOS[name],
                ami=ear.heard,
                queue_log=asterisk.queue_log()[calls:],
                cdr=asterisk.cdr()[details:],
            )
        return performed[name]

    return once
