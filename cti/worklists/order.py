"""Whose an entry is, what of it can be done now, in which order, and which is the next. Pure.

The rule of "next": overdue callbacks, the longest overdue first (one's own before the team's of the same
minute); then callers missed, the oldest first; then tasks that are due and have a number. Left out is what
a colleague has taken, what waits for another attempt, whom to call there is no number, whoever calls us at
this moment, and where people sleep (unless they called within the hour, or asked for such an hour).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

import msgspec

from cti.worklists.localtime import is_unusual, zones_of
from cti.worklists.model import Claim, Entry

JUST_CALLED = timedelta(hours=1)
"""Who called so short a time ago is awake."""


class Asker(msgspec.Struct, frozen=True):
    """Who asks: an agent and the queues they work in."""

    agent: str
    queues: frozenset[str]


class Shelves:
    """Entries by whose they are, so that one agent's are found without looking at everybody's."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.all = entries
        self.by_id = {entry.entry: entry for entry in entries}
        self._agents: dict[str, list[Entry]] = defaultdict(list)
        self._queues: dict[str, list[Entry]] = defaultdict(list)
        self._anyone = [entry for entry in entries if not entry.agents and not entry.queues]
        self._holders: dict[str, Entry] = {}
        for entry in entries:
            for agent in entry.agents:
                self._agents[agent].append(entry)
            for queue in entry.queues:
                self._queues[queue].append(entry)
            if entry.taken_by is not None:
                self._holders[entry.taken_by] = entry

    def of(self, asker: Asker) -> list[Entry]:
        """Those that are for the asker (`is_for`)."""
        found = [*self._anyone, *self._agents.get(asker.agent, ())]
        for queue in asker.queues:
            found += self._queues.get(queue, ())
        return list({entry.entry: entry for entry in found}.values())

    def has_own(self, agent: str) -> bool:
        """Something is the agent's by name, or taken."""
        return agent in self._agents or agent in self._holders

    def taken_by(self, agent: str) -> Entry | None:
        """What the agent has taken."""
        return self._holders.get(agent)


def is_for(entry: Entry, asker: Asker) -> bool:
    """The entry is the asker's to do, alone or with others."""
    if asker.agent in entry.agents or not asker.queues.isdisjoint(entry.queues):
        return True
    return not entry.agents and not entry.queues


def is_waiting(entry: Entry, now: datetime) -> bool:
    """Not to be shown now: nobody answered a moment ago, or too often."""
    return entry.given_up or (entry.retry_at is not None and entry.retry_at > now)


def taken(entries: Iterable[Entry], claims: Iterable[Claim], now: datetime) -> list[Entry]:
    """`entries` with who has taken them at `now`."""
    valid = {claim.entry: claim for claim in claims if claim.expires_at > now}
    return [_with(entry, valid.get(entry.entry)) for entry in entries]


def _with(entry: Entry, claim: Claim | None) -> Entry:
    return msgspec.structs.replace(
        entry,
        taken_by=claim.agent if claim else None,
        taken_until=claim.expires_at if claim else None,
    )


def sorted_list(entries: Iterable[Entry]) -> list[Entry]:
    """As the lists show them: by due date, what has none behind; missed calls by age."""
    return sorted(
        entries, key=lambda one: (one.due_at is None, one.due_at or one.since, one.since, one.entry)
    )


def best(entries: Sequence[Entry], asker: Asker, now: datetime, calling: Collection[str] = ()) -> list[Entry]:
    """What the asker may do next, the best first; `calling` are keys of numbers that are on the line now."""
    open_now = (
        entry
        for entry in entries
        if is_for(entry, asker) and not is_waiting(entry, now) and entry.taken_by in (None, asker.agent)
    )
    ready = [one for one in open_now if one.key and one.key not in calling and _is_due(one, now)]
    return sorted((one for one in ready if not _sleeps(one, now)), key=lambda one: _rank(one, asker))


def _is_due(entry: Entry, now: datetime) -> bool:
    if entry.kind == "missed":
        return True
    return entry.due_at is not None and entry.due_at <= now


def _sleeps(entry: Entry, now: datetime) -> bool:
    zones = zones_of(entry.key)
    if not is_unusual(zones, now):
        return False
    if entry.last_at is not None and now - entry.last_at < JUST_CALLED:
        return False
    return entry.due_at is None or not is_unusual(zones, entry.due_at)


_KINDS = {"callback": 0, "missed": 1, "task": 2}


def _rank(entry: Entry, asker: Asker) -> tuple[int, datetime, bool, str]:
    at = entry.due_at or entry.since
    minute = at.replace(second=0, microsecond=0) if entry.kind == "callback" else at
    return _KINDS[entry.kind], minute, asker.agent not in entry.agents, entry.entry
