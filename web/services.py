"""What the web part needs from the rest, as one frozen value that bootstrap fills and `create_app` takes.

Only ports and values pass here: stores, the desk (decides), the live picture (knows what is now), the
hub (reaches browsers). The web part never builds any of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from cti.agents.shift import Interval, NextStateName, Shift
from cti.calls.record import Outcome, WorkItem
from cti.config import Config
from cti.desk.control import RecordingWish, TransferWish
from cti.desk.figures import OwnFigures
from cti.desk.numbering import Number
from cti.desk.shift import QueueChoice
from cti.desk.targets import Target
from cti.desk.tasks import TaskDesk
from cti.desk.worklists import WorkLists
from cti.desk.writing import WritingDesk
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
from web.people import People
from web.sockets.hub import Hub

WantedState = Literal["ready", "paused", "offline"]


class Desk(Protocol):
    """What an agent does. Every method checks that the call, work item or run is the agent's own (NotFound)
    and raises ActionRefused, LinkError, InvalidInput as the thing asked for demands. Each change of a work
    item, here or by a call's events, is told to `Outbox.work_changed`."""

    async def go(self, agent: str, state: WantedState, reason: str | None, by: str | None = None) -> None:
        """Ready, paused (why: `reason`) or offline in all queues of the agent; `by` says so for them."""

    async def plan_next(self, agent: str, state: NextStateName, reason: str | None) -> None:
        """Paused or offline after the call and its wrap-up."""

    async def cancel_next(self, agent: str) -> None:
        """Nothing special comes after the call."""

    async def queue_choices(self, agent: str) -> list[QueueChoice]:
        """The queues of the account, and which of them shifts join."""

    async def choose_queues(self, agent: str, queues: Sequence[str]) -> None:
        """Shifts join these from now on, this one at once."""

    async def shift_of(self, agent: str) -> Shift | None:
        """The shift of this moment."""

    async def intervals_of(self, agent: str, since: datetime, until: datetime) -> list[Interval]:
        """The states an agent went through."""

    async def hangup(self, agent: str, call_id: str) -> None:
        """Ends the agent's own call."""

    async def dial(self, agent: str, number: str) -> None:
        """Rings the agent's phone, then calls `number`."""

    async def redial(self, agent: str) -> str:
        """Dials again what the agent dialled last; returns it."""

    async def pick_up(self, agent: str, call_id: str) -> None:
        """Asks the agent's ringing phone to answer."""

    async def hold(self, agent: str, call_id: str) -> None:
        """The customer waits."""

    async def resume(self, agent: str, call_id: str) -> None:
        """The customer talks again."""

    async def mute(self, agent: str, call_id: str, muted: bool) -> None:
        """The others do not hear the agent, or hear them again."""

    async def transfer(self, agent: str, call_id: str, to: Number, wish: TransferWish) -> None:
        """Hands the call on, or asks there first."""

    async def complete(self, agent: str, call_id: str) -> None:
        """The customer goes on with the colleague."""

    async def go_back(self, agent: str, call_id: str) -> None:
        """Back to the customer."""

    async def swap(self, agent: str, call_id: str) -> None:
        """From the colleague to the customer and back."""

    async def conference(self, agent: str, call_id: str) -> None:
        """All three talk."""

    async def park(self, agent: str, call_id: str) -> None:
        """The customer waits in a parking place."""

    async def retrieve(self, agent: str, call_id: str) -> None:
        """Fetches the customer from there."""

    async def send_keys(self, agent: str, call_id: str, keys: str) -> None:
        """Tones to the other side."""

    async def record(self, agent: str, call_id: str, wish: RecordingWish) -> None:
        """Begins, pauses, goes on with or ends the recording."""

    async def targets(self, agent: str, text: str) -> list[Target]:
        """Whom a call can be handed to."""

    async def open_work(self, agent: str) -> list[WorkItem]:
        """Not finished and not dismissed, oldest first."""

    async def uncoded(self, agent: str) -> list[WorkItem]:
        """Calls whose time ended before the agent said how they went, oldest first."""

    async def own_work(self, agent: str, work_id: str) -> WorkItem:
        """One item, finished or not."""

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
    people: People
    calls: CallStore
    gaps: GapStore
    qualities: QualityStore
    recordings: RecordingStore
    works: WorkStore
    scripts: ScriptStore
    audit: AuditStore
    desk: Desk
    writing: WritingDesk
    lists: WorkLists
    tasks: TaskDesk
    figures: OwnFigures
    live: Live
    bus: Bus
    hub: Hub
    metrics: Metrics
    config: Config
    clock: Clock
    records_wait: Callable[[], str | None] = lambda: None
    """Why call records wait in memory for the database; None when they do not."""
