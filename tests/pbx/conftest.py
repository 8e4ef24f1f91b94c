"""A real Asterisk for a whole test run, and each scenario played on it once, however many tests look at it.

Where it cannot run (no Debian, not root) these tests are left out, but never in CI.
"""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from cti.bootstrap import Running, running
from cti.calls.record import CallFilter, CallRecord
from cti.config import Config, Database, Pbx, QueueDefaults, Web
from cti.config_reader import Secret
from cti.errors import TestbedError
from cti.simulator.scenario import SCENARIOS, Scenario
from cti.testbed.asterisk import Asterisk
from cti.testbed.clearing import as_it_was
from cti.testbed.packages import require_debian_root
from cti.testbed.player import play
from cti.testbed.waiting import until
from db.engine import open_database
from tests.pbx.performance import Performance, eavesdrop, manager_of

Perform = Callable[[str], Awaitable[Performance]]


def needs_asterisk() -> None:
    """Leaves the test out where no real Asterisk can run."""
    try:
        require_debian_root("test against a real Asterisk")
    except TestbedError as reason:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(reason))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def asterisk() -> AsyncIterator[Asterisk]:
    needs_asterisk()
    pbx = await Asterisk.start()
    yield pbx
    await pbx.stop()


@pytest_asyncio.fixture(autouse=True, loop_scope="session")
async def nothing_is_left(request: pytest.FixtureRequest) -> AsyncIterator[None]:
    """Each test leaves the PBX that all share as it found it, also when it falls."""
    if "asterisk" not in request.fixturenames:
        yield
        return
    async with as_it_was(request.getfixturevalue("asterisk")):
        yield


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def server(asterisk: Asterisk, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """The whole product, listening to every scenario."""
    async with serving(asterisk, tmp_path_factory.mktemp("store")) as up:
        yield up


@asynccontextmanager
async def serving(asterisk: Asterisk, store: Path) -> AsyncIterator[Running]:
    """The whole product on this PBX, from the moment its link is certain."""
    async with running(usual_config(asterisk, store)) as up:
        await until(lambda: is_certain(up))
        yield up


async def open_account(
    config: Config, name: str, extension: str, password: str, queues: tuple[str, ...] = ()
) -> None:
    """An agent with a phone, before the server is up: it reads new accounts only now and then."""
    database = await open_database(config.database.url, config.phone.country)
    await database.users.add(
        name, "agent", password, extension=extension, device=f"PJSIP/{extension}", queues=queues
    )
    await database.close()


def usual_config(asterisk: Asterisk, store: Path) -> Config:
    """A server of this PBX with its database in `store`."""
    host, port, user, secret = manager_of(asterisk)
    return Config(
        pbx=(Pbx(host=host, port=port, username=user, secret=Secret(secret)),),
        database=Database(url=Secret(f"sqlite:///{store / 'cti.db'}")),
        web=Web(port=0),
        queue_defaults=QueueDefaults(wrap_up_s=0),
    )


def is_certain(server: Running) -> bool:
    """The server has a link and knows everything that goes on."""
    return all(link.state == "certain" for link in server.live.links()) and bool(server.live.links())


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def perform(asterisk: Asterisk, server: Running) -> Perform:
    performed: dict[str, Performance] = {}

    async def once(name: str) -> Performance:
        if name not in performed:
            performed[name] = await _performed(asterisk, server, SCENARIOS[name])
        return performed[name]

    return once


async def _performed(asterisk: Asterisk, server: Running, scenario: Scenario) -> Performance:
    calls, details = len(asterisk.queue_log()), len(asterisk.cdr())
    known = {record.call_id for record in await _records(server)}
    async with eavesdrop(*manager_of(asterisk)) as ear:
        await play(asterisk, scenario)
        records = await closed_records(server, known, len(scenario.outcomes))
    return Performance(
        scenario=scenario,
        ami=ear.heard,
        queue_log=asterisk.queue_log()[calls:],
        cdr=asterisk.cdr()[details:],
        records=records,
    )


async def closed_records(server: Running, known: set[str], number: int) -> list[CallRecord]:
    """The records made meanwhile, when there are `number` of them and none is open; oldest first."""

    async def closed() -> list[CallRecord]:
        new = [record for record in await _records(server) if record.call_id not in known]
        return new[::-1] if len(new) >= number and all(record.ended_at for record in new) else []

    return await until(closed, f"{number} closed records")


async def _records(server: Running) -> list[CallRecord]:
    records, _ = await server.database.calls.list(CallFilter(), limit=200)
    return records
