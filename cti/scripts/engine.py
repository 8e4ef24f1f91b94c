"""Where a run stands and what an answer does to it: script, run, answer -> new run. Pure.

`fields` are the texts scripts may use, by dotted name (see `cti.scripts.fields`). Every answer walks the
whole script again: what an earlier answer opens is asked, what it closes loses its answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

import msgspec

from cti.errors import NotFound
from cti.scripts import expression
from cti.scripts.document import Item, Script
from cti.scripts.evaluation import Value, holds
from cti.scripts.run import Answer, ScriptRun
from cti.scripts.validation import checked

_parsed = lru_cache(maxsize=1024)(expression.parse)


class Position(msgspec.Struct, frozen=True):
    """`item` is the first open one (None: nothing is left to ask), `path` all that are shown with the
    answers so far, `number` counts from 1."""

    item: Item | None
    number: int
    total: int
    path: tuple[Item, ...]


def position(script: Script, run: ScriptRun, fields: Mapping[str, str]) -> Position:
    """Where the run stands: at its first open item."""
    path = tuple(item for item in _reached(script, run.answers, fields) if item.kind != "hidden")
    done = {answer.item for answer in run.answers}
    for number, item in enumerate(path, start=1):
        if item.id not in done:
            return Position(item, number, len(path), path)
    return Position(None, len(path), len(path), path)


def at_item(script: Script, run: ScriptRun, item_id: str, fields: Mapping[str, str]) -> Position:
    """As `position`, but gone back to `item_id`; raises `NotFound` when that item is not shown."""
    path = position(script, run, fields).path
    for number, item in enumerate(path, start=1):
        if item.id == item_id:
            return Position(item, number, len(path), path)
    raise NotFound("script {script} does not ask {item} here", script=script.name, item=item_id)


def answer(script: Script, run: ScriptRun, given: Answer, fields: Mapping[str, str]) -> ScriptRun:
    """Take an answer, also a changed one to an earlier item, or a hidden item's value.

    Raises `NotFound` when the item is not shown with the answers so far, `InvalidInput` when the answer
    does not fit; the run is then as it was.
    """
    reached = {item.id: item for item in _reached(script, run.answers, fields)}
    if given.item not in reached:
        raise NotFound("script {script} does not ask {item} here", script=script.name, item=given.item)
    stored = checked(reached[given.item], given)
    others = tuple(one for one in run.answers if one.item != given.item)
    answers = _kept(script, (*others, stored), fields)
    changed = msgspec.structs.replace(run, answers=answers, state="open")
    if position(script, changed, fields).item is None:
        return msgspec.structs.replace(changed, state="complete")
    return changed


def stop(run: ScriptRun) -> ScriptRun:
    """The talk is over: an open run becomes partial; its answers stay and it can be taken up again."""
    return msgspec.structs.replace(run, state="partial") if run.state == "open" else run


def _kept(script: Script, answers: tuple[Answer, ...], fields: Mapping[str, str]) -> tuple[Answer, ...]:
    """Only answers to items that are still reached, in the order of the script."""
    by_item = {answer.item: answer for answer in answers}
    reached = _reached(script, answers, fields)
    return tuple(by_item[item.id] for item in reached if item.id in by_item)


def _reached(script: Script, answers: tuple[Answer, ...], fields: Mapping[str, str]) -> Iterator[Item]:
    """The items whose condition holds; a condition sees only answers to items reached before it."""
    by_item = {answer.item: answer for answer in answers}
    known = _Known(fields)
    for item in script.items:
        if item.show_if is None or holds(_parsed(item.show_if), known):
            known.add(item, by_item.get(item.id))
            yield item


class _Known:
    """The `Scope` of one walk through a script."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self._fields = fields
        self._values: dict[str, Value] = {}
        self._refused: set[str] = set()

    def add(self, item: Item, given: Answer | None) -> None:
        if given is None:
            return
        if given.refused:
            self._refused.add(item.id)
        elif given.values:
            self._values[item.id] = given.values if item.kind == "multiple" else given.values[0]

    def value(self, name: str) -> Value:
        return self._fields.get(name) if "." in name else self._values.get(name)

    def answered(self, item: str) -> bool:
        return item in self._values

    def refused(self, item: str) -> bool:
        return item in self._refused
