"""Whom to call next, over a real Asterisk: a caller gives up in a queue, an agent takes the entry and calls
back, the customer's phone is answered or not."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession, CookieJar

from cti.bootstrap import Running, running
from cti.config import Config, Database, Pbx, QueueDefaults, Web, WorkListSettings
from cti.config import Phone as PhoneSettings
from cti.config_reader import Secret
from cti.simulator.scenario import Dialling, Phone
from cti.testbed.asterisk import Asterisk
from cti.testbed.waiting import until
from tests.pbx.conftest import is_certain, open_account
from tests.pbx.performance import manager_of

pytestmark = pytest.mark.asyncio(loop_scope="session")

PASSWORD = "correct horse battery"
CUSTOMER = "13900139077"
EXTENSION = "1014"


@dataclass
class Agent:
    """Somebody at a desk, by the addresses that the desk asks."""

    session: ClientSession
    url: str
    server: Running

    async def post(self, path: str) -> Any:
        async with self.session.post(f"{self.url}/api/v1{path}") as answer:
            assert answer.ok, await answer.text()
            return await answer.json() if answer.content_length else None

    async def missed(self) -> list[dict[str, Any]]:
        async with self.session.get(f"{self.url}/api/v1/worklists") as answer:
            return list((await answer.json())["missed"])

    async def sees(self, true: Callable[[list[dict[str, Any]]], bool]) -> list[dict[str, Any]]:
        """The missed calls, when they are so."""
        found: list[dict[str, Any]] = []

        async def so() -> bool:
            found[:] = await self.missed()
            return true(found)

        await until(so, "the list of missed calls to be as it should")
        return found


@pytest_asyncio.fixture(loop_scope="session")
async def agent(asterisk: Asterisk, tmp_path: Path) -> AsyncIterator[Agent]:
    host, port, user, secret = manager_of(asterisk)
    config = Config(
        pbx=(Pbx(host=host, port=port, username=user, secret=Secret(secret)),),
        database=Database(url=Secret(f"sqlite:///{tmp_path / 'cti.db'}")),
        web=Web(port=0),
        phone=PhoneSettings(outside_prefix="9"),
        queue_defaults=QueueDefaults(wrap_up_s=0),
        worklists=WorkListSettings(retry_minutes=1),
    )
    await open_account(config, "li", EXTENSION, PASSWORD, queues=("support",))
    async with running(config) as up, ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        await until(lambda: is_certain(up))
        async with session.post(
            f"{up.url}/api/v1/login", json={"username": "li", "password": PASSWORD}
        ) as answer:
            session.headers["X-CSRF-Token"] = (await answer.json())["csrf"]
        yield Agent(session, up.url, up)


async def _gives_up(asterisk: Asterisk) -> None:
    caller = await asterisk.phones.dial(Dialling(number=CUSTOMER, dials="4008001", leaves_after_s=1.5))
    await caller.finished()


async def test_who_gave_up_is_called_back_and_gone_from_the_list(asterisk: Asterisk, agent: Agent) -> None:
    await _gives_up(asterisk)
    (entry,) = await agent.sees(lambda rows: len(rows) == 1)
    assert (entry["number"], entry["reason"], entry["queues"]) == ("••••9077", "abandoned", ["support"])
    taken = (await agent.post("/worklists/next"))["entry"]
    assert (taken["entry"], taken["taken_by"], taken["number"]) == (entry["entry"], "li", CUSTOMER)

    desk = await asterisk.phones.connect(Phone(number=EXTENSION, after_s=0.2))
    customer = await asterisk.phones.connect(Phone(number=CUSTOMER, after_s=0.3, talks_s=1.0))
    await agent.post(f"/worklists/{entry['entry']}/dial")
    await agent.sees(lambda rows: not rows)
    assert await _written(agent.server) == [("reached", "li")]
    for phone in (desk, customer):
        await phone.disconnect()


async def test_who_does_not_answer_is_counted_and_comes_back_later(asterisk: Asterisk, agent: Agent) -> None:
    await _gives_up(asterisk)
    (entry,) = await agent.sees(lambda rows: len(rows) == 1)
    desk = await asterisk.phones.connect(Phone(number=EXTENSION, after_s=0.2))
    customer = await asterisk.phones.connect(Phone(number=CUSTOMER, conduct="rejects"))
    await agent.post(f"/worklists/{entry['entry']}/dial")
    await agent.sees(lambda rows: not rows)
    assert await _written(agent.server) == [("no_answer", "li")]
    for phone in (desk, customer):
        await phone.disconnect()


async def _written(server: Running) -> list[tuple[str, str | None]]:
    """The attempts, when there are any."""
    since = datetime.now(UTC) - timedelta(hours=1)
    found = await until(lambda: server.database.worklists.attempts(since), "an attempt in the store")
    return [(one.result, one.agent) for one in found]
