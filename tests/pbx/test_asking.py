"""A whole queue asked from the desk on a real Asterisk: the queue's figures are those of its queue_log, the
customer is on hold meanwhile, and each agent has their own part."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import msgspec
import pytest
import pytest_asyncio

from cti.bootstrap import Running
from cti.calls.record import CallRecord
from cti.config import Phone
from cti.desk.numbering import Number
from cti.testbed.acts import Ring, Talk
from cti.testbed.asterisk import Asterisk
from cti.testbed.player import join_queue, leave_queue
from cti.testbed.waiting import until
from tests.pbx.scene import AGENT, COLLEAGUE, CUSTOMER, Scene, config_of, serving, talking

pytestmark = pytest.mark.asyncio(loop_scope="session")

QUEUES = {"support": "4008001", "vip": "4008005"}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def server(asterisk: Asterisk, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    phone = Phone(outside_prefix="9", queue_numbers=QUEUES)
    config = msgspec.structs.replace(config_of(asterisk, tmp_path_factory.mktemp("asking")), phone=phone)
    async with serving(config) as up:
        yield up


@pytest_asyncio.fixture(loop_scope="session")
async def scene(asterisk: Asterisk, server: Running) -> AsyncIterator[Scene]:
    async with talking(asterisk, server, Ring(1.0), Talk()) as played:
        yield played


def _counted(server: Running) -> Counter[str]:
    """How the callers of the queue left it, by our figures."""
    (figures,) = [one for one in server.live.queues() if one.queue == "vip"]
    return Counter(CONNECT=figures.answered, ABANDON=figures.abandoned)


def _by_the_books(asterisk: Asterisk, before: int) -> Counter[str]:
    """The same by queue_log."""
    rows = asterisk.queue_log()[before:]
    return Counter(row.event for row in rows if row.queue == "vip" and row.event in ("CONNECT", "ABANDON"))


def _visits(record: CallRecord) -> list[tuple[str, str | None]]:
    return [(visit.queue, visit.reason) for visit in record.visits]


async def test_a_member_of_the_queue_is_asked_and_gets_the_customer(scene: Scene) -> None:
    desk, figures, rows = scene.server.desk, _counted(scene.server), len(scene.asterisk.queue_log())
    async with scene.asterisk.console() as console:
        await join_queue(console, "vip", "1036")
        await desk.transfer(AGENT, scene.call_id, Number(queue="vip"), "consult")
        await scene.reaches("consulting")
        await until(lambda: scene.seats() == {CUSTOMER: "held", "1036": "talking"})
        assert scene.phase(COLLEAGUE) == "asked"
        assert scene.controls().asking is None
        await desk.complete(AGENT, scene.call_id)
        await scene.reaches("talking", COLLEAGUE)
        await asyncio.sleep(1.0)  # they talk
        await scene.hang_up(CUSTOMER)
        record = await scene.record()
        await leave_queue(console, "vip", "1036")
    assert _visits(record) == [("support", "answered"), ("vip", "answered")]
    assert record.waited_s == record.visits[0].waited_s
    legs = [(leg.agent, leg.queue, leg.transfer) for leg in record.legs if leg.agent]
    assert legs == [(AGENT, "support", "attended"), (COLLEAGUE, "vip", None)]
    first, second = [leg for leg in record.legs if leg.agent]
    assert second.ring_s == pytest.approx(1.0, abs=0.4)
    assert second.hold_s == pytest.approx(0.0, abs=0.1)
    assert 1.0 <= first.hold_s < 2.0
    assert first.talk_s > 0
    assert 1.0 <= second.talk_s < 2.5
    assert _counted(scene.server) - figures == _by_the_books(scene.asterisk, rows) == Counter(CONNECT=1)


async def test_while_nobody_of_the_queue_is_rung_the_agent_goes_back(scene: Scene) -> None:
    desk, figures, rows = scene.server.desk, _counted(scene.server), len(scene.asterisk.queue_log())
    await desk.transfer(AGENT, scene.call_id, Number(queue="vip"), "consult")
    await scene.reaches("consulting")
    assert (scene.controls().asking, scene.seats()) == ("vip", {CUSTOMER: "held"})
    await desk.go_back(AGENT, scene.call_id)
    await scene.reaches("talking")
    assert scene.seats() == {CUSTOMER: "talking"}
    await scene.hang_up(CUSTOMER)
    record = await scene.record()
    assert _visits(record) == [("support", "answered"), ("vip", "abandoned")]
    assert (record.reason, record.waited_s) == ("completed", record.visits[0].waited_s)
    assert _counted(scene.server) - figures == _by_the_books(scene.asterisk, rows) == Counter(ABANDON=1)
    since = record.started_at
    assert await scene.server.database.worklists.missed(since) == []
