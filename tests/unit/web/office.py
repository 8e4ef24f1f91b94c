"""A call centre for the tests of web/: every port in memory, real Live, real hub, a real HTTP server."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec
from aiohttp import ClientWebSocketResponse, web
from aiohttp.test_utils import TestClient, TestServer

from cti.calls.dispositions import Disposition
from cti.config import Config, Pbx, Queue
from cti.config import Web as WebSection
from cti.desk.figures import OwnFigures
from cti.desk.live import Live
from cti.desk.tasks import TaskDesk
from cti.desk.worklists import WorkLists
from cti.desk.writing import WritingDesk
from tests.fakes.bus import FakeBus
from tests.fakes.clock import FakeClock
from tests.fakes.desk import FakeDesk
from tests.fakes.messages import FakeMessages, FakeTemplates
from tests.fakes.people import FakeTimelines, people
from tests.fakes.rulings import FakeRulings
from tests.fakes.stores import (
    FakeAudit,
    FakeCalls,
    FakeCustomers,
    FakeGaps,
    FakeQualities,
    FakeRecordings,
    FakeScripts,
    FakeSessions,
    FakeUsers,
    FakeWorks,
)
from tests.fakes.worklists import FakeDays, FakeTasks, FakeWorkLists
from web.app import create_app
from web.assets import Assets
from web.metrics import Metrics
from web.services import Services
from web.sockets.hub import Hub

PASSWORD = "a long password"
Json = dict[str, Any]
Client = TestClient[web.Request, web.Application]


@dataclass
class Browser:
    """One browser: own cookies, own CSRF token."""

    client: Client
    csrf: str = ""

    async def get(self, path: str, **given: Any) -> tuple[int, Json]:
        """Status and JSON."""
        async with self.client.get(path, **given) as response:
            return response.status, await response.json(content_type=None)

    async def send(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Json]:
        """A change with the CSRF header; `headers` add to or replace it."""
        named = {"X-CSRF-Token": self.csrf} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        async with self.client.request(method, path, json=body, headers=named) as response:
            raw = await response.read()
            return response.status, msgspec.json.decode(raw) if raw else {}

    async def post(self, path: str, body: object = None, **headers: str) -> tuple[int, Json]:
        """POST as the page's scripts do."""
        return await self.send("POST", path, body, **headers)

    async def log_in(self, name: str, password: str = PASSWORD) -> tuple[int, Json]:
        """Logs in and keeps the token."""
        status, answer = await self.post("/api/v1/login", {"username": name, "password": password})
        self.csrf = answer.get("csrf", "")
        return status, answer

    async def open_tab(self) -> Tab:
        """A websocket with its snapshot read."""
        socket = await self.client.ws_connect("/ws")
        return Tab(socket, await next_frame(socket))


@dataclass
class Tab:
    """A browser tab."""

    socket: ClientWebSocketResponse
    snapshot: Json

    async def next(self) -> Json:
        """The next frame."""
        return await next_frame(self.socket)


async def next_frame(socket: ClientWebSocketResponse) -> Json:
    """The next text frame as JSON."""
    async with asyncio.timeout(5):
        frame = await socket.receive()
    assert frame.data is not None, frame
    return dict(msgspec.json.decode(frame.data))


@dataclass
class Office:
    """Everything in memory; use as context manager, then `browser()`."""

    static: Path
    public_url: str = ""
    queues: dict[str, Queue] = field(default_factory=dict)
    pbx: tuple[Pbx, ...] = (Pbx(),)
    dispositions: tuple[Disposition, ...] = Config().dispositions
    clock: FakeClock = field(default_factory=FakeClock)
    bus: FakeBus = field(default_factory=FakeBus)
    users: FakeUsers = field(default_factory=FakeUsers)
    customers: FakeCustomers = field(default_factory=FakeCustomers)
    calls: FakeCalls = field(default_factory=FakeCalls)
    gaps: FakeGaps = field(default_factory=FakeGaps)
    qualities: FakeQualities = field(default_factory=FakeQualities)
    recordings: FakeRecordings = field(default_factory=FakeRecordings)
    works: FakeWorks = field(default_factory=FakeWorks)
    scripts: FakeScripts = field(default_factory=FakeScripts)
    worklists: FakeWorkLists = field(default_factory=FakeWorkLists)
    tasks: FakeTasks = field(default_factory=FakeTasks)
    days: FakeDays = field(default_factory=FakeDays)
    audit: FakeAudit = field(default_factory=FakeAudit)
    timelines: FakeTimelines = field(default_factory=FakeTimelines)
    live: Live = field(default_factory=Live)
    metrics: Metrics = field(default_factory=Metrics)

    def __post_init__(self) -> None:
        self.hub = Hub(self.live, self.clock, self.metrics)
        self.sessions = FakeSessions(self.users, self.clock)
        self.rulings = FakeRulings(self.customers, self.clock)
        self.people = people(
            self.customers, self.calls, self.works, self.rulings, self.hub, self.clock, self.timelines
        )
        self.templates, self.messages = FakeTemplates(self.clock), FakeMessages()
        self.desk = FakeDesk(self.works, self.hub, self.clock)
        self.lists = WorkLists(
            store=self.worklists, tasks=self.tasks, calls=self.calls, customers=self.customers,
            live=self.live, config=Config(), clock=self.clock, dial=self.desk.dial,
        )  # fmt: skip
        self.bus.subscribe("live", self.live.hear)
        self.app = create_app(self.services(), Assets(self.static))
        self.server = TestServer(self.app)
        self._browsers: list[Client] = []

    def services(self) -> Services:
        """What the application gets."""
        return Services(
            users=self.users,
            sessions=self.sessions,
            customers=self.customers,
            people=self.people,
            calls=self.calls,
            gaps=self.gaps,
            qualities=self.qualities,
            recordings=self.recordings,
            works=self.works,
            scripts=self.scripts,
            audit=self.audit,
            desk=self.desk,
            writing=WritingDesk(
                templates=self.templates,
                messages=self.messages,
                works=self.works,
                users=self.users,
                customers=self.customers,
                config=Config(),
                clock=self.clock,
            ),
            lists=self.lists,
            tasks=TaskDesk(
                store=self.tasks,
                lists=self.lists,
                users=self.users,
                calls=self.calls,
                customers=self.customers,
                clock=self.clock,
            ),
            figures=OwnFigures(self.days, self.clock, UTC),
            live=self.live,
            bus=self.bus,
            hub=self.hub,
            metrics=self.metrics,
            config=Config(
                web=WebSection(public_url=self.public_url),
                queues=self.queues,
                pbx=self.pbx,
                dispositions=self.dispositions,
            ),
            clock=self.clock,
        )

    async def __aenter__(self) -> Office:
        await self.users.add(
            "li", "agent", PASSWORD, display_name="李雷", extension="1001", queues=["support"]
        )
        await self.users.add(
            "han", "agent", PASSWORD, display_name="韩梅", extension="1002", queues=["sales"]
        )
        await self.users.add("boss", "supervisor", PASSWORD)
        await self.users.add("root", "admin", PASSWORD)
        await self.server.start_server()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for client in self._browsers:
            await client.session.close()
        await self.server.close()

    def stranger(self) -> Browser:
        """A browser that nobody logged in with."""
        client: Client = TestClient(self.server)
        self._browsers.append(client)
        return Browser(client)

    async def browser(self, name: str) -> Browser:
        """A browser with `name` logged in."""
        browser = self.stranger()
        status, _ = await browser.log_in(name)
        assert status == 200
        return browser
