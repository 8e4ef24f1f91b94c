"""What the agent sees of a run: the open item with its texts filled in, and what was answered.

Plain texts in the run's language; the page escapes them. Answers to sensitive items are shown as dots.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from cti.scripts import engine
from cti.scripts.document import Item, Script, Text
from cti.scripts.run import Answer, ScriptRun
from cti.scripts.text import language_of, pick, render

_REFUSED: Text = {"zh_CN": "拒答", "en": "Refused"}
_PASSED: Text = {"zh_CN": "未回答", "en": "Not answered"}
_BETWEEN: Text = {"zh_CN": "、", "en": ", "}
_HIDDEN = "••••"


class ScriptHead(msgspec.Struct, frozen=True, kw_only=True):
    """Which script, in words."""

    name: str
    version: int
    title: str


class ChoiceView(msgspec.Struct, frozen=True, kw_only=True):
    """A choice as shown."""

    code: str
    label: str


class AnswerView(msgspec.Struct, frozen=True, kw_only=True):
    """The answer an item has already, as stored."""

    values: tuple[str, ...]
    refused: bool


class ItemView(msgspec.Struct, frozen=True, kw_only=True):
    """The item to ask now; a scale's bounds are always given."""

    id: str
    kind: str
    say: str
    instruction: str
    choices: tuple[ChoiceView, ...]
    required: str
    refusable: bool
    minimum: float | None
    maximum: float | None
    answer: AnswerView | None


class AnsweredView(msgspec.Struct, frozen=True, kw_only=True):
    """A question already asked: `label` its text, `values` what was answered, in words."""

    item: str
    label: str
    values: tuple[str, ...]


class RunView(msgspec.Struct, frozen=True, kw_only=True):
    """A run as the browser gets it; `item` is None when nothing is left to ask."""

    run_id: str
    script: ScriptHead
    language: str
    state: str
    number: int
    total: int
    item: ItemView | None
    answered: tuple[AnsweredView, ...]


def view(script: Script, run: ScriptRun, fields: Mapping[str, str], at_item: str | None = None) -> RunView:
    """The run at its first open item, or gone back to `at_item` (raises `NotFound` when that is not shown).
    `script` is the version the run is bound to."""
    place = engine.at_item(script, run, at_item, fields) if at_item else engine.position(script, run, fields)
    texts = _texts(script, run, fields)
    return RunView(
        run_id=run.run_id,
        script=ScriptHead(
            name=script.name, version=script.version, title=render(script.title, run.language, texts)
        ),
        language=language_of(run.language),
        state=run.state,
        number=place.number,
        total=place.total,
        item=None if place.item is None else _item(place.item, run, texts),
        answered=_answered(place.path, run, texts),
    )


def greeting(script: Script, language: str, fields: Mapping[str, str]) -> str:
    """What the agent says first, filled in; "" when the script has none."""
    return render(script.greeting, language, fields)


def value_label(item: Item, value: str, language: str) -> str:
    """What was shown for a stored value: the choice's label, else the value itself."""
    labels = {choice.code: choice.label for choice in item.options}
    return pick(labels[value], language) if value in labels else value


def _texts(script: Script, run: ScriptRun, fields: Mapping[str, str]) -> dict[str, str]:
    """The fields, and the words of every answer that may be repeated."""
    items = {item.id: item for item in script.items if not item.sensitive}
    words = {
        answer.item: pick(_BETWEEN, run.language).join(
            value_label(items[answer.item], value, run.language) for value in answer.values
        )
        for answer in run.answers
        if answer.item in items
    }
    return {**fields, **words}


def _item(item: Item, run: ScriptRun, texts: Mapping[str, str]) -> ItemView:
    given = _given(run, item)
    minimum, maximum = item.bounds
    return ItemView(
        id=item.id,
        kind=item.kind,
        say=render(item.say, run.language, texts),
        instruction=render(item.instruction, run.language, texts),
        choices=tuple(
            ChoiceView(code=choice.code, label=render(choice.label, run.language, texts))
            for choice in item.options
        ),
        required=item.required,
        refusable=item.refusable and item.kind != "note",
        minimum=minimum,
        maximum=maximum,
        answer=None if given is None else AnswerView(values=given.values, refused=given.refused),
    )


def _answered(path: tuple[Item, ...], run: ScriptRun, texts: Mapping[str, str]) -> tuple[AnsweredView, ...]:
    pairs = ((item, _given(run, item)) for item in path if item.kind != "note")
    return tuple(
        AnsweredView(
            item=item.id,
            label=render(item.say, run.language, texts),
            values=_words(item, given, run.language),
        )
        for item, given in pairs
        if given is not None
    )


def _words(item: Item, given: Answer, language: str) -> tuple[str, ...]:
    if given.refused:
        return (pick(_REFUSED, language),)
    if not given.values:
        return (pick(_PASSED, language),)
    return tuple(_HIDDEN if item.sensitive else value_label(item, value, language) for value in given.values)


def _given(run: ScriptRun, item: Item) -> Answer | None:
    return next((answer for answer in run.answers if answer.item == item.id), None)
