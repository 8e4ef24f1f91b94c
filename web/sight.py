"""What a reader sees of answers, tasks and work lists, by the rule of cti/sight.py; and who
read what agents do not see is written down. Nothing leaves the server that its reader may not see.

A caller whom nobody knows has an entry whose id is a number: agents get another id for it (`entry_of` knows
both).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
from aiohttp import web

from cti.calls.record import AnswerRecord
from cti.config import Config
from cti.desk.worklists import WorkLists
from cti.scripts.text import render
from cti.sight import Sight, masked
from cti.users.model import User
from cti.worklists.model import Entry, Task
from cti.worklists.view import Lists
from web import audit
from web.auth import has_role, user_of
from web.keys import services

replace = msgspec.structs.replace
_BY_CALL = "missed:@"


class AnswerShown(msgspec.Struct, frozen=True, kw_only=True):
    """An answer of a scripted survey; `question` in the reader's language, `label` as it was shown. `hidden`
    ones have neither value nor label."""

    script: str
    version: int
    item: str
    question: str
    value: str
    label: str
    hidden: bool = False


def sight_of(user: User, config: Config) -> Sight:
    """The eyes of `user`."""
    phone = config.phone
    sees_all = has_role(user, "supervisor")
    return Sight(sees_all, phone.country, phone.internal_digits, phone.outside_prefix)


@asynccontextmanager
async def seeing(request: web.Request, action: str, subject: str) -> AsyncIterator[Sight]:
    """The eyes of who asks; when they saw what agents do not see, that is one audit entry."""
    user = user_of(request)
    sight = sight_of(user, services(request).config)
    yield sight
    if sight.saw_hidden:
        await audit.record_once(request, user.name, action, subject)


def answer_seen(sight: Sight, answer: AnswerRecord, locale: str) -> AnswerShown:
    """`answer` with the question in `locale`."""
    shown = AnswerShown(
        script=answer.script,
        version=answer.version,
        item=answer.item,
        question=render(answer.question, locale, {}),
        value=answer.value,
        label=answer.label,
    )
    return sight.secret(shown, replace(shown, value="", label="", hidden=True)) if answer.sensitive else shown


def task_seen(sight: Sight, task: Task, own: frozenset[str]) -> Task:
    """`task` with the number to call as it may be seen."""
    return replace(task, number=sight.number(task.number, own))


def lists_seen(sight: Sight, book: WorkLists, lists: Lists) -> Lists:
    """`lists` with the numbers that their agent may see: whole where the agent has taken the entry."""
    if sight.sees_all:
        return lists
    rows = {
        kind: tuple(entry_seen(sight, book, one, one == lists.mine) for one in getattr(lists, kind))
        for kind in ("callbacks", "missed", "tasks")
    }
    done = tuple(task_seen(sight, task, book.numbers_of(task.customer_id)) for task in lists.done)
    mine = entry_seen(sight, book, lists.mine, True) if lists.mine is not None else None
    return replace(lists, done=done, mine=mine, **rows)


def entry_seen(sight: Sight, book: WorkLists, entry: Entry, at_hand: bool) -> Entry:
    """`entry`; one `at_hand` is about to be called and has its whole number."""
    own = book.numbers_of(entry.customer_id)
    if sight.sees_all or not sight.is_hidden(entry.key, own):
        return entry
    if entry.kind == "missed":
        entry = replace(entry, entry=_BY_CALL + (entry.call_id or ""))
    if at_hand:
        return entry
    return replace(entry, number=masked(entry.key), name=sight.number(entry.name), key="")


def entry_of(book: WorkLists, shown: str) -> str:
    """The id of the entry that was shown as `shown`."""
    if not shown.startswith(_BY_CALL):
        return shown
    call_id = shown.removeprefix(_BY_CALL)
    rows = (one for one in book.entries() if one.kind == "missed" and one.call_id == call_id)
    return next((one.entry for one in rows), shown)
