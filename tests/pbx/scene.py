"""A customer who talks with an agent of a real Asterisk, and the desk through which the agent acts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cti.bootstrap import Running, running
from cti.calls.record import CallFilter, CallRecord
from cti.config import Config, Database, Pbx, Phone, QueueDefaults, Web
from cti.config_reader import Secret
from cti.desk.controls import Controls
from cti.errors import ActionRefused
from cti.testbed.acts import Act, Acts, Caller, Desk, Ring, Talk
from cti.testbed.asterisk import Asterisk
from cti.testbed.player import join_queue, leave_queue
from cti.testbed.waiting import until
from db.engine import open_database
from tests.pbx.conftest import is_certain
from tests.pbx.performance import manager_of

CUSTOMER = "13800138301"
AGENT, COLLEAGUE = "agent1035", "agent1036"
PICKS_UP: Acts = (Ring(0.2), Talk())


@dataclass
class Scene:
    """One customer talking with agent1035 of queue support; `call_id` is that call."""

    asterisk: Asterisk
    server: Running
    call_id: str = ""
    known: set[str] = field(default_factory=set)

    def controls(self, agent: str = AGENT) -> Controls:
        found = self.server.live.board.controls(self.call_id, agent)
        assert found is not None
        return found

    def phase(self, agent: str = AGENT) -> str | None:
        found = self.server.live.board.controls(self.call_id, agent)
        return found.phase if found else None

    def seats(self, agent: str = AGENT) -> dict[str | None, str]:
        return {each.number: each.seat for each in self.controls(agent).parties}

    async def reaches(self, phase: str | None, agent: str = AGENT) -> None:
        await until(lambda: self.phase(agent) == phase)

    async def hang_up(self, number: str) -> None:
        """A phone's side is ended as if its line were cut: the PBX is told, not we."""
        async with self.asterisk.console() as console:
            for row in await console.list("CoreShowChannels"):
                if number in (row["CallerIDNum"], row["Channel"].partition("/")[2].partition("-")[0]):
                    await console.ask("Hangup", Channel=row["Channel"], Cause="16")

    async def silence(self) -> None:
        async with self.asterisk.console() as console:

            async def nobody_talks() -> bool:
                return not await console.list("CoreShowChannels")

            await until(nobody_talks, "the end of every call", 15)

    async def record(self) -> CallRecord:
        async def closed() -> list[CallRecord]:
            found, _ = await self.server.database.calls.list(CallFilter(), limit=5)
            return [one for one in found if one.call_id == self.call_id and one.ended_at is not None]

        return (await until(closed, f"the closed record of {self.call_id}"))[0]


def config_of(asterisk: Asterisk, store: Path) -> Config:
    """A server for this PBX with its database in `store`."""
    host, port, user, secret = manager_of(asterisk)
    return Config(
        pbx=(
            Pbx(
                host=host,
                port=port,
                username=user,
                secret=Secret(secret),
                answer_by_notify=("PJSIP/1036",),
                recordings=str(asterisk.recordings),
                recordings_on_pbx=asterisk.recordings_on_pbx,
            ),
        ),
        database=Database(url=Secret(f"sqlite:///{store / 'cti.db'}")),
        web=Web(port=0),
        phone=Phone(outside_prefix="9", queue_numbers={"support": "4008001"}),
        queue_defaults=QueueDefaults(wrap_up_s=0),
    )


@asynccontextmanager
async def serving(config: Config) -> AsyncIterator[Running]:
    """A server with the two agents, which knows everything that goes on."""
    await open_accounts(config)
    async with running(config) as server:
        await until(lambda: is_certain(server))
        yield server


async def open_accounts(config: Config) -> None:
    """The two agents."""
    database = await open_database(config.database.url, "CN")
    for extension in ("1035", "1036"):
        device = f"PJSIP/{extension}"
        await database.users.add(
            f"agent{extension}", "agent", "secret-of-the-test", extension=extension, device=device
        )
    await database.close()


@asynccontextmanager
async def talking(
    asterisk: Asterisk, server: Running, *colleague: Act, agent: Acts = PICKS_UP
) -> AsyncIterator[Scene]:
    """The call is on, and over with the block; `colleague`: what the second desk's phone does when called."""
    async with asterisk.console() as console:
        await join_queue(console, "support", "1035")
        phones = [
            await asterisk.phones.plug_in(Desk(number="1035", calls=(agent,), audio=True)),
            await asterisk.phones.plug_in(Desk(number="1036", calls=(colleague,), audio=True)),
        ]
        customer = await asterisk.phones.call(
            Caller(number=CUSTOMER, dials="4008001", acts=(Talk(),), audio=True)
        )
        scene = Scene(asterisk, server)
        await until(lambda: _call_of(server) is not None)
        scene.call_id = _call_of(server) or ""
        await scene.reaches("talking")
        try:
            yield scene
        finally:
            for number in (CUSTOMER, "1035", "1036"):
                try:
                    await scene.hang_up(number)
                except ActionRefused:
                    continue
            await scene.silence()
            for phone in (customer, *phones):
                await phone.disconnect()
            await leave_queue(console, "support", "1035")


def _call_of(server: Running) -> str | None:
    calls = (shown for shown in server.live.board.of(AGENT) if shown.phase == "talking")
    return next((shown.call_id for shown in calls), None)
