"""The work lists of everybody, kept in memory from the store, and what agents do with their entries.

Passes through: what is open (read anew after each change, with a rest behind it), who has taken what.
Taking is decided by the store, so that two servers, too, give an entry to one agent alone. Whoever
shows the lists waits for `changed`. What an entry is and in which order they come is cti/worklists.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

import msgspec

from cti.config import Config
from cti.customers import numbers
from cti.desk.live import Live
from cti.errors import Conflict, InvalidInput, NotFound, StoreUnavailable
from cti.ports import CallStore, Clock, CustomerStore, TaskStore, WorkListStore
from cti.worklists.entries import Stored, entries
from cti.worklists.model import Attempt, Claim, Entry, Missed, Promise, Rules, Task
from cti.worklists.order import Asker, Shelves, best, taken
from cti.worklists.view import Lists, lists_of, next_change, with_zones

PACE_S = 0.5
"""Between two readings at least so long."""

LONGEST_S = 60.0
"""How long changes that nobody told of (another server's) stay unseen."""

ATTEMPTS_KEPT = timedelta(days=30)
DONE_SHOWN = timedelta(hours=12)
CALL_LASTS = timedelta(hours=2)
"""A claim lasts through the call it is for; so long at most, when the end of the call is never told."""

replace = msgspec.structs.replace
log = logging.getLogger(__name__)
Dial = Callable[[str, str], Awaitable[None]]


def pause_after(took_s: float, least_s: float) -> float:
    """Seconds for which the lists rest after a pass over them: they take a tenth of the time. A pass that is
    long, because the machine is busy with other things, makes them no later than a second."""
    return max(least_s, min(9.0 * took_s, 1.0))


class WorkLists:
    """`calling`: the keys of the numbers that are on the line now, by call (cti/desk/callbacks.py)."""

    def __init__(
        self,
        *,
        store: WorkListStore,
        tasks: TaskStore,
        calls: CallStore,
        customers: CustomerStore,
        live: Live,
        config: Config,
        clock: Clock,
        dial: Dial,
    ) -> None:
        settings = config.worklists
        self.store, self.tasks = store, tasks
        self.calling: dict[str, str] = {}
        self._calls, self._customers, self._live = calls, customers, live
        self._phone = config.phone
        self._clock = clock
        self._dial = dial
        self._rules = Rules(
            settings.retry_minutes * 60.0, settings.most_attempts, settings.claim_minutes * 60.0
        )
        self._shown_for = timedelta(days=settings.missed_days)
        self._entries: list[Entry] = []
        self._claims: dict[str, Claim] = {}
        self._done: Sequence[Task] = ()
        self._numbers: Mapping[str, frozenset[str]] = {}
        self._settling: set[str] = set()
        self._moved: dict[str, Claim | None] = {}
        """Who took and gave back what since the reading that goes on began."""
        self._reading = asyncio.Lock()
        self._shown: tuple[datetime, datetime, Shelves] | None = None
        self._key_of = lru_cache(maxsize=20_000)(self._parsed)
        self._stale, self._news = asyncio.Event(), asyncio.Event()

    # -- reading

    def view(self, agent: str, queues: Iterable[str]) -> Lists:
        """The lists of an agent at this moment; `queues` are those of the account."""
        now = self._now()
        lists = lists_of(self._shelves(), self._asker(agent, queues), now)
        return replace(lists, done=tuple(task for task in self._done if task.done_by == agent))

    def shared_view(self, agent: str, queues: Iterable[str]) -> frozenset[str] | None:
        """The queues that make the agent's view, the same for whoever works in just these; None for an agent
        who has something of their own in it."""
        if self._shelves().has_own(agent) or any(task.done_by == agent for task in self._done):
            return None
        return self._asker(agent, queues).queues

    def team(self) -> list[Entry]:
        """Everything open, also what waits, was given up, or is taken."""
        return list(self.entries())

    def entries(self) -> Sequence[Entry]:
        """Everything open with who has taken it now."""
        return self._shelves().all

    def numbers_of(self, customer_id: str | None) -> frozenset[str]:
        """What the numbers in the record of a customer of some entry are matched on."""
        return self._numbers.get(customer_id or "", frozenset())

    def claim_of(self, agent: str) -> Claim | None:
        """What the agent has taken."""
        now = self._now()
        return next((c for c in self._claims.values() if c.agent == agent and c.expires_at > now), None)

    def key_of(self, number: str | None) -> str:
        """What numbers are matched on; without what the dialplan wants in front of numbers outside."""
        return self._key_of(number) if number else ""

    def _parsed(self, number: str) -> str:
        return numbers.key_outside(number, self._phone.country, self._phone.outside_prefix)

    def required(self, number: str) -> str:
        """A number to call as people wrote it, in the form to keep. Raises InvalidInput."""
        known = numbers.require(number, self._phone.country)
        return known.e164 or known.key

    async def changed(self) -> None:
        """Waits until the lists of somebody may look otherwise. For one waiter."""
        await self._news.wait()
        self._news.clear()

    # -- what agents do

    async def next(self, agent: str, queues: Iterable[str]) -> Entry | None:
        """The best entry is the agent's now; the one already taken, if there is one; None when nothing is to
        be done."""
        if (mine := self._mine(agent)) is not None:
            return mine
        for entry in best(self.entries(), self._asker(agent, queues), self._now(), self.calling.values()):
            if await self._claimed(agent, entry):
                return self._entry(entry.entry)
        return None

    async def take(self, agent: str, entry_id: str) -> Entry:
        """The entry is the agent's alone. What the agent had before and did not call is given back. Raises
        NotFound, Conflict when a colleague has it."""
        entry = self._entry(entry_id)
        if entry.taken_by != agent:
            self._check_free(entry, agent)
            await self.release(agent)
            if not await self._claimed(agent, entry):
                raise _taken(self._entry(entry_id).taken_by)
        return self._entry(entry_id)

    async def release(self, agent: str, entry_id: str | None = None) -> None:
        """The agent gives back the entry, or all; whoever comes may take it."""
        gone = [c for c in self._claims.values() if c.agent == agent and entry_id in (None, c.entry)]
        if gone:
            await self.store.release(agent, entry_id)
            for claim in gone:
                self._held(claim.entry, None)
            self._tell()

    async def dial(self, agent: str, entry_id: str) -> Entry:
        """Takes the entry and calls its number. Raises what taking and dialling raise, InvalidInput without
        a number."""
        entry = await self.take(agent, entry_id)
        if entry.number is None:
            raise InvalidInput("there is no number to call: open the customer and add one", "number")
        await self._dial(agent, entry.number)
        claim = self._claims.get(entry_id)
        if (
            claim is not None and claim.agent == agent and claim.call_id is None
        ):  # it may be over when the switch has answered
            await self.not_begun(agent)
        return entry

    async def close(self, agent: str, entry_id: str) -> None:
        """Nothing is left to do, the agent says. Raises NotFound, Conflict when a colleague has it."""
        entry = self._entry(entry_id)
        self._check_free(entry, agent)
        if entry.kind == "task":
            await self.tasks.set_done(entry.entry.partition(":")[2], self._now(), agent)
        await self._settle(Attempt(entry=entry_id, at=self._now(), result="closed", agent=agent), entry)

    def check_free(self, agent: str, entry_id: str) -> None:
        """Raises Conflict when a colleague has the entry."""
        entry = self._shelves().by_id.get(entry_id)
        if entry is not None:
            self._check_free(entry, agent)

    # -- what calls do (cti/desk/callbacks.py)

    async def begun(self, agent: str, call_id: str) -> None:
        """The call for the agent's entry has begun: the claim lasts as long."""
        claim = self.claim_of(agent)
        if claim is not None:
            await self._change(replace(claim, call_id=call_id, expires_at=self._now() + CALL_LASTS))

    async def not_begun(self, agent: str) -> None:
        """The call ended before the other phone rang: the entry is the agent's for a while longer."""
        claim = self.claim_of(agent)
        if claim is not None:
            until = self._now() + timedelta(seconds=self._rules.claim_s)
            await self._change(replace(claim, call_id=None, expires_at=until))

    async def attempted(self, attempt: Attempt) -> None:
        """A call about the entry went so. Raises StoreUnavailable; may be tried again."""
        entry = next((one for one in self._entries if one.entry == attempt.entry), None)
        await self._settle(attempt, entry)

    def settling(self, entry_id: str) -> None:
        """Out of the lists at once; `attempted` follows when the store can take it."""
        self._settling.add(entry_id)
        self._drop(entry_id)

    def touch(self) -> None:
        """Something in the store has changed: the lists are read anew soon."""
        self._stale.set()

    # -- keeping up

    async def run(self) -> None:
        """Reads anew whenever something changed, or time did it."""
        while True:
            begun = self._clock.monotonic()
            try:
                await self.refresh()
            except StoreUnavailable as error:
                log.warning("the work lists are not read: %s", error)
            took_s = self._clock.monotonic() - begun
            await asyncio.sleep(pause_after(took_s, PACE_S))
            await self._until_stale()

    async def refresh(self) -> None:
        """Reads everything open. Raises StoreUnavailable; then the lists stay as they were."""
        async with self._reading:
            await self._read()

    async def _read(self) -> None:
        """What agents do meanwhile is newer than what is read."""
        self._stale.clear()
        self._moved.clear()
        now = self._now()
        missed, promises = await self.store.missed(now - self._shown_for), await self.store.promises()
        tasks = await self.tasks.open_tasks()
        done = await self.tasks.done_since(now - DONE_SHOWN)
        known = _customers(missed) | _customers(promises) | _customers(tasks)
        self._numbers = await self._customers.number_keys(known | _customers(done))
        stored = Stored(
            missed=missed, promises=promises, tasks=tasks,
            attempts=await self.store.attempts(now - ATTEMPTS_KEPT),
            names=await self._customers.names(known),
        )  # fmt: skip
        claims = await self.store.claims()
        self._done = done
        found = entries(stored, self._rules, self.key_of)
        self._entries = [with_zones(one, now) for one in found if one.entry not in self._settling]
        self._claims = {claim.entry: claim for claim in claims if claim.entry not in self._settling}
        for entry_id, claim in list(self._moved.items()):
            self._held(entry_id, claim)
        self._tell()

    def _shelves(self) -> Shelves:
        """Put together once between two changes."""
        now = self._now()
        if self._shown is None or not self._shown[0] <= now < self._shown[1]:
            ends = [claim.expires_at for claim in self._claims.values() if claim.expires_at > now]
            until = min(ends, default=now + timedelta(seconds=LONGEST_S))
            self._shown = (now, until, Shelves(taken(self._entries, self._claims.values(), now)))
        return self._shown[2]

    def _tell(self) -> None:
        self._shown = None
        self._news.set()

    async def _until_stale(self) -> None:
        now = self._now()
        change = next_change(self._entries, self._claims.values(), now)
        wait_s = min((change - now).total_seconds(), LONGEST_S) if change else LONGEST_S
        try:
            async with asyncio.timeout(wait_s):
                await self._stale.wait()
        except TimeoutError:
            pass

    def _now(self) -> datetime:
        return self._clock.now()

    def _asker(self, agent: str, queues: Iterable[str]) -> Asker:
        state = self._live.agent(agent)
        return Asker(agent, frozenset(queues) | frozenset(state.queues if state else ()))

    def _entry(self, entry_id: str) -> Entry:
        """Raises NotFound."""
        found = self._shelves().by_id.get(entry_id)
        if found is None:
            raise NotFound("this is done already: somebody reached the customer or closed it")
        return found

    def _mine(self, agent: str) -> Entry | None:
        return self._shelves().taken_by(agent)

    def _check_free(self, entry: Entry, agent: str) -> None:
        if entry.taken_by not in (None, agent):
            raise _taken(entry.taken_by)

    async def _claimed(self, agent: str, entry: Entry) -> bool:
        now = self._now()
        until = now + timedelta(seconds=self._rules.claim_s)
        known = self._claims.get(entry.entry)
        call_id = known.call_id if known is not None and known.agent == agent else None
        claim = Claim(
            entry=entry.entry, agent=agent, taken_at=now, call_id=call_id,
            expires_at=max(until, known.expires_at) if known is not None and call_id else until,
        )  # fmt: skip
        if not await self.store.take(claim):
            await self.refresh()
            return False
        self._held(claim.entry, claim)
        self._tell()
        return True

    async def _change(self, claim: Claim) -> None:
        self._held(claim.entry, claim)
        self._tell()
        await self.store.change_claim(claim)

    def _held(self, entry_id: str, claim: Claim | None) -> None:
        """Who has the entry from now on."""
        self._moved[entry_id] = claim
        if claim is None:
            self._claims.pop(entry_id, None)
        else:
            self._claims[entry_id] = claim

    async def _settle(self, attempt: Attempt, entry: Entry | None) -> None:
        await self.store.note(attempt)
        if attempt.entry.startswith("callback:") and attempt.result != "no_answer":
            await self._calls.set_follow_up_done(attempt.entry.partition(":")[2], attempt.at)
        self._settling.discard(attempt.entry)
        self._drop(attempt.entry)
        self.touch()

    def _drop(self, entry_id: str) -> None:
        self._entries = [one for one in self._entries if one.entry != entry_id]
        self._held(entry_id, None)
        self._tell()


def _customers(rows: Sequence[Missed] | Sequence[Promise] | Sequence[Task]) -> set[str]:
    return {row.customer_id for row in rows if row.customer_id is not None}


def _taken(name: str | None) -> Conflict:
    return Conflict("{name} has taken this: choose another", name=name or "?")
