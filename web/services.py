"""What the web part needs from the rest, as one frozen value that bootstrap fills and `create_app` takes.

Only ports and values pass here: stores, the desk (decides), the live picture (knows what is now), the
hub (reaches browsers). The web part never builds any of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from cti.calls.record import Outcome, WorkItem
from cti.config import Config
from cti.ports import (
    AuditStore,
    Bus,
    CallStore,
    Clock,
    CustomerStore,
    GapStore,
    QualityStore,
    RecordingStore,
    ScriptStore,
    SessionStore,
    UserStore,
    WorkStore,
)
from cti.scripts.run import Answer
from cti.scripts.view import RunView
from web.live import Live
from web.metrics import Metrics
from web.sockets.hub import Hub

WantedState = Literal["ready", "paused", "offline"]


class Desk(Protocol):
    """What an agent does. Every method checks that the call, work item or run is the agent's own (NotFound)
    and raises ActionRefused, LinkError, InvalidInput as the thing asked for demands. Each change of a work
    item, here or by a call's events, is told to `Outbox.work_changed`."""

    async def go(self, agent: str, state: WantedState, reason: str | None) -> None:
        """Ready, paused (why: `reason`) or offline in all queues of the agent."""

    async def hangup(self, agent: str, call_id: str) -> None:
        """Ends the agent's own call."""

    async def dial(self, agent: str, number: str) -> None:
        """Rings the agent's phone, then calls `number`."""

    async def open_work(self, agent: str) -> list[WorkItem]:
        """Not finished and not dismissed, oldest first."""

    async def choose_customer(self, agent: str, work_id: str, customer_id: str) -> WorkItem:
        """The agent says who it is."""

    async def save_outcome(self, agent: str, work_id: str, outcome: Outcome) -> WorkItem:
        """Keeps a draft."""

    async def finish(self, agent: str, work_id: str, outcome: Outcome) -> WorkItem:
        """The outcome is final; wrap-up ends."""

    async def dismiss(self, agent: str, work_id: str) -> WorkItem:
        """The pop is put away for good."""

    async def extend_wrap_up(self, agent: str, work_id: str) -> WorkItem:
        """More time for wrap-up."""

    async def start_script(self, agent: str, work_id: str, language: str) -> RunView:
        """Starts the queue's script or resumes the run."""

    async def answer(self, agent: str, run_id: str, answer: Answer) -> RunView:
        """Saves one answer; the view is at the next open item."""

    async def back(self, agent: str, run_id: str, item: str) -> RunView:
        """The view at an item that was asked before."""

    async def view_run(self, agent: str, run_id: str) -> RunView:
        """The run as it stands, changing nothing."""


@dataclass(frozen=True, kw_only=True)
class Services:
    """Everything the web part may call."""

    users: UserStore
    sessions: SessionStore
    customers: CustomerStore
    calls: CallStore
    gaps: GapStore
    qualities: QualityStore
    recordings: RecordingStore
    works: WorkStore
    scripts: ScriptStore
    audit: AuditStore
    desk: Desk
    live: Live
    bus: Bus
    hub: Hub
    metrics: Metrics
    config: Config
    clock: Clock
    records_wait: Callable[[], str | None] = lambda: None
    """Why call records wait in memory for the database; None when they do not."""
