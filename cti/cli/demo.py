"""`cti demo`: a complete call centre that runs: customers, accounts, a PBX with callers, and the server."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, NamedTuple

import click
import msgspec

from cti.bootstrap import running
from cti.config import Config, Database, Pbx, Phone, Queue, Web
from cti.config_reader import Secret
from cti.demo_data import filling
from cti.simulator.scenario import EXTENSIONS
from cti.stopping import stop_wish
from cti.users.model import Role
from cti.users.sealing import seal
from db.engine import open_database

SEED: Final = 1
WRAP_UP_S: Final = 20
PERSON: Final = EXTENSIONS[0]
SECRET_KEY: Final = Secret(secrets.token_urlsafe(24))
"""Of this run, as the SIP password that it seals."""

Callers = Sequence[filling.Caller]


class Wanted(msgspec.Struct, frozen=True):
    """The options of the command."""

    pbx: str
    port: int
    agents: int
    rate: float
    data: Path

    @property
    def robots(self) -> tuple[str, ...]:
        """Extensions of the agents whom nobody plays."""
        return EXTENSIONS[1 : self.agents]


class Exchange(NamedTuple):
    """A PBX that is up; `open` lets the callers call."""

    pbx: Pbx
    open: Callable[[Callers], None]


@click.command("demo")
@click.option("--pbx", type=click.Choice(["simulator", "asterisk"]), default="simulator", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="0: a free one.")
@click.option("--agents", type=click.IntRange(1, len(EXTENSIONS)), default=8, show_default=True)
@click.option(
    "--rate", type=click.FloatRange(0.1, 600), default=5.0, show_default=True, help="Calls per minute."
)
@click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), default=Path("var/demo"), show_default=True
)
def command(pbx: str, port: int, agents: int, rate: float, data: Path) -> None:
    """Run a call centre with demo customers, users and calls; you are one of the agents."""
    asyncio.run(_demo(Wanted(pbx, port, agents, rate, data)))


async def _demo(wanted: Wanted) -> None:
    stop = stop_wish()
    is_real = wanted.pbx == "asterisk"
    browser: dict[str, Role] = {filling.BROWSER_AGENT: "agent"} if is_real else {}
    people = filling.logins(wanted.data, filling.PEOPLE | browser)
    callers = await _filled(wanted, people)
    switchboard = _asterisk if is_real else _simulator
    async with switchboard(wanted) as exchange, running(_config(wanted, exchange.pbx)) as server:
        exchange.open(callers)
        click.echo(f"the call centre is open: {server.url}")
        for login in people:
            click.echo(f"  {login.role:<11} {login.name:<11} {login.password}")
        if is_real:
            click.echo(f"the phone of {filling.BROWSER_AGENT} is the browser: answer, and hear yourself")
        click.echo(f"log in as {people[0].name} and go ready: calls come to phone {PERSON}. Ctrl-C ends.")
        await stop.wait()


async def _filled(wanted: Wanted, people: Sequence[filling.Login]) -> Callers:
    """The demo's database with everything in it; who will call."""
    database = await open_database(_url(wanted))
    try:
        await filling.fill(database.customers, database.scripts, "CN")
        await filling.add_people(database.users, people, wanted.robots)
        await filling.add_templates(database.templates)
        return await filling.callers(database.customers)
    finally:
        await database.close()


def _config(wanted: Wanted, pbx: Pbx) -> Config:
    greeting = {"zh_CN": "您好，很高兴为您服务！", "en": "Hello, how may I help you?"}
    return Config(
        pbx=(pbx,),
        database=Database(url=_url(wanted)),
        web=Web(port=wanted.port, secret_key=SECRET_KEY),
        phone=Phone(outside_prefix="9", queue_numbers=filling.QUEUE_NUMBERS),
        queues={name: Queue(wrap_up_s=WRAP_UP_S, greeting=greeting) for name in filling.QUEUES},
    )


def _url(wanted: Wanted) -> Secret:
    return Secret(f"sqlite:///{wanted.data / 'cti.db'}")


@asynccontextmanager
async def _simulator(wanted: Wanted) -> AsyncIterator[Exchange]:
    """Robots have a penalty, so that the person who is ready gets the next call."""
    from cti.simulator import members
    from cti.simulator.settings import SimulatorSettings
    from cti.simulator.simulator import Simulator

    recordings = str(wanted.data / "recordings")
    simulator = Simulator(SimulatorSettings(robots=wanted.robots, recordings=recordings), seed=SEED)
    host, port = await simulator.start()
    try:
        for robot in wanted.robots:
            members.set_penalty(simulator.exchange, simulator.exchange.device_of(robot), 1)
        account = simulator.settings
        secret = Secret(account.secret)
        yield Exchange(
            Pbx(
                name="demo",
                host=host,
                port=port,
                username=account.username,
                secret=secret,
                answer_by_notify=("PJSIP/*",),
                recordings=recordings,
            ),
            lambda callers: simulator.traffic(callers, wanted.rate),
        )
    finally:
        await simulator.stop()


@asynccontextmanager
async def _asterisk(wanted: Wanted) -> AsyncIterator[Exchange]:
    """A real one, set up and kept on this machine; phones and callers are SIPp."""
    from cti.simulator.scenario import Phone as SipPhone
    from cti.testbed.asterisk import Asterisk
    from cti.testbed.demo import DEMO_RING_S, demo
    from cti.testbed.packages import PBX_PACKAGES, install

    await install(PBX_PACKAGES, say=click.echo)
    asterisk = await Asterisk.start(ring_s=DEMO_RING_S, say=click.echo)
    playing: list[asyncio.Task[None]] = []

    def begin(callers: Callers) -> None:
        playing.append(asyncio.create_task(demo(asterisk, wanted.robots, callers, wanted.rate, SEED)))
        playing[0].add_done_callback(_said)

    try:
        await _give_softphone(wanted, asterisk.browser_secret)
        await asterisk.phones.connect(SipPhone(number=PERSON, after_s=5.0, talks_s=40.0))
        host, port, secret = asterisk.ami_host, asterisk.ami_port, Secret(asterisk.ami_secret)
        pbx = Pbx(
            name="demo", host=host, port=port, username=asterisk.ami_user, secret=secret,
            websocket=asterisk.websocket, recordings=str(asterisk.recordings),
            recordings_on_pbx=asterisk.recordings_on_pbx,
        )  # fmt: skip
        yield Exchange(pbx, begin)
    finally:
        for task in playing:
            task.cancel()
        await asyncio.gather(*playing, return_exceptions=True)
        await asterisk.stop()


async def _give_softphone(wanted: Wanted, secret: str) -> None:
    """The phone of one agent is the browser, with the password of this run of Asterisk."""
    database = await open_database(_url(wanted))
    try:
        await database.users.set_softphone(filling.BROWSER_AGENT, seal(SECRET_KEY, secret))
    finally:
        await database.close()


def _said(playing: asyncio.Task[None]) -> None:
    """Traffic that cannot go on is told; the call centre stays open."""
    if not playing.cancelled() and (error := playing.exception()) is not None:
        click.echo(f"cti: no more calls: {error}", err=True)
