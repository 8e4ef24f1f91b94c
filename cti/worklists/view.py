"""The lists as one agent sees them, and when time alone will change them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from cti.worklists.localtime import one_per_offset, zones_of
from cti.worklists.model import Claim, Entry, Task
from cti.worklists.order import Asker, Shelves, is_waiting, sorted_list

SHOWN = 30
"""So many rows of a list are sent; the counts are of all."""


class Lists(msgspec.Struct, frozen=True, kw_only=True):
    """What an agent may do, in order; `mine` is the entry the agent has taken. The counts are of all, also of
    what is not shown. `done` are tasks the agent did lately, so that a slip can be undone."""

    callbacks: tuple[Entry, ...] = ()
    missed: tuple[Entry, ...] = ()
    tasks: tuple[Entry, ...] = ()
    done: tuple[Task, ...] = ()
    mine: Entry | None = None
    callback_count: int = 0
    missed_count: int = 0
    task_count: int = 0


def lists_of(shelves: Shelves, asker: Asker, now: datetime) -> Lists:
    """The entries as `asker` sees them at `now`; what waits for another attempt is left out."""
    own, mine = shelves.of(asker), shelves.taken_by(asker.agent)
    shown = sorted_list(one for one in own if not is_waiting(one, now) or one is mine)
    kinds = {kind: [one for one in shown if one.kind == kind] for kind in ("callback", "missed", "task")}
    return Lists(
        callbacks=tuple(kinds["callback"][:SHOWN]),
        missed=tuple(kinds["missed"][:SHOWN]),
        tasks=tuple(kinds["task"][:SHOWN]),
        mine=mine,
        callback_count=len(kinds["callback"]),
        missed_count=len(kinds["missed"]),
        task_count=len(kinds["task"]),
    )


def with_zones(entry: Entry, now: datetime) -> Entry:
    """`entry` with the time zones its number may be in, one for each time of day."""
    at = max(entry.due_at, now) if entry.due_at is not None else now
    zones = one_per_offset(zones_of(entry.key), at)
    return msgspec.structs.replace(entry, zones=zones) if zones else entry


def next_change(entries: Iterable[Entry], claims: Iterable[Claim], now: datetime) -> datetime | None:
    """When time alone changes what the lists hold: a claim ends, an entry comes back."""
    ends = [claim.expires_at for claim in claims if claim.expires_at > now]
    back = [one.retry_at for one in entries if one.retry_at is not None and one.retry_at > now]
    return min(ends + back, default=None)
