"""Two records of one customer -> one: numbers and tags united, every other field chosen. Pure.

Nothing is stored here; `lost` says what an undo would take away from the one that was kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal

import msgspec

from cti.customers.model import Customer, PhoneNumber
from cti.errors import InvalidInput

Choice = Literal["kept", "gone", "both"]
CHOSEN_FIELDS = ("name", "organisation", "email", "external_id", "note")
"""Besides these every own field of a customer is chosen as `fields.NAME`."""

_OWN = "fields."


class Merge(msgspec.Struct, frozen=True, kw_only=True):
    """`gone` became part of `kept_before`, which was `kept_after` from then on."""

    merge_id: str
    by: str
    at: datetime
    gone: Customer
    kept_before: Customer
    kept_after: Customer
    undone_by: str | None = None
    undone_at: datetime | None = None


class Lost(msgspec.Struct, frozen=True, kw_only=True):
    """A field of the kept customer that was changed after the merge: `now` goes when the merge is undone,
    `restored` is there again."""

    field: str
    now: str
    restored: str


class DuplicateGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Customers who may be one: the same `value` of `reason`."""

    reason: Literal["number", "name", "email", "external_id"]
    value: str
    customers: tuple[Customer, ...]


def merged(kept: Customer, gone: Customer, choices: Mapping[str, Choice]) -> Customer:
    """`kept` with what was chosen from `gone`; a field nobody chose is taken where it is filled, of `kept`
    first, and of two notes both are kept. "both" is for notes only. Raises InvalidInput for what cannot be
    chosen."""
    own = list(dict.fromkeys((*kept.fields, *gone.fields)))
    _check(choices, {*CHOSEN_FIELDS, *(_OWN + name for name in own)})
    wanted: dict[str, Choice] = {"note": "both", **choices}
    plain = {
        name: _chosen(wanted.get(name), getattr(kept, name), getattr(gone, name)) for name in CHOSEN_FIELDS
    }
    fields = {
        name: _chosen(choices.get(_OWN + name), kept.fields.get(name), gone.fields.get(name)) for name in own
    }
    return msgspec.structs.replace(
        kept,
        numbers=_united(kept.numbers, gone.numbers),
        tags=tuple(dict.fromkeys((*kept.tags, *gone.tags))),
        fields={name: value for name, value in fields.items() if value},
        **plain,
    )


def lost(merge: Merge, now: Customer) -> list[Lost]:
    """What was changed in the kept customer since the merge and would go with an undo."""
    names = (*CHOSEN_FIELDS, "numbers", "tags", "fields")
    return [
        Lost(field=name, now=_words(getattr(now, name)), restored=_words(getattr(merge.kept_before, name)))
        for name in names
        if getattr(now, name) != getattr(merge.kept_after, name)
    ]


def _check(choices: Mapping[str, Choice], known: set[str]) -> None:
    for name, choice in choices.items():
        if name not in known:
            raise InvalidInput("{name} is no field of these two customers", "choices", name=name)
        if choice == "both" and name != "note":
            raise InvalidInput("{name}: only notes can be kept of both", "choices", name=name)


def _chosen(choice: Choice | None, kept: str | None, gone: str | None) -> str | None:
    match choice:
        case "kept":
            return kept
        case "gone":
            return gone
        case "both":
            return "\n".join(dict.fromkeys(text for text in (kept, gone) if text)) or None
        case None:
            return kept or gone


def _united(kept: Iterable[PhoneNumber], gone: Iterable[PhoneNumber]) -> tuple[PhoneNumber, ...]:
    """Each line once; the record that says more of it (a label) does not matter, the first one wins."""
    lines: dict[tuple[str, str | None], PhoneNumber] = {}
    for number in (*kept, *gone):
        lines.setdefault((number.key, number.extension), number)
    return tuple(lines.values())


def _words(value: object) -> str:
    match value:
        case None:
            return ""
        case dict():
            return "; ".join(f"{name}: {text}" for name, text in value.items())
        case tuple():
            return "; ".join(one.raw if isinstance(one, PhoneNumber) else str(one) for one in value)
        case _:
            return str(value)
