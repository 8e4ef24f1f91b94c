"""One answer to one item, as it came from a form -> as it is stored, or a message what to change."""

from __future__ import annotations

import math
import unicodedata
from datetime import date
from typing import NoReturn

import msgspec

from cti.errors import InvalidInput
from cti.scripts.document import Item
from cti.scripts.run import Answer

_LONGEST_TEXT = 2000


def checked(item: Item, given: Answer) -> Answer:
    """`given` in its stored form: known codes in the order of the choices, plain digits, an ISO date.

    An empty answer passes an item that is not required hard. Raises `InvalidInput` whose field is the item.
    """
    if given.refused:
        if not item.refusable or item.kind == "note":
            _refuse(item, "cannot be refused")
        return msgspec.structs.replace(given, values=())
    if item.kind == "note":
        return msgspec.structs.replace(given, values=())
    values = tuple(value.strip() for value in given.values if value.strip())
    if not values and item.required == "hard":
        _refuse(item, "needs an answer" + (" or a refusal" if item.refusable else ""))
    return msgspec.structs.replace(given, values=_stored(item, values) if values else ())


def _stored(item: Item, values: tuple[str, ...]) -> tuple[str, ...]:
    if item.kind == "multiple":
        return _codes(item, values)
    if len(values) > 1:
        _refuse(item, "takes one answer")
    match item.kind:
        case "scale" | "number":
            return (_number(item, values[0]),)
        case "date":
            return (_date(item, values[0]),)
        case "text" | "hidden":
            return (_text(item, values[0]),)
        case _:
            return _codes(item, values)


def _codes(item: Item, values: tuple[str, ...]) -> tuple[str, ...]:
    codes = [choice.code for choice in item.options]
    unknown = [value for value in values if value not in codes]
    if unknown:
        _refuse(item, f"has no choice {unknown[0]!r}; choose from {', '.join(codes)}")
    chosen = tuple(code for code in codes if code in values)
    if item.kind == "multiple":
        _within(item, len(chosen), "choices")
    return chosen


def _number(item: Item, value: str) -> str:
    plain = unicodedata.normalize("NFKC", value)
    try:
        number = float(plain)
    except ValueError:
        _refuse(item, f"takes a number, not {value!r}")
    if not math.isfinite(number) or "_" in plain:
        _refuse(item, f"takes a number, not {value!r}")
    if item.kind == "scale" and not number.is_integer():
        _refuse(item, "takes a whole number")
    _within(item, number, "")
    return str(int(number)) if number.is_integer() else plain


def _date(item: Item, value: str) -> str:
    try:
        return date.fromisoformat(unicodedata.normalize("NFKC", value)).isoformat()
    except ValueError:
        _refuse(item, f"takes a date as YYYY-MM-DD, not {value!r}")


def _text(item: Item, value: str) -> str:
    longest = _LONGEST_TEXT if item.maximum is None else item.maximum
    if len(value) > longest:
        _refuse(item, f"takes at most {longest:g} characters")
    return value


def _within(item: Item, number: float, unit: str) -> None:
    low, high = item.bounds
    if low is not None and number < low:
        _refuse(item, f"takes at least {low:g} {unit}".rstrip())
    if high is not None and number > high:
        _refuse(item, f"takes at most {high:g} {unit}".rstrip())


def _refuse(item: Item, message: str) -> NoReturn:
    raise InvalidInput(f"{item.id} {message}", field=item.id)
