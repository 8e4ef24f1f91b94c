"""What the core needs from outside, each as a protocol: stores (db/), the switch (cti/ami/link.py),
the outbox to browsers (web/sockets), the bus, the clock.

Store methods raise `StoreUnavailable` when the database cannot be used, `NotFound` and `Conflict` as
named; rows of the database never come through here, only the core's own frozen types.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from cti.agents.figures import AgentDay
from cti.calls.quality import CallQuality
from cti.calls.record import (
    AnswerRecord,
    CallFilter,
    CallRecord,
    LegRecord,
    LinkGap,
    Outcome,
    QueueVisit,
    SoundRecording,
    WorkItem,
)
from cti.customers.model import Customer, CustomerDraft
from cti.events import Event
from cti.parties import Directory
from cti.scripts.document import Script
from cti.scripts.run import ScriptRun
from cti.users.model import AuditEntry, Role, Session, User
from cti.worklists.model import Attempt, Claim, Missed, Promise, Task, TaskWords

Listener = Callable[[Event], Awaitable[None]]
Unsubscribe = Callable[[], None]


class Clock(Protocol):
    """The only source of time outside the trackers."""

    def now(self) -> datetime:
        """Aware, UTC."""

    def monotonic(self) -> float:
        """Seconds, never jumps."""


class Bus(Protocol):
    """Carries domain events in order to every listener."""

    def subscribe(self, name: str, listener: Listener) -> Unsubscribe:
        """Each listener has its own bounded queue; a failing one is logged and the rest still run."""

    def publish(self, event: Event) -> None:
        """Never waits, never raises."""


class Switch(Protocol):
    """Acts on calls and members of one PBX. Raises `ActionRefused` with Asterisk's words, `LinkError`
    when there is no link, `UnsafeValue` for CR/LF; nothing is ever sent twice."""

    pbx: str

    async def queue_add(self, queue: str, device: str, member_name: str, paused: bool = False) -> None:
        """The member joins the queue (QueueAdd)."""

    async def queue_remove(self, queue: str, device: str) -> None:
        """The member leaves the queue (QueueRemove)."""

    async def queue_pause(
        self, device: str, paused: bool, reason: str | None = None, queue: str | None = None
    ) -> None:
        """Pauses or unpauses in one queue, or in all (QueuePause)."""

    async def hangup(self, channel: str) -> None:
        """Ends a channel (Hangup)."""

    async def originate(
        self, device: str, number: str, context: str, caller_id: str | None = None, at_once: bool = False
    ) -> None:
        """Rings `device`, then dials `number` for it in `context` (Originate, asynchronous). `at_once`: a
        phone that obeys picks up without ringing."""

    async def redirect(self, channel: str, exten: str, context: str) -> None:
        """Sends a channel to another extension (Redirect)."""

    async def drop(self, channel: str) -> None:
        """Ends a channel that was left over: nobody hung up (Hangup)."""

    async def hold(self, channel: str, customer: str) -> None:
        """`customer` hears music, `channel` waits (Redirect of both into cti-hold, which must be there)."""

    async def learn_hold(self, channel: str) -> None:
        """Whether the phone of `channel` holds its call is asked, and told to the trackers (Getvar)."""

    async def bridge(self, one: str, other: str) -> None:
        """Two channels talk with each other, wherever they were (Bridge)."""

    async def mute(self, channel: str, muted: bool) -> None:
        """The others do not hear `channel`, or hear it again (MuteAudio)."""

    async def knows(self, exten: str, context: str) -> bool:
        """False for a number that leads nowhere (ShowDialPlan)."""

    async def blind_transfer(self, channel: str, exten: str, context: str) -> None:
        """Whoever talks with `channel` goes on at `exten` (BlindTransfer)."""

    async def attended_transfer(self, channel: str, exten: str, context: str) -> None:
        """Whoever talks with `channel` waits while it talks with `exten` (Atxfer)."""

    async def cancel_attended_transfer(self, channel: str) -> None:
        """Back to whoever waits (CancelAtxfer)."""

    async def press(self, channel: str, keys: str) -> None:
        """As if the phone of `channel` had pressed these keys: feature codes (PlayDTMF, received)."""

    async def send_keys(self, channel: str, keys: str) -> None:
        """Tones that whoever is at `channel` hears (PlayDTMF)."""

    async def park(self, channel: str, back_to: str) -> None:
        """`channel` waits in a parking place; after its time the phone of `back_to` rings (Park)."""

    async def record(self, channel: str, file: str, agent: str) -> None:
        """Begins a recording for `agent`; a relative `file` lies in the PBX's own folder (MixMonitor)."""

    async def pause_recording(self, channel: str, paused: bool, agent: str) -> None:
        """Keeps the talk out of the recording, or lets it in again (MixMonitorMute)."""

    async def stop_recording(self, channel: str, agent: str) -> None:
        """Ends the recording (StopMixMonitor)."""

    async def pick_up(self, channel: str) -> None:
        """Asks a ringing phone to answer; not every phone obeys (PJSIPNotify, Event: talk)."""


class Outbox(Protocol):
    """Reaches browsers."""

    def send_pop(self, agent: str, pop: bytes) -> None:
        """A pop as JSON object without seq, to every tab of `agent`."""

    def work_changed(self, agent: str, work_id: str) -> None:
        """The work item was changed in the store: every tab of `agent` is shown it anew. Never waits."""


class CustomerStore(Protocol):
    """Customers; numbers are normalised by the caller into `PhoneNumber.key`."""

    async def get(self, customer_id: str) -> Customer:
        """The customer, or the one that it became part of. Raises `NotFound`."""

    async def names(self, customer_ids: Collection[str]) -> dict[str, str]:
        """Name by id; ids that are nobody's are left out."""

    async def number_keys(self, customer_ids: Collection[str]) -> dict[str, frozenset[str]]:
        """What the numbers of each are matched on; who has none is left out."""

    async def by_number_key(self, key: str) -> list[Customer]:
        """Everybody with exactly this number."""

    async def by_number_suffix(self, digits: str) -> list[Customer]:
        """Everybody with a number that ends in these digits."""

    async def search(
        self, text: str, limit: int = 20, cursor: str | None = None, organisation: str | None = None
    ) -> tuple[list[Customer], str | None]:
        """By name, organisation, number digits or external id, all or those of one organisation; a page and
        the cursor of the next."""

    async def create(self, draft: CustomerDraft) -> Customer:
        """A new customer."""

    async def update(self, customer_id: str, draft: CustomerDraft, version: int) -> Customer:
        """Raises `Conflict` when `version` is not the newest."""

    async def by_external_id(self, external_id: str) -> Customer | None:
        """The customer of another system's id."""

    async def count(self) -> int:
        """How many there are."""


class CallStore(Protocol):
    """Call records: opened when the call starts, closed exactly once (a second close changes nothing)."""

    async def open(self, record: CallRecord) -> bool:
        """False when the row exists already (a restart in mid-call)."""

    async def save_progress(self, record: CallRecord) -> None:
        """Writes every field except outcome, answers and customer_id; legs and visits replaced as a whole."""

    async def close(self, record: CallRecord) -> bool:
        """False when it was closed before."""

    async def merge(self, call_id: str, into: str) -> None:
        """The call became part of another; it is kept, but in no list."""

    async def get(self, call_id: str) -> CallRecord:
        """Raises `NotFound`."""

    async def open_calls(self, pbx: str) -> list[CallRecord]:
        """Calls of a PBX that have not ended."""

    async def list(
        self, wanted: CallFilter, limit: int = 50, cursor: str | None = None
    ) -> tuple[list[CallRecord], str | None]:
        """Newest first; a page and the cursor of the next."""

    async def search(
        self, text: str, since: datetime, agent: str | None = None, limit: int = 10
    ) -> Sequence[CallRecord]:
        """Newest first: digits are a caller's or dialled number, words a note or the caller's name in calls
        since then. An `agent` finds calls of known customers and those they had a part in, None finds all."""

    async def set_customer(self, call_id: str, customer_id: str | None) -> None:
        """Ties the call to a customer, or unties it."""

    async def set_outcome(self, call_id: str, outcome: Outcome) -> None:
        """What the agent said of the call. Another follow-up date opens the follow-up again."""

    async def set_follow_up_done(self, call_id: str, at: datetime | None) -> None:
        """Somebody closed the follow-up, or (None) opened it again."""

    async def open_follow_ups(self, customer_ids: Collection[str]) -> Sequence[CallRecord]:
        """Calls of these customers with a promise that nobody closed, and without a talk after it was due;
        newest first."""

    async def last_talks(self, customer_ids: Collection[str]) -> dict[str, datetime]:
        """customer -> start of the last call that was talked on; who never was is left out."""

    async def add_wrap_up(self, call_id: str, agent: str, seconds: float) -> None:
        """Adds wrap-up seconds to the agent's last leg."""

    async def queue_counts(
        self, pbx: str, since: datetime, service_level_s: dict[str, int]
    ) -> dict[str, tuple[int, int, int]]:
        """queue of `pbx` -> (answered, answered in time, abandoned) of visits that ended since."""


class GapStore(Protocol):
    """When which PBX was not seen."""

    async def add(self, gap: LinkGap) -> None:
        """Writes a gap that is over; once, however often it is told."""

    async def list(self, since: datetime, until: datetime | None = None, limit: int = 200) -> list[LinkGap]:
        """Those that touch this time, newest first."""

    async def saw(self, pbx: str, at: datetime) -> None:
        """The PBX was seen until `at`."""

    async def last_seen(self, pbx: str) -> datetime | None:
        """Until when the PBX was seen; None when it never was."""


class RecordingStore(Protocol):
    """What was recorded of calls; the sound itself stays in the PBX's files."""

    async def save(self, recording: SoundRecording) -> None:
        """Inserts or replaces it."""

    async def get(self, recording_id: str) -> SoundRecording:
        """Raises `NotFound`."""

    async def of_call(self, call_id: str) -> list[SoundRecording]:
        """Those of a call, oldest first."""

    async def running(self) -> list[SoundRecording]:
        """Those whose end is not known yet."""

    async def move(self, call_id: str, into: str) -> None:
        """The call became part of another: so do its recordings."""


class WorkStore(Protocol):
    """Agents' work items; one per call and agent."""

    async def add(self, item: WorkItem) -> bool:
        """False when this call and agent have one already: nothing pops twice."""

    async def get(self, work_id: str) -> WorkItem:
        """Raises `NotFound`."""

    async def find(self, call_id: str, agent: str) -> WorkItem | None:
        """The item of this call and agent."""

    async def of_call(self, call_id: str) -> list[WorkItem]:
        """Those of everybody who was shown this call, oldest first."""

    async def open_items(self, agent: str) -> list[WorkItem]:
        """Not finished and not dismissed, oldest first."""

    async def open_with(self, customer_ids: Collection[str]) -> list[WorkItem]:
        """Everybody's open items that are about one of these customers or name one as a candidate."""

    async def uncoded(self, agent: str) -> list[WorkItem]:
        """Those whose time ended before the agent said how the call went, oldest first."""

    async def save(self, item: WorkItem) -> None:
        """Replaces the item."""


class QualityStore(Protocol):
    """How calls sounded at browsers' phones."""

    async def save(self, quality: CallQuality) -> None:
        """Inserts or replaces the row of this call and agent."""

    async def of_calls(self, call_ids: Collection[str]) -> dict[str, list[CallQuality]]:
        """call -> its rows, oldest first, those of calls that became part of it with them."""


class WorkListStore(Protocol):
    """What there is to call back, and who does it."""

    async def missed(self, since: datetime) -> Sequence[Missed]:
        """Calls missed since then whose callers nobody talked to afterwards, oldest first."""

    async def promises(self) -> Sequence[Promise]:
        """Callbacks promised and not kept, the earliest due first."""

    async def claims(self) -> Sequence[Claim]:
        """Everything taken, also what has expired."""

    async def take(self, claim: Claim) -> bool:
        """Atomic: False, and nothing done, when another agent has a claim that has not expired."""

    async def change_claim(self, claim: Claim) -> None:
        """Another end or call of a claim; nothing when the agent no longer has it."""

    async def release(self, agent: str, entry: str | None = None) -> None:
        """The agent gives back one entry, or all."""

    async def note(self, attempt: Attempt) -> None:
        """Writes an attempt, once per call; whoever has the entry gives it back."""

    async def attempts(self, since: datetime) -> Sequence[Attempt]:
        """Oldest first."""


class TaskStore(Protocol):
    """Things to do."""

    async def add(self, task: Task) -> None:
        """A new task. Raises `Conflict` for a customer that does not exist."""

    async def get(self, task_id: str) -> Task:
        """Raises `NotFound`."""

    async def set_done(self, task_id: str, at: datetime | None, by: str | None) -> None:
        """Done by whom and when, or (None) open again. Raises `NotFound`."""

    async def change(self, task_id: str, words: TaskWords, was: TaskWords) -> None:
        """Raises `NotFound`, `Conflict` when it is not as it `was` any more, or done."""

    async def open_tasks(self) -> Sequence[Task]:
        """Those not done, of everybody, the earliest due first."""

    async def done_since(self, since: datetime) -> Sequence[Task]:
        """Those done since then, the last one first."""

    async def of_customer(self, customer_id: str, limit: int = 50) -> Sequence[Task]:
        """All about one customer, done or not, newest first."""

    async def open_of(self, customer_ids: Collection[str]) -> Sequence[Task]:
        """Those about these customers that are not done, newest first."""

    async def search(self, text: str, agent: str | None, limit: int = 10) -> Sequence[Task]:
        """By title, note or digits of the number; `agent` finds own ones, those for anyone and those he
        made, None finds all."""


class DayStore(Protocol):
    """What agents did, from the records of calls."""

    async def agent_days(
        self, since: datetime, until: datetime, agent: str | None = None
    ) -> Sequence[AgentDay]:
        """Of calls that started in this time (`until` exclusive), each agent who talked; or one `agent`."""


class ScriptStore(Protocol):
    """Scripts: published versions are frozen; answers are bound to one."""

    async def publish(self, script: Script) -> Script:
        """Returns it with its new version number; same content as the newest version -> that one."""

    async def latest(self, name: str) -> Script | None:
        """The newest version."""

    async def version(self, name: str, version: int) -> Script:
        """A frozen version; raises `NotFound`."""

    async def answers(self, call_id: str) -> list[AnswerRecord]:
        """All answers given in a call."""

    async def list(self) -> list[Script]:
        """The newest version of every script."""

    async def assign(self, queue: str, name: str) -> None:
        """Calls of this queue get this script."""

    async def for_queue(self, queue: str | None) -> Script | None:
        """The script for calls of this queue."""

    async def save_run(self, run: ScriptRun) -> None:
        """Inserts or replaces the run and its answers at once."""

    async def run(self, run_id: str) -> ScriptRun:
        """Raises `NotFound`."""


class UserStore(Protocol):
    """Accounts. Passwords are hashed here (argon2id) and never leave."""

    async def add(
        self,
        name: str,
        role: Role,
        password: str,
        *,
        display_name: str | None = None,
        extension: str | None = None,
        device: str | None = None,
        pbx: str | None = None,
        queues: Sequence[str] = (),
        softphone: str | None = None,
    ) -> User:
        """`softphone`: the sealed SIP password, when the phone is the browser. Raises `Conflict` when the
        name is taken."""

    async def check(self, name: str, password: str) -> User:
        """Raises `BadCredentials`."""

    async def set_password(self, name: str, password: str) -> None:
        """Raises `NotFound`."""

    async def set_language(self, name: str, language: str) -> None:
        """Remembers the language of the surface."""

    async def set_keys(self, name: str, keys: Mapping[str, str]) -> None:
        """Remembers the user's own keys, all at once."""

    async def set_softphone(self, name: str, sealed: str | None) -> None:
        """The phone is the browser, with this sealed SIP password; None: it stands on the desk."""

    async def softphone(self, name: str) -> str | None:
        """The sealed SIP password; None without a softphone."""

    async def disable(self, name: str) -> None:
        """The account can log in no more; what it did stays."""

    async def list(self) -> list[User]:
        """All accounts."""

    async def get(self, name: str) -> User:
        """Raises `NotFound`."""


class SessionStore(Protocol):
    """Log-ins that survive a restart."""

    async def create(self, user: User, lifetime_s: float) -> Session:
        """A log-in."""

    async def find(self, token: str) -> Session | None:
        """The log-in of this token, unless it has expired."""

    async def ended(self, tokens: Collection[str]) -> set[str]:
        """Those of `tokens` whose log-in is over."""

    async def delete(self, token: str) -> None:
        """Log-out."""


class AuditStore(Protocol):
    """Append only."""

    async def add(self, entry: AuditEntry) -> None:
        """Writes an entry."""

    async def list(self, limit: int = 100, before: datetime | None = None) -> list[AuditEntry]:
        """Newest first."""


__all__ = [
    "AuditStore",
    "Bus",
    "CallStore",
    "Clock",
    "CustomerStore",
    "DayStore",
    "Directory",
    "GapStore",
    "LegRecord",
    "Listener",
    "Outbox",
    "QualityStore",
    "QueueVisit",
    "RecordingStore",
    "ScriptStore",
    "SessionStore",
    "Switch",
    "TaskStore",
    "Unsubscribe",
    "UserStore",
    "WorkListStore",
    "WorkStore",
]
