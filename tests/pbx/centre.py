"""A call centre of one test: its own server and store, on a real PBX behind a cable that a test may cut."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TypeVar

from cti.bootstrap import Running, running
from cti.calls.record import CallFilter, CallRecord
from cti.config import Config, Database, Pbx, QueueDefaults, Web
from cti.config_reader import Secret
from cti.desk.calls import LiveCall
from cti.errors import ActionRefused
from cti.events import Event, LinkState, QueueFigures
from cti.simulator.scenario import Dialling, Phone
from cti.testbed.asterisk import Asterisk
from cti.testbed.books import QueueLogRow
from cti.testbed.clearing import NOBODY, Present, clear, present
from cti.testbed.console import Console
from cti.testbed.player import join_queue
from cti.testbed.waiting import until
from cti.users.model import User
from tests.pbx.cable import Cable
from tests.pbx.conftest import is_certain
from tests.pbx.performance import manager_of

LEAD = User(user_id="lead", name="lead", role="supervisor")
Kind = TypeVar("Kind", bound=Event)


class Centre:
    """`told` is all that the server said since it is certain of the PBX."""

    def __init__(
        self, asterisk: Asterisk, cable: Cable, server: Running, before: Centre | None = None
    ) -> None:
        self.asterisk, self.cable, self.server = asterisk, cable, server
        self.told: list[Event] = []
        self.found: Present = NOBODY
        self.rows_before: int = before.rows_before if before else len(asterisk.queue_log())

    async def hear(self, event: Event) -> None:
        self.told.append(event)

    def heard(self, kind: type[Kind]) -> list[Kind]:
        return [event for event in self.told if isinstance(event, kind)]

    def figures(self, queue: str) -> QueueFigures:
        return [event for event in self.heard(QueueFigures) if event.queue == queue][-1]

    # the link

    def link_states(self) -> list[str]:
        """What was said of the link, each state once in a row."""
        said = [event.state for event in self.heard(LinkState)]
        return [state for n, state in enumerate(said) if n == 0 or said[n - 1] != state]

    async def lose(self) -> None:
        self.cable.cut()
        await until(lambda: not is_certain(self.server))

    async def regain(self) -> None:
        self.cable.mend()
        await until(lambda: is_certain(self.server))

    # calls

    async def serves(self, queue: str, extension: str) -> None:
        """A phone that picks up at once, as a member of the queue."""
        await self.asterisk.phones.connect(Phone(number=extension, after_s=0.1))
        async with self.asterisk.console() as console:
            await join_queue(console, queue, extension)

    async def dial(self, caller: str, dials: str) -> None:
        await self.asterisk.phones.dial(Dialling(number=caller, dials=dials))

    async def talks(self, caller: str) -> None:
        await until(lambda: any(call.state == "talking" for call in self.on(caller)))

    async def waits(self, caller: str) -> None:
        await until(lambda: any(call.position is not None for call in self.on(caller)))

    def on(self, caller: str) -> list[LiveCall]:
        """The calls of this caller that are on, as the boards show them."""
        return [call for call in self.calls() if call.caller.number == caller]

    def calls(self) -> tuple[LiveCall, ...]:
        return self.server.live.snapshot(LEAD).calls

    async def hang_up(self, *callers: str) -> None:
        """The PBX ends the calls of these callers."""
        async with self.asterisk.console() as console:
            for row in await console.list("CoreShowChannels"):
                if row["CallerIDNum"] in callers and "trunk" in row["Channel"]:
                    with suppress(ActionRefused):  # it ended by itself meanwhile
                        await console.ask("Hangup", Channel=row["Channel"], Cause="16")

    # the books

    def books(self, caller: str) -> dict[str, QueueLogRow]:
        """What queue_log says of the caller, by event."""
        rows = self.asterisk.queue_log()[self.rows_before :]
        calls = {row.call for row in rows if row.event == "ENTERQUEUE" and row.data[1] == caller}
        return {row.event: row for row in rows if row.call in calls}

    async def booked(self, caller: str, event: str) -> QueueLogRow:
        """The row, when Asterisk has written it."""
        await until(lambda: event in self.books(caller))
        return self.books(caller)[event]

    async def records(self) -> dict[str | None, CallRecord]:
        """Our records by caller."""
        await self.server.recorder.written()
        found, _ = await self.server.database.calls.list(CallFilter(), limit=200)
        return {record.caller_number: record for record in found}


async def channels_up(console: Console, number: int) -> None:
    """Until so many channels are off hook, and no other is there when none is wanted."""

    async def so_many() -> bool:
        rows = await console.list("CoreShowChannels")
        return sum(row["ChannelState"] == "6" for row in rows) == number and bool(rows or not number)

    await until(so_many, f"{number} channels off hook")


def pbx_behind(cable: Cable, asterisk: Asterisk, name: str = "pbx") -> Pbx:
    """The settings of a server that reaches the PBX through the cable and is quick to notice things."""
    _, _, user, secret = manager_of(asterisk)
    return Pbx(name=name, port=cable.port, username=user, secret=Secret(secret), ping_s=1, queues_again_s=1)


def configured(store: Path, pbxes: Iterable[Pbx]) -> Config:
    return Config(
        pbx=tuple(pbxes),
        database=Database(url=Secret(f"sqlite:///{store / 'cti.db'}")),
        web=Web(port=0),
        queue_defaults=QueueDefaults(wrap_up_s=0),
    )


@asynccontextmanager
async def centre(
    asterisk: Asterisk, store: Path, before: Centre | None = None, *, at_the_end: bool = True
) -> AsyncIterator[Centre]:
    """A centre whose server is certain of its PBX. `before`: one that ended and whose calls go on; False
    `at_the_end` leaves them to another."""
    async with (
        Cable(asterisk.ami_host, asterisk.ami_port) as cable,
        running(configured(store, [pbx_behind(cable, asterisk)])) as server,
    ):
        made = Centre(asterisk, cable, server, before)
        made.found = before.found if before else await present(asterisk)
        server.bus.subscribe("test", made.hear)
        await until(lambda: is_certain(server))
        try:
            yield made
        except BaseException:
            await clear(asterisk, made.found)
            raise
        if at_the_end:
            await clear(asterisk, made.found)
