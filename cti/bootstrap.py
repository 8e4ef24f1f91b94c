"""Creates and joins every object of the server, from the store at the bottom to the browsers at the top.

The only place that does. Each part that must be stopped is put on the stack as it starts, so that all
stop in reverse: links first, then what they still said is heard, written down, and the store closed last.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from random import Random

from cti.ami.inbox import Inbox
from cti.ami.journal import Journal, mask_of
from cti.ami.link import Link
from cti.ami.notes import Account, AccountsRead, CountsSeeded
from cti.ami.switch import LinkSwitch
from cti.bus import MemoryBus
from cti.clock import SystemClock
from cti.config import Config
from cti.customers import numbers
from cti.desk.auto_pause import AutoPause
from cti.desk.callbacks import Callbacks
from cti.desk.desk import Desk
from cti.desk.figures import OwnFigures
from cti.desk.held_calls import HeldCalls
from cti.desk.live import Live
from cti.desk.means import PhoneMeans
from cti.desk.met_holds import MetHolds
from cti.desk.parts import Parts
from cti.desk.tasks import TaskDesk
from cti.desk.worklists import WorkLists
from cti.desk.wrap_up import WrapUp
from cti.desk.writing import WritingDesk
from cti.directory import MemoryDirectory
from cti.errors import ConfigError, CtiError, UsageError
from cti.parties import Directory
from cti.pipeline import Pipeline
from cti.ports import Bus
from cti.records.intervals import IntervalBook
from cti.records.recorder import Recorder
from cti.records.sound import SoundKeeper
from cti.screenpop.dispatcher import Dispatcher
from cti.screenpop.lanes import PopLanes
from cti.screenpop.lifecycle import Lifecycle
from cti.screenpop.pages import Pages
from cti.screenpop.persons import Persons
from cti.trackers import Trackers
from cti.users.model import User
from cti.worklists.localtime import zones_of
from cti.works import WorkItems
from db.engine import Database, open_database
from web.app import Server, create_app
from web.metrics import Metrics
from web.people import People
from web.services import Services
from web.sockets.hub import Hub

ACCOUNTS_READ_EVERY_S = 5.0
SEEN_NOTED_EVERY_S = 5.0
log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Running:
    """A server that is up."""

    url: str
    database: Database
    directory: Directory
    desk: Desk
    live: Live
    recorder: Recorder
    bus: Bus


@dataclass(frozen=True, kw_only=True)
class Line:
    """Everything of one PBX."""

    directory: MemoryDirectory
    link: Link
    pipeline: Pipeline


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What everything else stands on."""

    config: Config
    clock: SystemClock
    database: Database
    bus: MemoryBus
    live: Live
    metrics: Metrics
    hub: Hub
    works: WorkItems
    recorder: Recorder


@asynccontextmanager
async def running(config: Config) -> AsyncIterator[Running]:
    """The whole server; up inside the block, stopped cleanly behind it.

    Raises ConfigError for a bus that is not there, UsageError for a port that cannot be had or the database's
    URL, StoreUnavailable.
    """
    if config.bus.url:
        raise ConfigError(['bus.url: only "" (events stay inside this process) can be used'])
    async with AsyncExitStack() as stack:
        ground = await _ground(config, stack)
        lines = await _lines(ground, stack)
        parts = _parts(ground, lines)
        wrap_up = WrapUp(parts)
        desk = Desk(parts, wrap_up)
        pages = _pages(ground, lines)
        recorder = await _listeners(ground, parts, wrap_up, desk, pages, stack)
        _control(ground, lines, parts)
        tasks = await _work_lists(ground, desk, stack)
        server = await _browsers(ground, desk, tasks, recorder, pages, stack)
        for line in lines.values():
            _speak(line, stack)
        _background(_keep_reading_accounts(ground.database, lines), stack)
        _background(_keep_noting_seen(ground.clock, recorder), stack)
        url = config.web.public_url or f"http://{server.host}:{server.port}"
        yield Running(
            url=url, database=ground.database, directory=parts.directories[parts.home], desk=desk,
            live=ground.live, recorder=recorder, bus=ground.bus,
        )  # fmt: skip


async def _ground(config: Config, stack: AsyncExitStack) -> Ground:
    clock = SystemClock()
    database = await open_database(config.database.url, config.phone.country)
    stack.push_async_callback(database.close)
    await asyncio.to_thread(numbers.location, "+8675527722222", "zh_CN")  # loads its tables
    live, metrics = Live(), Metrics()
    hub = Hub(live, clock, metrics)
    return Ground(
        config=config, clock=clock, database=database, bus=MemoryBus(), live=live, metrics=metrics,
        hub=hub, works=WorkItems(database.works, hub),
        recorder=Recorder(database.calls, database.gaps, config.phone.country),
    )  # fmt: skip


async def _lines(ground: Ground, stack: AsyncExitStack) -> dict[str, Line]:
    """Link -> inbox -> trackers -> pipeline -> bus, for each PBX; nothing runs yet."""
    config, lines = ground.config, {}
    timezone = datetime.now().astimezone().tzinfo or UTC
    for pbx in config.pbx:
        directory = MemoryDirectory(pbx.trunks, config.phone.internal_digits, config.mark_of(pbx.name))
        trackers = Trackers(pbx.name, directory, config.for_trackers(timezone))
        seeds = await _seeds(ground.database, pbx.name, config, timezone)
        trackers.seed(seeds.counts, seeds.seen_until)
        inbox = Inbox(ground.clock, journal=_journal(ground, pbx.name, stack))
        inbox.note(inbox.time.now(), seeds)
        link = Link(pbx, ground.clock, Random(), inbox=inbox)
        pipeline = Pipeline(link.inbox, trackers, ground.bus)
        lines[pbx.name] = Line(directory=directory, link=link, pipeline=pipeline)
    await _read_accounts(ground.database, lines)
    return lines


def _journal(ground: Ground, pbx: str, stack: AsyncExitStack) -> Journal | None:
    settings = ground.config.journal
    if not settings.folder:
        return None
    journal = Journal(settings, pbx, mask_of(settings, ground.config.phone.internal_digits))
    ground.metrics.watch_journal(journal)
    stack.push_async_callback(asyncio.to_thread, journal.close)
    return journal


def _parts(ground: Ground, lines: dict[str, Line]) -> Parts:
    """What the desk acts with."""
    config, database = ground.config, ground.database
    return Parts(
        config=config, clock=ground.clock, live=ground.live, works=ground.works, users=database.users,
        calls=database.calls, customers=database.customers, scripts=database.scripts, audit=database.audit,
        plans=database.plans, shifts=database.shifts, intervals=database.intervals,
        keep=ground.recorder.later,
        directories={name: line.directory for name, line in lines.items()},
        switches={name: LinkSwitch(line.link) for name, line in lines.items()},
        states={name: line.pipeline for name, line in lines.items()},
    )  # fmt: skip


def _pages(ground: Ground, lines: dict[str, Line]) -> Pages:
    """What pops show."""
    config, database = ground.config, ground.database
    return Pages(
        customers=database.customers, rulings=database.rulings, calls=database.calls,
        scripts=database.scripts,
        config=config, clock=ground.clock,
        is_internal=lines[config.pbx[0].name].directory.is_internal_number,
    )  # fmt: skip


async def _listeners(
    ground: Ground, parts: Parts, wrap_up: WrapUp, desk: Desk, pages: Pages, stack: AsyncExitStack
) -> Recorder:
    """The present first, records before pops; browsers come behind them."""
    database, bus, pbxes = ground.database, ground.bus, list(parts.directories)
    recorder = ground.recorder
    dispatcher = Dispatcher(
        pages=pages, works=ground.works, lifecycle=Lifecycle(ground.works, recorder.set_outcome),
        outbox=ground.hub, set_customer=recorder.set_customer, clock=ground.clock,
        store_later=lambda item: recorder.later("item", item.work_id, lambda: database.works.add(item)),
        as_left=recorder.as_left,
    )  # fmt: skip
    sounds = SoundKeeper(database.recordings, recorder.later)
    await recorder.start(pbxes)
    await sounds.start()
    stack.push_async_callback(recorder.stop)
    await wrap_up.start()
    book = IntervalBook(database.intervals, database.gaps, recorder.later)
    await book.start(pbxes)
    auto_pause = AutoPause(parts, desk)
    await auto_pause.start()
    bus.subscribe("live", ground.live.hear)
    bus.subscribe("records", recorder.hear)
    bus.subscribe("recordings", sounds.hear)
    bus.subscribe("screen pop", dispatcher.hear, PopLanes().of)
    bus.subscribe("wrap-up", wrap_up.hear)
    bus.subscribe("intervals", book.hear)
    bus.subscribe("unanswered", auto_pause.hear)
    stack.push_async_callback(bus.close)
    return recorder


def _control(ground: Ground, lines: dict[str, Line], parts: Parts) -> None:
    """What agents can do with their calls is kept with the present and told to their desks."""
    board = ground.live.board
    board.means = PhoneMeans(ground.config, {name: line.directory for name, line in lines.items()}).of
    board.tell = ground.hub.send_controls
    ground.bus.subscribe("held calls", HeldCalls(ground.live, parts).hear)
    ground.bus.subscribe("met holds", MetHolds(ground.live, parts).hear)


async def _work_lists(ground: Ground, desk: Desk, stack: AsyncExitStack) -> TaskDesk:
    """Read before the first browser asks; then they keep up."""
    database = ground.database
    lists = WorkLists(
        store=database.worklists, tasks=database.tasks, calls=database.calls, customers=database.customers,
        live=ground.live, config=ground.config, clock=ground.clock, dial=desk.dial,
    )  # fmt: skip
    database.calls.on_said = lists.touch
    ground.bus.subscribe("callbacks", Callbacks(lists, ground.recorder.later).hear)
    await asyncio.to_thread(zones_of, "+8613800138000")  # loads its table
    await lists.refresh()
    _background(lists.run(), stack)
    return TaskDesk(
        store=database.tasks, lists=lists, users=database.users, calls=database.calls,
        customers=database.customers, clock=ground.clock,
    )  # fmt: skip


async def _browsers(
    ground: Ground, desk: Desk, tasks: TaskDesk, recorder: Recorder, pages: Pages, stack: AsyncExitStack
) -> Server:
    config, database = ground.config, ground.database
    services = Services(
        users=database.users, sessions=database.sessions, customers=database.customers,
        people=_people(ground, pages), calls=database.calls, gaps=database.gaps,
        qualities=database.qualities, recordings=database.recordings, works=database.works,
        scripts=database.scripts, audit=database.audit, desk=desk, live=ground.live, bus=ground.bus,
        writing=_writing(ground), lists=tasks.lists, tasks=tasks,
        figures=OwnFigures(database.days, ground.clock), hub=ground.hub, metrics=ground.metrics,
        config=config, clock=ground.clock, records_wait=lambda: recorder.trouble,
    )  # fmt: skip
    server = Server(create_app(services), config.web.host, config.web.port)
    await _listen(server)
    stack.push_async_callback(server.stop)
    return server


def _writing(ground: Ground) -> WritingDesk:
    database = ground.database
    return WritingDesk(
        templates=database.templates, messages=database.messages, works=database.works, users=database.users,
        customers=database.customers, config=ground.config, clock=ground.clock,
    )  # fmt: skip


def _people(ground: Ground, pages: Pages) -> People:
    database = ground.database
    persons = Persons(
        works=ground.works, calls=database.calls, customers=database.customers, rulings=database.rulings,
        pages=pages,
    )  # fmt: skip
    return People(
        persons=persons, rulings=database.rulings, merges=database.merges, timelines=database.timelines
    )


async def _listen(server: Server) -> None:
    try:
        await server.start()
    except OSError as error:
        raise UsageError(
            f"{server.host}:{server.port} cannot be listened on ({error.strerror}): "
            "choose another host or port in [web] of config.toml or with CTI_WEB__PORT (demo: --port)"
        ) from error


def _speak(line: Line, stack: AsyncExitStack) -> None:
    """Connects a PBX; at the end everything it brought has been published."""
    consuming = asyncio.create_task(line.pipeline.run(), name=f"pipeline:{line.link.pbx}")
    linked = asyncio.create_task(line.link.run(), name=f"link:{line.link.pbx}")

    async def end() -> None:
        line.link.stop()
        await asyncio.gather(linked, consuming)

    stack.push_async_callback(end)


def _background(work: Coroutine[None, None, None], stack: AsyncExitStack) -> None:
    task = asyncio.create_task(work)

    async def end() -> None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    stack.push_async_callback(end)


async def _read_accounts(database: Database, lines: dict[str, Line]) -> None:
    """Each account belongs to one PBX: the one it names, else the first."""
    users = await database.users.list()
    home = next(iter(lines))
    for name, line in lines.items():
        own = [user for user in users if (user.pbx or home) == name]
        line.directory.replace(own)
        line.link.inbox.note(line.link.inbox.time.now(), _accounts(own))


def _accounts(users: list[User]) -> AccountsRead:
    accounts = (Account(name=u.name, extension=u.extension, device=u.device) for u in users if not u.disabled)
    return AccountsRead(accounts=tuple(accounts))


async def _keep_reading_accounts(database: Database, lines: dict[str, Line]) -> None:
    """Accounts may be added by `cti user` while the server runs."""
    while True:
        await asyncio.sleep(ACCOUNTS_READ_EVERY_S)
        try:
            await _read_accounts(database, lines)
        except CtiError as error:
            log.error("accounts cannot be read: %s", error)


async def _keep_noting_seen(clock: SystemClock, recorder: Recorder) -> None:
    """So that after a crash, too, it is known since when nobody looked."""
    while True:
        await asyncio.sleep(SEEN_NOTED_EVERY_S)
        recorder.note_seen(clock.now())


async def _seeds(database: Database, pbx: str, config: Config, timezone: tzinfo) -> CountsSeeded:
    """What the trackers go on from: today's figures, and when the PBX was last seen."""
    midnight = datetime.now(timezone).replace(hour=0, minute=0, second=0, microsecond=0)
    levels = {name: config.queue(name).service_level_s for name in config.queues}
    seen_at = await database.gaps.last_seen(pbx)
    return CountsSeeded(
        counts=await database.calls.queue_counts(pbx, midnight, levels),
        seen_until=seen_at.timestamp() if seen_at is not None else None,
    )
