"""One server and two real Asterisks with the same phones, queues and kind of call names: identities never
mix, and one that is gone takes nothing of the other with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio

from cti.bootstrap import Running, running
from cti.calls.record import CallFilter, CallRecord
from cti.config import Config
from cti.events import CallStarted, Event, LinkState, QueueFigures
from cti.simulator.scenario import SCENARIOS, Dialling, Phone
from cti.testbed.asterisk import Asterisk
from cti.testbed.clearing import clear
from cti.testbed.player import join_queue, play
from cti.testbed.waiting import until
from db.engine import open_database
from tests.pbx.cable import Cable
from tests.pbx.centre import LEAD, configured, pbx_behind
from tests.pbx.conftest import is_certain

pytestmark = pytest.mark.asyncio(loop_scope="session")

HQ, BRANCH = "hq", "branch"
AT_HQ, AT_BRANCH = "13800138601", "13800138602"


class Company:
    """`told` is all that the server said."""

    def __init__(self, pbxes: dict[str, Asterisk], cables: dict[str, Cable], server: Running) -> None:
        self.pbxes, self.cables, self.server = pbxes, cables, server
        self.told: list[Event] = []

    async def hear(self, event: Event) -> None:
        self.told.append(event)

    def link(self, pbx: str) -> str:
        return {link.pbx: link.state for link in self.server.live.links()}[pbx]

    def talking(self) -> set[tuple[str, str | None, str | None]]:
        """PBX, caller and agent of those who talk now."""
        calls = self.server.live.snapshot(LEAD).calls
        return {(call.pbx, call.caller.number, call.agent) for call in calls if call.state == "talking"}

    async def records(self) -> list[CallRecord]:
        await self.server.recorder.written()
        return (await self.server.database.calls.list(CallFilter(), limit=100))[0]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def pbxes(asterisk: Asterisk) -> AsyncIterator[dict[str, Asterisk]]:
    """`asterisk` is the head office's."""
    other = await Asterisk.start(say=lambda line: None)
    try:
        yield {HQ: asterisk, BRANCH: other}
    finally:
        await other.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def company(pbxes: dict[str, Asterisk], tmp_path: Path) -> AsyncIterator[Company]:
    """li has 1001 at the head office, zhou has 1001 at the branch."""
    async with AsyncExitStack() as stack:
        cables = {
            name: await stack.enter_async_context(Cable(pbx.ami_host, pbx.ami_port))
            for name, pbx in pbxes.items()
        }
        config = configured(tmp_path, [pbx_behind(cables[name], pbx, name) for name, pbx in pbxes.items()])
        await _accounts(config)
        server = await stack.enter_async_context(running(config))
        company = Company(pbxes, cables, server)
        server.bus.subscribe("test", company.hear)
        await until(lambda: is_certain(server) and len(server.live.links()) == 2)
        try:
            yield company
        finally:
            for pbx in pbxes.values():
                await clear(pbx)


async def _accounts(config: Config) -> None:
    database = await open_database(config.database.url, config.phone.country)
    await database.users.add("li", "agent", "a long password", extension="1001")
    await database.users.add("zhou", "agent", "a long password", extension="1001", pbx=BRANCH)
    await database.close()


async def test_the_same_call_at_both_is_two_calls_with_two_agents(company: Company) -> None:
    scenario = SCENARIOS["answered_caller_hangs_up"]
    await asyncio.gather(*(play(pbx, scenario) for pbx in company.pbxes.values()))
    await until(lambda: not company.server.live.snapshot(LEAD).calls)
    records = await company.records()
    assert {(r.pbx, r.agent, r.queue, r.reason) for r in records} == {
        (HQ, "li", "support", "completed"),
        (BRANCH, "zhou", "support", "completed"),
    }
    assert all(record.call_id == f"{record.pbx}-{record.linkedids[0]}" for record in records)
    figures = {e.pbx: e for e in company.told if isinstance(e, QueueFigures) and e.queue == "support"}
    assert {pbx: last.answered for pbx, last in figures.items()} == {HQ: 1, BRANCH: 1}


async def test_one_that_is_gone_takes_nothing_of_the_other_with_it(company: Company) -> None:
    for name, caller in ((HQ, AT_HQ), (BRANCH, AT_BRANCH)):
        pbx = company.pbxes[name]
        async with pbx.console() as console:
            await join_queue(console, "support", "1001")
        await pbx.phones.connect(Phone(number="1001", after_s=0.1))
        await pbx.phones.dial(Dialling(number=caller, dials="4008001"))
    both = {(HQ, AT_HQ, "li"), (BRANCH, AT_BRANCH, "zhou")}
    await until(lambda: company.talking() == both)
    company.told.clear()
    await company.pbxes[BRANCH].phones.disconnect_all()
    await company.pbxes[BRANCH].crash()
    await until(lambda: company.talking() == {(HQ, AT_HQ, "li")} and company.link(BRANCH) == "certain")
    assert {event.pbx for event in company.told if isinstance(event, LinkState)} == {BRANCH}
    company.cables[BRANCH].cut()
    await until(lambda: company.link(BRANCH) == "stale")
    assert company.link(HQ) == "certain"
    await company.pbxes[HQ].phones.dial(Dialling(number="13800138603", dials="81002"))
    await until(lambda: any(isinstance(event, CallStarted) for event in company.told))
    company.cables[BRANCH].mend()
    await until(lambda: is_certain(company.server))
    records = {record.caller_number: record for record in await company.records()}
    assert (records[AT_BRANCH].reason, records[AT_BRANCH].certain) == ("unknown", False)
    assert records[AT_HQ].ended_at is None
