"""A whole call centre for one test: a real store, a PBX simulator on TCP, the real server, and a cable to it.

`filled_store` makes the store once; each test works on its own copy.
"""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from cti.bootstrap import Running, running
from cti.calls.dispositions import Disposition
from cti.calls.record import CallRecord, LegRecord, Outcome, QueueVisit
from cti.config import Config, Database, Pbx, Phone, Queue, Web
from cti.config_reader import Secret
from cti.demo_data import filling
from cti.demo_data.filling import Login
from cti.simulator.settings import SimulatorSettings
from cti.simulator.simulator import Simulator
from cti.testbed.waiting import until
from db.engine import Database as Store
from db.engine import open_database
from tests.browser.cable import Cable
from tests.browser.telephones import Telephones
from tests.unit.simulator.client import Client

PASSWORD = "correct horse battery"
PEOPLE = (
    Login("agent1001", "agent", PASSWORD),
    Login("agent1002", "agent", PASSWORD),
    Login("supervisor", "supervisor", PASSWORD),
    Login("admin", "admin", PASSWORD),
)
REGULAR = "13800138003"
"""A customer who called before and was promised something."""

REGULAR_NAME, REGULAR_NOTE = "张敏", "发票已寄出，等待确认"
ENGLISH, ENGLISH_NOTE = "13800138033", "Delivery was late; asked for a call back about the refund"
STORE_FILE = "cti.db"
SECRET_KEY = "kept over restarts"


async def filled_store(folder: Path) -> None:
    """Customers, scripts, people, and two earlier calls with open promises."""
    store = await open_database(Secret(f"sqlite:///{folder / STORE_FILE}"), "CN")
    try:
        await filling.fill(store.customers, store.scripts, "CN")
        await filling.add_people(store.users, PEOPLE, ())
        for number, note in ((REGULAR, REGULAR_NOTE), (ENGLISH, ENGLISH_NOTE)):
            await _remember_a_call(store, number, note)
    finally:
        await store.close()


async def _remember_a_call(store: Store, number: str, note: str) -> None:
    (customer,), _ = await store.customers.search(number, limit=1)
    start = datetime.now(UTC) - timedelta(days=1)
    record = CallRecord(
        call_id=f"earlier-{number}", pbx="demo", linkedids=(f"{start:%s}.1",),
        started_at=start, ended_at=start + timedelta(seconds=95), direction="inbound",
        caller_number=number, caller_name=None, caller_e164=f"+86{number}",
        customer_id=customer.customer_id,
        dialed="4008001", queue="support", agent="agent1002", reason="completed", ended_by="caller",
        waited_s=12.0, talk_s=80.0,
        legs=(LegRecord(agent="agent1002", device="PJSIP/1002", channel=None, queue="support",
                        offered_at=start, answered_at=start + timedelta(seconds=12),
                        ended_at=start + timedelta(seconds=92), ring_s=4.0, talk_s=80.0, reason="answered"),),
        visits=(QueueVisit(queue="support", joined_at=start, left_at=start + timedelta(seconds=12),
                           reason="answered", waited_s=12.0),),
    )  # fmt: skip
    await store.calls.close(record)
    await store.calls.set_customer(record.call_id, customer.customer_id)
    due = datetime.now(UTC) + timedelta(hours=1)
    outcome = Outcome(disposition="follow_up", note=note, follow_up_at=due)
    await store.calls.set_outcome(record.call_id, outcome)


@dataclass
class CallCentre:
    """`url` is the browsers' address; it outlives restarts of the server."""

    folder: Path
    pbx: Pbx
    cable: Cable
    url: str
    wrap_up_s: int = 60
    dispositions: tuple[Disposition, ...] = Config().dispositions
    disposition_required: bool = False
    _up: "Server | None" = field(default=None)

    @property
    def server(self) -> Running:
        assert self._up is not None
        return self._up.running

    async def open(self) -> None:
        """Starts the server and waits until it is sure of the PBX."""
        self._up = Server(self._config())
        await self._up.start()
        self.cable.lead_to(self._up.running.url)
        await self.pbx_is("certain")

    async def close(self) -> None:
        """Stops the server as SIGTERM does."""
        if self._up is not None:
            up, self._up = self._up, None
            await up.stop()

    async def reopen(self, **changes: Any) -> None:
        """Again, with other settings."""
        await self.close()
        for name, value in changes.items():
            setattr(self, name, value)
        await self.open()

    async def pbx_is(self, state: str) -> None:
        """Waits until the server thinks so of its link."""
        await until(lambda: any(link.state == state for link in self.server.live.links()))

    def _config(self) -> Config:
        queue = Queue(wrap_up_s=self.wrap_up_s, disposition_required=self.disposition_required)
        return Config(
            pbx=(self.pbx,),
            database=Database(url=Secret(f"sqlite:///{self.folder / STORE_FILE}")),
            web=Web(port=0, secret_key=Secret(SECRET_KEY)),
            phone=Phone(outside_prefix="9", queue_numbers=filling.QUEUE_NUMBERS),
            queues=dict.fromkeys(filling.QUEUES, queue),
            dispositions=self.dispositions,
        )


class Server:
    """The product between `start` and `stop`."""

    def __init__(self, config: Config) -> None:
        self._context = running(config)
        self.running: Running

    async def start(self) -> None:
        self.running = await self._context.__aenter__()

    async def stop(self) -> None:
        await self._context.__aexit__(None, None, None)


@dataclass
class Switchboard:
    """The simulated PBX and its telephones; it can die and come back at the same address."""

    simulator: Simulator
    telephones: Telephones
    pbx: Pbx

    @classmethod
    async def start(cls) -> "Switchboard":
        simulator = Simulator(SimulatorSettings(), seed=1)
        host, port = await simulator.start()
        settings = simulator.settings
        pbx = Pbx(
            name="demo", host=host, port=port, username=settings.username, secret=Secret(settings.secret)
        )
        return cls(simulator, Telephones(simulator), pbx)

    async def transfer(self, extension: str, to: str) -> None:
        """Another manager client hands the talk of `extension` on, blind."""
        client = await Client.connect(self.pbx.host, self.pbx.port)
        await client.log_in(Username=self.pbx.username, Secret=self.pbx.secret, Events="off")
        line = self.telephones.line_of(extension)
        answer = await client.ask("BlindTransfer", Channel=line, Exten=to, Context="from-agents")
        client.writer.close()
        assert answer["Response"] == "Success", answer

    async def die(self) -> None:
        """The PBX is gone with all its calls."""
        await self.simulator.stop()

    async def come_back(self) -> None:
        """A new PBX, knowing nothing of the past, at the old address."""
        settings = msgspec.structs.replace(self.simulator.settings, port=self.pbx.port)
        self.simulator = Simulator(settings, seed=2)
        await self.simulator.start()
        self.telephones = Telephones(self.simulator)


@asynccontextmanager
async def call_centre(filled: Path, folder: Path, pbx: Pbx) -> AsyncIterator[CallCentre]:
    """Open on a copy of the store in `filled`."""
    shutil.copytree(filled, folder, dirs_exist_ok=True)
    cable = Cable()
    centre = CallCentre(folder, pbx, cable, await cable.start())
    try:
        await centre.open()
        yield centre
    finally:
        await cable.cut()
        await centre.close()
        await cable.stop()
