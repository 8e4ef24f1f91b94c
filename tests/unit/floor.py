"""A call-centre floor for tests: every listener and the desk over stores in memory, one agent, one queue.

`floor.hear(...)` gives domain events to the listeners in the order in which the server subscribes them;
`happening` makes the events of a usual call.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec

from cti.calls.record import WorkItem
from cti.config import Config, Queue
from cti.customers.model import Customer
from cti.customers.numbers import parse
from cti.desk.auto_pause import AutoPause
from cti.desk.desk import Desk
from cti.desk.live import Live
from cti.desk.parts import Parts
from cti.desk.wrap_up import WrapUp
from cti.directory import MemoryDirectory
from cti.events import (
    AgentState,
    AgentStateName,
    CallAnswered,
    CallEnded,
    CallLeftQueue,
    CallLegEnded,
    CallOffered,
    CallOfferEnded,
    CallQueued,
    CallStarted,
    Event,
    LinkState,
    Party,
)
from cti.records.intervals import IntervalBook
from cti.records.recorder import Recorder
from cti.records.steps import Steps
from cti.screenpop.dispatcher import Dispatcher
from cti.screenpop.lifecycle import Lifecycle
from cti.screenpop.pages import Pages
from cti.screenpop.persons import Persons
from cti.scripts.document import Choice, Item, Script
from cti.works import WorkItems
from tests.fakes.agent_stores import FakeIntervals, FakePlans, FakeShifts
from tests.fakes.bus import FakeBus
from tests.fakes.clock import START, FakeClock
from tests.fakes.rulings import FakeRulings
from tests.fakes.stores import (
    FakeAudit,
    FakeCalls,
    FakeCustomers,
    FakeGaps,
    FakeScripts,
    FakeUsers,
    FakeWorks,
)
from tests.fakes.switch import FakeOutbox, FakeStates, FakeSwitch

CALLER = Party(number="13800138001", channel="PJSIP/trunk-1", device="PJSIP/trunk")
LI = Party(number="1001", channel="PJSIP/1001-1", device="PJSIP/1001", agent="li")
WANG = Party(number="1002", channel="PJSIP/1002-1", device="PJSIP/1002", agent="wang")
CALL: dict[str, Any] = {"pbx": "pbx", "call_id": "c1"}
SURVEY = Script(
    name="survey",
    title={"zh_CN": "调查", "en": "Survey"},
    greeting={"en": "Hello"},
    items=(
        Item(
            id="q1",
            kind="single",
            say={"zh_CN": "{customer.name}，满意吗？", "en": "{customer.name}, are you content?"},
            choices=(Choice(code="y", label={"en": "Yes"}), Choice(code="n", label={"en": "No"})),
        ),
        Item(id="why", kind="text", say={"en": "Why not?"}, show_if='q1 == "n"'),
    ),
)


def at(seconds: float) -> datetime:
    """`seconds` after the start of the test."""
    return START + timedelta(seconds=seconds)


class Floor:
    """Everything joined as in cti/bootstrap.py, with fakes for what is outside."""

    def __init__(self, **changes: Any) -> None:
        self.config = Config(queues={"support": Queue(wrap_up_s=20)}, **changes)
        self.clock = FakeClock()
        self.customers, self.calls, self.works = FakeCustomers(), FakeCalls(), FakeWorks()
        self.rulings = FakeRulings(self.customers, self.clock)
        self.gaps = FakeGaps()
        self.shifts, self.plans, self.intervals = FakeShifts(), FakePlans(), FakeIntervals()
        self.scripts, self.users, self.audit = FakeScripts(), FakeUsers(), FakeAudit()
        self.switch, self.states, self.outbox = FakeSwitch(), FakeStates(), FakeOutbox()
        self.directory = MemoryDirectory(["PJSIP/trunk"], 5)
        self.restart()

    def restart(self) -> None:
        """New listeners over the same stores, as after a restart of the server."""
        self.bus, self.live = FakeBus(), Live()
        works = WorkItems(self.works, self.outbox)
        self.recorder = Recorder(self.calls, self.gaps, "CN", Steps(pause_s=0, gather_s=0))
        pages = Pages(
            customers=self.customers, rulings=self.rulings, calls=self.calls, scripts=self.scripts,
            config=self.config, clock=self.clock, is_internal=self.directory.is_internal_number,
        )  # fmt: skip
        self.persons = Persons(
            works=works, calls=self.calls, customers=self.customers, rulings=self.rulings, pages=pages
        )
        lifecycle = Lifecycle(works, self.recorder.set_outcome)
        dispatcher = Dispatcher(
            pages=pages, works=works, lifecycle=lifecycle, outbox=self.outbox,
            set_customer=self.recorder.set_customer, clock=self.clock, store_later=self.store_later,
            as_left=self.recorder.as_left,
        )  # fmt: skip
        parts = Parts(
            config=self.config, clock=self.clock, live=self.live, works=works,
            directories={"pbx": self.directory},
            users=self.users, calls=self.calls, customers=self.customers, scripts=self.scripts,
            audit=self.audit, switches={"pbx": self.switch}, states={"pbx": self.states},
            shifts=self.shifts, plans=self.plans, intervals=self.intervals, keep=self.recorder.later,
        )  # fmt: skip
        self.wrap_up = WrapUp(parts)
        self.desk = Desk(parts, self.wrap_up)
        self.book = IntervalBook(self.intervals, self.gaps, self.recorder.later)
        self.auto_pause = AutoPause(parts, self.desk)
        for listener in (
            self.live.hear, self.recorder.hear, dispatcher.hear, self.wrap_up.hear, self.book.hear,
            self.auto_pause.hear,
        ):  # fmt: skip
            self.bus.subscribe(listener.__qualname__, listener)

    def store_later(self, item: WorkItem) -> None:
        self.recorder.later("item", item.work_id, lambda: self.works.add(item))

    async def open(self) -> Floor:
        """Accounts, one customer, the survey; the listeners begin."""
        for name, extension in (("li", "1001"), ("wang", "1002")):
            await self.users.add(
                name, "agent", "secret", display_name=name.title(), extension=extension,
                device=f"PJSIP/{extension}", queues=("support",),
            )  # fmt: skip
        self.directory.replace(await self.users.list())
        self.add_customer("fang", "王芳", "13800138001")
        await self.scripts.publish(SURVEY)
        await self.scripts.assign("support", "survey")
        await self.begin()
        return self

    async def begin(self) -> None:
        """Starts what reads the stores before the first event."""
        await self.recorder.start(["pbx"])
        await self.wrap_up.start()
        await self.book.start(["pbx"])
        await self.auto_pause.start()

    async def close(self) -> None:
        await self.recorder.stop()

    def add_customer(self, customer_id: str, name: str, number: str) -> None:
        self.customers.rows[customer_id] = Customer(
            customer_id=customer_id, name=name, numbers=(parse(number),), fields={"ward": "3"}
        )

    async def hear(self, *events: Event) -> None:
        """Every listener hears them; then the store has what was recorded."""
        await self.bus.deliver(*events)
        await self.recorder.written()

    def pops(self, agent: str = "li") -> list[dict[str, Any]]:
        """The pops that `agent` was sent."""
        return [msgspec.json.decode(pop) for name, pop in self.outbox.pops if name == agent]

    async def item(self, agent: str = "li", call_id: str = "c1") -> WorkItem:
        """The work item of a call."""
        found = await self.works.find(call_id, agent)
        assert found is not None
        return found


def started(second: float = 0, caller: Party = CALLER, call_id: str = "c1", **more: Any) -> CallStarted:
    fields = {"direction": "inbound", "dialed": "4008001", "linkedid": call_id, **more}
    return CallStarted(at=at(second), pbx="pbx", call_id=call_id, caller=caller, **fields)


def queued(second: float = 0) -> CallQueued:
    return CallQueued(at=at(second), queue="support", position=1, **CALL)


def offered(second: float = 1, to: Party = LI, queue: str | None = "support", **more: Any) -> CallOffered:
    fields = {**CALL, "caller": CALLER, "dialed": "4008001", **more}
    return CallOffered(at=at(second), to=to, queue=queue, **fields)


def offer_ended(second: float, reason: Any = "answered", to: Party = LI) -> CallOfferEnded:
    return CallOfferEnded(at=at(second), to=to, reason=reason, queue="support", ring_s=second - 1, **CALL)


def answered(second: float, by: Party = LI, queue: str | None = "support") -> list[Event]:
    """The phone is picked up, the queue left, the talk begun."""
    left = CallLeftQueue(at=at(second), queue="support", reason="answered", waited_s=second, **CALL)
    talk = CallAnswered(at=at(second), by=by, queue=queue, waited_s=second, ring_s=second - 1, **CALL)
    return [offer_ended(second, to=by), agent(second, "talking", by.agent or ""), left, talk]


def ended(second: float, wrap_up: bool = True) -> list[Event]:
    """The talk with li is over, wrap-up begins, the call ends."""
    leg = CallLegEnded(
        at=at(second), party=LI, queue="support", ring_s=2.0, talk_s=second - 3, hold_s=0.0, **CALL
    )
    wrap = agent(second, "wrap_up", until=at(second + 20)) if wrap_up else agent(second, "ready", call=None)
    return [leg, wrap, call_ended(second)]


def call_ended(second: float, reason: Any = "completed", **more: Any) -> CallEnded:
    fields = {"ended_by": "caller", "waited_s": 3.0, "talk_s": 10.0, "hold_s": 0.0, **CALL, **more}
    return CallEnded(at=at(second), reason=reason, **fields)


def agent(
    second: float,
    state: AgentStateName,
    name: str = "li",
    *,
    call: str | None = "c1",
    until: datetime | None = None,
    reason: str | None = None,
    queues: tuple[str, ...] = ("support",),
    paused: tuple[str, ...] = (),
) -> AgentState:
    busy = state in ("ringing", "talking", "wrap_up")
    return AgentState(
        at=at(second), pbx="pbx", agent=name, state=state, reason=reason, since=at(second),
        call_id=call if busy else None, until=until, queues=queues, paused_queues=paused,
    )  # fmt: skip


def link_certain(second: float) -> LinkState:
    return LinkState(at=at(second), pbx="pbx", state="certain")


def inbound() -> list[Event]:
    """A customer's call, ringing at li's phone."""
    return [started(), queued(), offered(), agent(1, "ringing")]
