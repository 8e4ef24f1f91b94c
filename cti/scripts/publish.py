"""May a script be published? Every problem at once, each with its place; a published script cannot fail.

Checked: ids and choices, texts in both languages, placeholders, bounds, and (in `cti.scripts.operands`)
every condition: readable, about earlier items, fitting their types, with a way to the end.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from cti.errors import ScriptInvalid
from cti.scripts.document import CONSENT, Item, Script, Text
from cti.scripts.expression import RESERVED
from cti.scripts.operands import condition_problems
from cti.scripts.text import FIELDS, LANGUAGES, PLACEHOLDER

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_CHOOSING = ("single", "multiple", "grade")
_BOUNDED = ("scale", "number", "multiple", "text")


def require_publishable(script: Script) -> None:
    """Raises `ScriptInvalid` that lists all problems."""
    found = problems(script)
    if found:
        raise ScriptInvalid(found)


def problems(script: Script) -> list[str]:
    """What must be changed before `script` can be published; [] when nothing."""
    return [*_head(script), *_items(script), *condition_problems(script)]


def _head(script: Script) -> Iterator[str]:
    if not _NAME.fullmatch(script.name):
        yield f"name: {script.name!r} must be small letters, digits and _, at most 64, starting with a letter"
    yield from _texts("title", script.title, set())
    if script.greeting:
        yield from _texts("greeting", script.greeting, set())
    if not script.items:
        yield "items: a script needs at least one item"
    for item_id, count in Counter(item.id for item in script.items).items():
        if count > 1:
            yield f"items: the id {item_id!r} is used {count} times"


def _items(script: Script) -> Iterator[str]:
    earlier: set[str] = set()
    for item in script.items:
        place = f"item {item.id!r}"
        if not _NAME.fullmatch(item.id) or item.id in RESERVED:
            yield f"{place}: an id is small letters, digits and _, starting with a letter, not and, or, in"
        if item.kind != "hidden":
            yield from _texts(f"{place} say", item.say, earlier)
        if item.instruction:
            yield from _texts(f"{place} instruction", item.instruction, earlier)
        yield from _choices(place, item, earlier)
        yield from _bounds(place, item)
        yield from _measure(place, item)
        if not item.sensitive and item.kind != "note":
            earlier.add(item.id)


def _choices(place: str, item: Item, earlier: set[str]) -> Iterator[str]:
    if item.kind in _CHOOSING and len(item.choices) < 2:
        yield f"{place}: a {item.kind} item needs at least two choices"
    if item.choices and item.kind not in (*_CHOOSING, "consent"):
        yield f"{place}: a {item.kind} item has no choices"
    codes = [choice.code for choice in item.choices]
    if item.kind == "consent" and codes and set(codes) != {choice.code for choice in CONSENT}:
        yield f"{place}: the codes of a consent item are yes and no"
    for code, count in Counter(codes).items():
        if count > 1:
            yield f"{place}: the choice code {code!r} is used {count} times"
    for choice in item.choices:
        if not choice.code or choice.code != choice.code.strip():
            yield f"{place}: the choice code {choice.code!r} must not be empty or have spaces around it"
        yield from _texts(f"{place} choice {choice.code!r}", choice.label, earlier)


def _bounds(place: str, item: Item) -> Iterator[str]:
    low, high = item.bounds
    if item.kind not in _BOUNDED and (low is not None or high is not None):
        yield f"{place}: a {item.kind} item has no minimum or maximum"
    elif low is not None and high is not None and low > high:
        yield f"{place}: the minimum {low:g} is above the maximum {high:g}"
    if item.kind == "scale" and any(bound is not None and not bound.is_integer() for bound in (low, high)):
        yield f"{place}: a scale runs between whole numbers"
    if item.kind == "multiple" and low is not None and low > len(item.choices):
        yield f"{place}: at least {low:g} of {len(item.choices)} choices cannot be chosen"
    if item.required == "hard" and item.kind == "note":
        yield f"{place}: a note is only read, it cannot be required hard"


def _measure(place: str, item: Item) -> Iterator[str]:
    """Satisfaction is a share of answers on one scale: 4 and 5 of 1 to 5."""
    if item.measure is None:
        return
    scores = list(item.scores.values())
    codes = [choice.code for choice in item.options] if item.kind != "scale" else scores
    if item.kind not in ("single", "grade", "scale") or len(scores) < len(codes):
        yield f"{place}: what measures satisfaction is a single, grade or scale item with a score per answer"
    elif not scores or min(scores) < 1 or max(scores) > 5 or max(scores) < 4:
        yield f"{place}: what measures satisfaction is answered from 1 (worst) to 5 (best)"


def _texts(place: str, text: Text, earlier: set[str]) -> Iterator[str]:
    for language in LANGUAGES:
        if not text.get(language, "").strip():
            yield f"{place}: the text in {language} is missing"
    for language in sorted(text.keys() - set(LANGUAGES)):
        yield f"{place}: {language!r} is no language of this program ({', '.join(LANGUAGES)})"
    for language, words in text.items():
        yield from (f"{place} ({language}): {problem}" for problem in _placeholders(words, earlier))


def _placeholders(words: str, earlier: set[str]) -> Iterator[str]:
    for found in PLACEHOLDER.finditer(words):
        name = found["name"]
        if name not in earlier and name not in FIELDS and not name.startswith("customer."):
            yield f"{{{name}}} is no field and no earlier item whose answer may be shown"
    if re.search(r"[{}]", PLACEHOLDER.sub("", words)):
        yield "a brace is not part of a {field}"
