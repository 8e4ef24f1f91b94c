"""Which entries a timeline has: for each kind one query of (at, entry_id), narrowed to a searched text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

import msgspec
from sqlalchemy import Column, ColumnElement, Select, and_, exists, false, func, or_, select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from cti.scripts.document import Item, Script, Text
from cti.timeline import Kind, Wanted
from db.digits import only_digits, written_any_way
from db.tables import (
    calls,
    customer_merges,
    messages,
    number_rulings,
    script_answers,
    script_runs,
    script_versions,
    tasks,
)

Source = Select[datetime, str]
_SCRIPT = msgspec.json.Decoder(Script)
_RUN, _ANSWER = script_runs.c, script_answers.c
_FEWEST_DIGITS = 3


class Search(NamedTuple):
    """A searched text as every source needs it; `answers` finds the answers whose words hold it."""

    text: str
    dispositions: tuple[str, ...]
    answers: ColumnElement[bool]
    country: str

    def within(self, *columns: Column[str]) -> ColumnElement[bool]:
        """Rows with the text in one of `columns`; case does not count."""
        return or_(*(func.lower(column).contains(self.text.lower(), autoescape=True) for column in columns))

    def digits(self, *tails: Column[str]) -> ColumnElement[bool]:
        """Rows with the text's digits in a number whose digits are stored backwards."""
        digits = only_digits(self.text)
        whole = written_any_way(list(tails), self.text, self.country)
        if whole is None or len(digits) < _FEWEST_DIGITS:
            return false()
        return or_(whole, *(column.contains(digits[::-1]) for column in tails))


async def search_of(
    connection: AsyncConnection, customer_id: str, wanted: Wanted, country: str
) -> Search | None:
    """None when nothing is searched."""
    text = wanted.text.strip()
    if not text:
        return None
    answers = await _answers_with(connection, customer_id, text.lower(), wanted.sensitive)
    return Search(text, wanted.dispositions, answers, country)


def _calls(customer_id: str, search: Search | None) -> Source:
    query = _of_calls(customer_id)
    if search is None:
        return query
    by_words = search.within(calls.c.queue, calls.c.agent, calls.c.caller_name)
    by_number = search.digits(calls.c.caller_tail, calls.c.dialed_tail)
    ways = [by_words, by_number]
    ways += [calls.c.disposition.in_(search.dispositions)] if search.dispositions else []
    return query.where(or_(*ways))


def _follow_ups(customer_id: str, search: Search | None) -> Source:
    query = _of_calls(customer_id).where(calls.c.follow_up_at.is_not(None))
    return query if search is None else query.where(search.within(calls.c.note))


def _notes(customer_id: str, search: Search | None) -> Source:
    query = _of_calls(customer_id).where(calls.c.note.is_not(None))
    return query if search is None else query.where(search.within(calls.c.note))


def _of_calls(customer_id: str) -> Source:
    theirs = calls.c.customer_id == customer_id, calls.c.merged_into.is_(None)
    return select(calls.c.started_at.label("at"), calls.c.call_id.label("entry_id")).where(*theirs)


def _answers(customer_id: str, search: Search | None) -> Source:
    said = or_(_ANSWER.refused, _ANSWER.value.is_not(None))
    told = and_(_ANSWER.run_id == _RUN.run_id, said, true() if search is None else search.answers)
    return (
        select(calls.c.started_at.label("at"), _RUN.run_id.label("entry_id"))
        .join_from(script_runs, calls, calls.c.call_id == _RUN.call_id)
        .where(calls.c.customer_id == customer_id, calls.c.merged_into.is_(None), exists().where(told))
    )


def _messages(customer_id: str, search: Search | None) -> Source:
    table = messages.c
    query = select(table.at.label("at"), table.message_id.label("entry_id"))
    query = query.where(table.customer_id == customer_id)
    return query if search is None else query.where(search.within(table.text, table.agent))


def _tasks(customer_id: str, search: Search | None) -> Source:
    table = tasks.c
    query = select(table.created_at.label("at"), table.task_id.label("entry_id"))
    query = query.where(table.customer_id == customer_id)
    return query if search is None else query.where(search.within(table.title, table.note, table.agent))


def _rulings(customer_id: str, search: Search | None) -> Source:
    table = number_rulings.c
    query = select(table.at.label("at"), table.ruling_id.label("entry_id"))
    query = query.where(table.customer_id == customer_id)
    return query if search is None else query.where(search.within(table.by, table.key))


def _merges(customer_id: str, search: Search | None) -> Source:
    table = customer_merges.c
    query = select(table.at.label("at"), table.merge_id.label("entry_id"))
    query = query.where(table.kept_id == customer_id)
    return query if search is None else query.where(search.within(table.by))


SOURCES: dict[Kind, Callable[[str, Search | None], Source]] = {
    "call": _calls,
    "follow_up": _follow_ups,
    "note": _notes,
    "answers": _answers,
    "message": _messages,
    "task": _tasks,
    "ruling": _rulings,
    "merge": _merges,
}


async def _answers_with(
    connection: AsyncConnection, customer_id: str, text: str, sensitive: bool
) -> ColumnElement[bool]:
    """Answers whose own text, or whose label or question in the script, holds `text`."""
    theirs = select(_RUN.script, _RUN.version).join(calls, calls.c.call_id == _RUN.call_id)
    versions = theirs.where(calls.c.customer_id == customer_id).distinct()
    key = tuple_(script_versions.c.name, script_versions.c.version)
    rows = await connection.execute(select(script_versions.c.document).where(key.in_(versions)))
    chosen: list[tuple[str, int, str, str]] = []
    asked: list[tuple[str, int, str]] = []
    hidden: list[tuple[str, int, str]] = []
    for script in (_SCRIPT.decode(row.document) for row in rows):
        for item in script.items:
            place = script.name, script.version, item.id
            if item.sensitive and not sensitive:
                hidden.append(place)
            elif _holds(item.say, text):
                asked.append(place)
            chosen += [(*place, code) for code in _codes(item, text) if place not in hidden]
    return _one_of(chosen, asked, hidden, text)


def _one_of(
    chosen: list[tuple[str, int, str, str]],
    asked: list[tuple[str, int, str]],
    hidden: list[tuple[str, int, str]],
    text: str,
) -> ColumnElement[bool]:
    place = _RUN.script, _RUN.version, _ANSWER.item
    ways: list[ColumnElement[bool]] = [func.lower(_ANSWER.value).contains(text, autoescape=True)]
    ways += [tuple_(*place, _ANSWER.value).in_(chosen)] if chosen else []
    ways += [tuple_(*place).in_(asked)] if asked else []
    return and_(or_(*ways), tuple_(*place).not_in(hidden)) if hidden else or_(*ways)


def _codes(item: Item, text: str) -> list[str]:
    return [choice.code for choice in item.choices if _holds(choice.label, text)]


def _holds(words: Text, text: str) -> bool:
    return any(text in one.lower() for one in words.values())
