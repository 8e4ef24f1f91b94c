"""Numbers stored backwards, so that an ordinary index finds them by their last digits too."""

from __future__ import annotations

from sqlalchemy import Column, ColumnElement, or_

from cti.customers import numbers

_LONGEST = 32


def tail(raw: str | None, country: str) -> str | None:
    """The digits of the number's key, last one first; None when there is no number."""
    if raw is None:
        return None
    return numbers.parse(raw, country).key.lstrip("+")[:_LONGEST][::-1] or None


def only_digits(text: str) -> str:
    """The digits of `text`, full-width ones as ASCII."""
    return "".join(str(int(letter)) for letter in text if letter.isdecimal())[:_LONGEST]


def ends_with(column: Column[str], digits: str) -> ColumnElement[bool]:
    """Rows whose number ends in `digits`; a range of the index on the tail `column`."""
    backwards = digits[::-1]
    return column.between(backwards, backwards + "9" * _LONGEST)


def written_any_way(columns: list[Column[str]], text: str, country: str) -> ColumnElement[bool] | None:
    """Rows where one of the tail `columns` ends like the number `text` in any written form; None when
    `text` holds no digit."""
    key = numbers.parse(text, country).key.lstrip("+")
    endings = {ending for ending in (key, only_digits(text)) if ending}
    if not endings:
        return None
    return or_(*(ends_with(column, ending) for column in columns for ending in sorted(endings)))
