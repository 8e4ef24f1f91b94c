"""The stores of cti/ports.py in memory: same promises, no database. `StoreUnavailable` on demand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import TypeVar

import msgspec

from cti.calls.quality import CallQuality
from cti.calls.record import (
    AnswerRecord,
    CallFilter,
    CallRecord,
    LinkGap,
    Outcome,
    SoundRecording,
    WorkItem,
    open_follow_ups,
)
from cti.customers import numbers
from cti.customers.model import Customer, CustomerDraft
from cti.errors import BadCredentials, Conflict, NotFound, StoreUnavailable
from cti.ports import Clock
from cti.scripts.document import Script
from cti.scripts.run import ScriptRun
from cti.users.model import AuditEntry, PhoneKind, Role, Session, User

replace = msgspec.structs.replace
Row = TypeVar("Row")


def _found(rows: dict[str, Row], key: str) -> Row:
    if key not in rows:
        raise NotFound(f"there is no {key}")
    return rows[key]


def _slice(rows: Sequence[Row], limit: int, cursor: str | None) -> tuple[list[Row], str | None]:
    start = int(cursor or 0)
    end = start + limit
    return list(rows[start:end]), str(end) if end < len(rows) else None


class Breakable:
    """`broken = True` makes the store raise what a database that is gone makes it raise."""

    broken = False

    def _check(self) -> None:
        if self.broken:
            raise StoreUnavailable("the database cannot be used")


class FakeCustomers(Breakable):
    """Port CustomerStore; `search` finds parts of names and numbers in any written form."""

    def __init__(self) -> None:
        self.rows: dict[str, Customer] = {}
        self._ids = count(1)

    async def get(self, customer_id: str) -> Customer:
        self._check()
        return _found(self.rows, customer_id)

    async def names(self, customer_ids: Collection[str]) -> dict[str, str]:
        return {one: self.rows[one].name for one in customer_ids if one in self.rows}

    async def number_keys(self, customer_ids: Collection[str]) -> dict[str, frozenset[str]]:
        known = [self.rows[one] for one in customer_ids if one in self.rows]
        return {row.customer_id: frozenset(one.key for one in row.numbers) for row in known if row.numbers}

    async def by_number_key(self, key: str) -> list[Customer]:
        self._check()
        return [row for row in self.rows.values() if any(number.key == key for number in row.numbers)]

    async def by_number_suffix(self, digits: str) -> list[Customer]:
        self._check()
        return [row for row in self.rows.values() if any(n.key.endswith(digits) for n in row.numbers)]

    async def search(
        self, text: str, limit: int = 20, cursor: str | None = None, organisation: str | None = None
    ) -> tuple[list[Customer], str | None]:
        self._check()
        key = numbers.parse(text).key
        rows = [
            row
            for row in self.rows.values()
            if organisation in (None, row.organisation)
            and (text in row.name or (key and any(number.key == key for number in row.numbers)))
        ]
        return _slice(rows, limit, cursor)

    async def create(self, draft: CustomerDraft) -> Customer:
        self._check()
        customer_id = f"c{next(self._ids)}"
        self.rows[customer_id] = self._customer(customer_id, draft, 1)
        return self.rows[customer_id]

    async def update(self, customer_id: str, draft: CustomerDraft, version: int) -> Customer:
        self._check()
        if _found(self.rows, customer_id).version != version:
            raise Conflict("somebody else changed this customer meanwhile")
        self.rows[customer_id] = self._customer(customer_id, draft, version + 1)
        return self.rows[customer_id]

    def _customer(self, customer_id: str, draft: CustomerDraft, version: int) -> Customer:
        facts = msgspec.structs.asdict(draft)
        facts["numbers"] = tuple(numbers.require(number) for number in draft.numbers)
        return Customer(customer_id=customer_id, version=version, **facts)

    async def by_external_id(self, external_id: str) -> Customer | None:
        return next((row for row in self.rows.values() if row.external_id == external_id), None)

    async def count(self) -> int:
        self._check()
        return len(self.rows)


class FakeCalls(Breakable):
    """Port CallStore; the newest call comes first. `asked`: how often for open promises."""

    def __init__(self) -> None:
        self.asked = 0
        self.rows: dict[str, CallRecord] = {}

    async def open(self, record: CallRecord) -> bool:
        self._check()
        is_new = record.call_id not in self.rows
        self.rows.setdefault(record.call_id, record)
        return is_new

    async def save_progress(self, record: CallRecord) -> None:
        self._check()
        kept = self.rows[record.call_id]
        self.rows[record.call_id] = replace(
            record,
            customer_id=kept.customer_id,
            disposition=kept.disposition,
            note=kept.note,
            follow_up_at=kept.follow_up_at,
            follow_up_done_at=kept.follow_up_done_at,
            follow_up_agent=kept.follow_up_agent,
            answers=kept.answers,
        )

    async def close(self, record: CallRecord) -> bool:
        self._check()
        if self.rows[record.call_id].ended_at is not None:
            return False
        await self.save_progress(record)
        return True

    async def merge(self, call_id: str, into: str) -> None:
        self.rows.pop(call_id, None)

    async def get(self, call_id: str) -> CallRecord:
        self._check()
        return _found(self.rows, call_id)

    async def open_calls(self, pbx: str) -> list[CallRecord]:
        return [row for row in self.rows.values() if row.pbx == pbx and row.ended_at is None]

    async def search(
        self, text: str, since: datetime, agent: str | None = None, limit: int = 10
    ) -> list[CallRecord]:
        self._check()
        rows = [
            row
            for row in self.rows.values()
            if text in f"{row.caller_number} {row.caller_name} {row.note}"
            and (agent in (None, row.agent) or row.customer_id is not None)
        ]
        return rows[:limit]

    async def set_customer(self, call_id: str, customer_id: str | None) -> None:
        self._check()
        self.rows[call_id] = replace(_found(self.rows, call_id), customer_id=customer_id)

    async def set_outcome(self, call_id: str, outcome: Outcome) -> None:
        self._check()
        self.rows[call_id] = replace(
            _found(self.rows, call_id),
            disposition=outcome.disposition,
            note=outcome.note,
            follow_up_at=outcome.follow_up_at,
            follow_up_agent=outcome.follow_up_agent,
        )

    async def set_follow_up_done(self, call_id: str, at: datetime | None) -> None:
        self._check()
        self.rows[call_id] = replace(_found(self.rows, call_id), follow_up_done_at=at)

    async def open_follow_ups(self, customer_ids: Collection[str]) -> Sequence[CallRecord]:
        self._check()
        self.asked += 1
        found: list[CallRecord] = []
        for one in customer_ids:
            theirs = [row for row in self.rows.values() if row.customer_id == one]
            found += [call for _, call in open_follow_ups(theirs)]
        return sorted(found, key=lambda row: row.started_at, reverse=True)

    async def last_talks(self, customer_ids: Collection[str]) -> dict[str, datetime]:
        self._check()
        talks = [row for row in self.rows.values() if row.talk_s > 0]
        return {
            one: max(row.started_at for row in talks if row.customer_id == one)
            for one in customer_ids
            if any(row.customer_id == one for row in talks)
        }

    async def add_wrap_up(self, call_id: str, agent: str, seconds: float) -> None:
        record = self.rows[call_id]
        legs = tuple(
            replace(leg, wrap_up_s=leg.wrap_up_s + seconds) if leg.agent == agent else leg
            for leg in record.legs
        )
        self.rows[call_id] = replace(record, legs=legs)

    async def queue_counts(
        self, pbx: str, since: datetime, service_level_s: dict[str, int]
    ) -> dict[str, tuple[int, int, int]]:
        return {}

    async def list(
        self, wanted: CallFilter, limit: int = 50, cursor: str | None = None
    ) -> tuple[list[CallRecord], str | None]:
        self._check()
        rows = [row for row in self.rows.values() if _wanted(row, wanted)]
        return _slice(sorted(rows, key=lambda row: row.started_at, reverse=True), limit, cursor)


def _wanted(row: CallRecord, wanted: CallFilter) -> bool:
    key = numbers.parse(wanted.number).key if wanted.number else None
    return (
        (wanted.since is None or row.started_at >= wanted.since)
        and (wanted.until is None or row.started_at < wanted.until)
        and wanted.queue in (None, row.queue)
        and wanted.agent in (None, row.agent, *(leg.agent for leg in row.legs))
        and wanted.customer in (None, row.customer_id)
        and wanted.reason in (None, row.reason)
        and wanted.direction in (None, row.direction)
        and (wanted.dispositions is None or row.disposition in wanted.dispositions)
        and not (wanted.uncoded and (row.disposition or not row.ended_at or not row.talk_s))
        and (key is None or numbers.parse(row.caller_number or "").key == key)
    )


class FakeGaps(Breakable):
    """Port GapStore."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, datetime], LinkGap] = {}
        self.seen: dict[str, datetime] = {}

    async def add(self, gap: LinkGap) -> None:
        self._check()
        self.rows[gap.pbx, gap.began_at] = gap

    async def list(self, since: datetime, until: datetime | None = None, limit: int = 200) -> list[LinkGap]:
        self._check()
        found = [
            row for row in self.rows.values()
            if row.ended_at >= since and (until is None or row.began_at <= until)
        ]  # fmt: skip
        return sorted(found, key=lambda row: row.began_at, reverse=True)[:limit]

    async def saw(self, pbx: str, at: datetime) -> None:
        self._check()
        self.seen[pbx] = at

    async def last_seen(self, pbx: str) -> datetime | None:
        self._check()
        return self.seen.get(pbx)


class FakeRecordings(Breakable):
    """Port RecordingStore."""

    def __init__(self) -> None:
        self.rows: dict[str, SoundRecording] = {}

    async def save(self, recording: SoundRecording) -> None:
        self._check()
        self.rows[recording.recording_id] = recording

    async def get(self, recording_id: str) -> SoundRecording:
        self._check()
        return _found(self.rows, recording_id)

    async def of_call(self, call_id: str) -> list[SoundRecording]:
        self._check()
        found = [row for row in self.rows.values() if row.call_id == call_id]
        return sorted(found, key=lambda row: row.started_at)

    async def running(self) -> list[SoundRecording]:
        self._check()
        return [row for row in self.rows.values() if row.ended_at is None]

    async def move(self, call_id: str, into: str) -> None:
        self._check()
        for row in await self.of_call(call_id):
            self.rows[row.recording_id] = replace(row, call_id=into)


class FakeWorks(Breakable):
    """Port WorkStore."""

    def __init__(self) -> None:
        self.rows: dict[str, WorkItem] = {}

    async def add(self, item: WorkItem) -> bool:
        self._check()
        if await self.find(item.call_id, item.agent) is not None:
            return False
        self.rows[item.work_id] = item
        return True

    async def get(self, work_id: str) -> WorkItem:
        self._check()
        return _found(self.rows, work_id)

    async def find(self, call_id: str, agent: str) -> WorkItem | None:
        self._check()
        rows = self.rows.values()
        return next((row for row in rows if (row.call_id, row.agent) == (call_id, agent)), None)

    async def of_call(self, call_id: str) -> list[WorkItem]:
        self._check()
        rows = [row for row in self.rows.values() if row.call_id == call_id]
        return sorted(rows, key=lambda row: (row.created_at, row.work_id))

    async def open_with(self, customer_ids: Collection[str]) -> list[WorkItem]:
        self._check()
        rows = [row for row in self.rows.values() if not row.dismissed_at and not row.outcome.finished_at]
        return [row for row in rows if any(one in (row.customer_id or "", row.pop) for one in customer_ids)]

    async def open_items(self, agent: str) -> list[WorkItem]:
        self._check()
        rows = [row for row in self.rows.values() if row.agent == agent]
        over = [row for row in rows if row.dismissed_at or row.outcome.finished_at]
        return sorted((row for row in rows if row not in over), key=lambda row: row.created_at)

    async def uncoded(self, agent: str) -> list[WorkItem]:
        self._check()
        rows = [row for row in self.rows.values() if row.agent == agent and row.uncoded_at]
        return sorted(rows, key=lambda row: row.created_at)

    async def save(self, item: WorkItem) -> None:
        self._check()
        self.rows[item.work_id] = item


class FakeQualities(Breakable):
    """Port QualityStore; knows nothing of merged calls."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], CallQuality] = {}

    async def save(self, quality: CallQuality) -> None:
        self._check()
        self.rows[quality.call_id, quality.agent] = quality

    async def of_calls(self, call_ids: Collection[str]) -> dict[str, list[CallQuality]]:
        return {key: [row for row in self.rows.values() if row.call_id == key] for key in call_ids}


class FakeScripts(Breakable):
    """Port ScriptStore."""

    def __init__(self) -> None:
        self.published: list[Script] = []
        self.by_queue: dict[str, str] = {}
        self.runs: dict[str, ScriptRun] = {}

    async def publish(self, script: Script) -> Script:
        newest = await self.latest(script.name)
        if newest is not None and replace(newest, version=0) == replace(script, version=0):
            return newest
        self.published.append(replace(script, version=newest.version + 1 if newest else 1))
        return self.published[-1]

    async def latest(self, name: str) -> Script | None:
        self._check()
        return next((row for row in reversed(self.published) if row.name == name), None)

    async def version(self, name: str, version: int) -> Script:
        self._check()
        for row in self.published:
            if (row.name, row.version) == (name, version):
                return row
        raise NotFound(f"there is no version {version} of {name}")

    async def assign(self, queue: str, name: str) -> None:
        self.by_queue[queue] = name

    async def for_queue(self, queue: str | None) -> Script | None:
        name = self.by_queue.get(queue or "")
        return await self.latest(name) if name else None

    async def save_run(self, run: ScriptRun) -> None:
        self._check()
        self.runs[run.run_id] = run

    async def run(self, run_id: str) -> ScriptRun:
        self._check()
        return _found(self.runs, run_id)

    async def answers(self, call_id: str) -> list[AnswerRecord]:
        return []

    async def list(self) -> list[Script]:
        self._check()
        return list({row.name: row for row in self.published}.values())


class FakeUsers(Breakable):
    """Port UserStore; passwords are kept as they are, which only a fake may do."""

    def __init__(self) -> None:
        self.rows: dict[str, User] = {}
        self._passwords: dict[str, str] = {}
        self._softphones: dict[str, str | None] = {}

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
        self._check()
        if name in self.rows:
            raise Conflict(f"there is a user {name} already")
        self.rows[name] = User(
            user_id=f"u-{name}",
            name=name,
            role=role,
            display_name=display_name,
            extension=extension,
            device=device,
            pbx=pbx,
            phone="desk" if softphone is None else "softphone",
            queues=tuple(queues),
        )
        self._softphones[name] = softphone
        self._passwords[name] = password
        return self.rows[name]

    async def check(self, name: str, password: str) -> User:
        self._check()
        user = self.rows.get(name)
        if user is None or user.disabled or self._passwords[name] != password:
            raise BadCredentials("user name or password is wrong")
        return user

    async def set_password(self, name: str, password: str) -> None:
        _found(self.rows, name)
        self._passwords[name] = password

    async def set_keys(self, name: str, keys: Mapping[str, str]) -> None:
        self._check()
        self.rows[name] = replace(await self.get(name), keys=dict(keys))

    async def set_language(self, name: str, language: str) -> None:
        self.rows[name] = replace(_found(self.rows, name), language=language)

    async def set_softphone(self, name: str, sealed: str | None) -> None:
        phone: PhoneKind = "desk" if sealed is None else "softphone"
        self.rows[name] = replace(_found(self.rows, name), phone=phone)
        self._softphones[name] = sealed

    async def softphone(self, name: str) -> str | None:
        _found(self.rows, name)
        return self._softphones[name]

    async def disable(self, name: str) -> None:
        self.rows[name] = replace(_found(self.rows, name), disabled=True)

    async def list(self) -> list[User]:
        self._check()
        return sorted(self.rows.values(), key=lambda user: user.name)

    async def get(self, name: str) -> User:
        return _found(self.rows, name)


class FakeSessions(Breakable):
    """Port SessionStore; a session always shows the user as they are now."""

    def __init__(self, users: FakeUsers, clock: Clock) -> None:
        self._users = users
        self._clock = clock
        self._ids = count(1)
        self.rows: dict[str, Session] = {}

    async def create(self, user: User, lifetime_s: float) -> Session:
        self._check()
        number = next(self._ids)
        ends = self._clock.now() + timedelta(seconds=lifetime_s)
        session = Session(token=f"token-{number}", csrf=f"csrf-{number}", user=user, expires_at=ends)
        self.rows[session.token] = session
        return session

    async def find(self, token: str) -> Session | None:
        self._check()
        session = self.rows.get(token)
        return replace(session, user=self._users.rows[session.user.name]) if session else None

    async def ended(self, tokens: Collection[str]) -> set[str]:
        self._check()
        return set(tokens) - self.rows.keys()

    async def delete(self, token: str) -> None:
        self.rows.pop(token, None)


class FakeAudit(Breakable):
    """Port AuditStore."""

    def __init__(self) -> None:
        self.rows: list[AuditEntry] = []

    async def add(self, entry: AuditEntry) -> None:
        self._check()
        self.rows.append(entry)

    async def list(self, limit: int = 100, before: datetime | None = None) -> list[AuditEntry]:
        newest_first = self.rows[::-1]
        return [row for row in newest_first if before is None or row.at < before][:limit]
