"""A shift on a real Asterisk: its members really join, pause and leave, and who does not answer is paused."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cti.bootstrap import Running, running
from cti.events import CallOfferEnded, Event
from cti.simulator.scenario import Dialling, Phone
from cti.testbed.asterisk import Asterisk
from cti.testbed.waiting import until
from cti.users.model import AuditEntry
from tests.pbx.conftest import open_account, serving, usual_config

pytestmark = pytest.mark.asyncio(loop_scope="session")
LI = "PJSIP/1021"


@asynccontextmanager
async def at_work(asterisk: Asterisk, store: Path) -> AsyncIterator[Running]:
    """A server with one agent, who is in no queue yet."""
    await open_account(usual_config(asterisk, store), "li", "1021", "a long password", ("support", "vip"))
    async with serving(asterisk, store) as server:
        yield server


async def members(asterisk: Asterisk) -> dict[str, str]:
    """Queue -> why li is paused there, "" when they are not, as Asterisk says."""
    async with asterisk.console() as console:
        rows = await console.list("QueueStatus", Member=LI)
    found = [row for row in rows if row.get("Event") == "QueueMember" and row["Location"] == LI]
    return {row["Queue"]: row["PausedReason"] if row["Paused"] == "1" else "" for row in found}


def state_is(server: Running, state: str, reason: str | None = None) -> bool:
    live = server.live.agent("li")
    return live is not None and (live.state, live.reason) == (state, reason)


async def test_queues_pauses_and_the_end_of_a_shift_are_those_of_asterisk(
    asterisk: Asterisk, tmp_path: Path
) -> None:
    async with at_work(asterisk, tmp_path) as server:
        await server.desk.choose_queues("li", ["vip"])
        await server.desk.go("li", "ready", None)
        await until(lambda: state_is(server, "ready"))
        assert await members(asterisk) == {"vip": ""}
        await server.desk.choose_queues("li", ["support", "vip"])
        assert await members(asterisk) == {"support": "", "vip": ""}
        await server.desk.go("li", "paused", "meal", by="lead")
        await until(lambda: state_is(server, "paused", "meal"))
        assert await members(asterisk) == {"support": "meal", "vip": "meal"}
        told = server.live.agent("li")
        assert told is not None
        assert told.by == "lead"
        await server.desk.go("li", "offline", None)
        await until(lambda: state_is(server, "offline"))
        assert await members(asterisk) == {}
        await server.recorder.written()
        (shift,) = await server.database.shifts.of_agent("li", datetime.now(UTC) - timedelta(hours=1))
        assert shift.ended_at is not None
        assert await _states(server) == ["ready", "paused", "offline"]


async def _states(server: Running) -> Sequence[str]:
    now = datetime.now(UTC)
    kept = await server.database.intervals.of_agent("li", now - timedelta(hours=1), now)
    return [interval.state for interval in kept if interval.began_at != interval.ended_at][-3:]


SUPPORT, VIP = "4008001", "4008005"


async def dialled(asterisk: Asterisk, dials: str, leaves_after_s: float | None = None) -> None:
    """A customer calls; returns at once."""
    await asterisk.phones.dial(Dialling(number="13800138001", dials=dials, leaves_after_s=leaves_after_s))


async def test_three_real_calls_that_are_not_answered_pause_the_member(
    asterisk: Asterisk, tmp_path: Path
) -> None:
    async with at_work(asterisk, tmp_path) as server:
        await server.desk.go("li", "ready", None)
        await until(lambda: state_is(server, "ready"))
        phone = await asterisk.phones.connect(Phone(number="1021", conduct="rejects", after_s=0.1))
        await dialled(asterisk, SUPPORT)
        await until(lambda: state_is(server, "paused", "unanswered"))
        assert await members(asterisk) == {"support": "unanswered", "vip": "unanswered"}
        await phone.disconnect()
        entry = await _noted_by_itself(server)
        assert (entry.action, entry.subject) == ("agent.auto_paused", "li")
        await server.desk.go("li", "offline", None)
        await asterisk.phones.disconnect_all()


async def test_calls_left_unanswered_before_our_restart_count_after_it(
    asterisk: Asterisk, tmp_path: Path
) -> None:
    phone = await asterisk.phones.connect(Phone(number="1021", conduct="rejects", after_s=0.1))
    async with at_work(asterisk, tmp_path) as server:
        await server.desk.go("li", "ready", None)
        await until(lambda: state_is(server, "ready"))
        await dialled(asterisk, SUPPORT)

        async def counted() -> bool:
            return bool(await server.database.plans.unanswered())

        await until(counted, "an unanswered call to be counted")
    async with running(usual_config(asterisk, tmp_path)) as server:
        before = (await server.database.plans.unanswered())["li"]
        witness = Witness()
        server.bus.subscribe("witness", witness.hear)
        await until(lambda: state_is(server, "paused", "unanswered"))
        assert 0 < before < 3
        assert before + witness.rejected == 3
        await phone.disconnect()
        await server.desk.go("li", "offline", None)
        await asterisk.phones.disconnect_all()


class Witness:
    """Counts what li rejects."""

    def __init__(self) -> None:
        self.rejected = 0

    async def hear(self, event: Event) -> None:
        if isinstance(event, CallOfferEnded) and event.to.agent == "li" and event.reason != "answered":
            self.rejected += 1


async def _noted_by_itself(server: Running) -> AuditEntry:
    """The audit entry of the server itself, which follows what it did."""

    async def noted() -> list[AuditEntry]:
        return [row for row in await server.database.audit.list() if row.user == "system"]

    return (await until(noted, "an audit entry of the server itself"))[0]


async def test_a_pause_after_the_call_is_known_to_asterisk_before_the_call_ends(
    asterisk: Asterisk, tmp_path: Path
) -> None:
    async with at_work(asterisk, tmp_path) as server:
        await server.desk.go("li", "ready", None)
        await until(lambda: state_is(server, "ready"))
        phone = await asterisk.phones.connect(Phone(number="1021", after_s=0.1, talks_s=2.0))
        await dialled(asterisk, VIP)
        await until(lambda: state_is(server, "talking"))
        await server.desk.plan_next("li", "paused", "meal")
        assert await members(asterisk) == {"support": "meal", "vip": "meal"}
        assert state_is(server, "talking")
        await until(lambda: state_is(server, "paused", "meal"))

        async def nothing_planned() -> bool:
            return (await server.database.plans.get("li")).next is None

        await until(nothing_planned, "the plan of li to be carried out")
        await phone.disconnect()
        await server.desk.go("li", "offline", None)
        await until(lambda: state_is(server, "offline"))
