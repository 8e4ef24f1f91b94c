"""Templates: which fields their texts may hold, and one filled in for one customer. Pure.

The same {fields} as in scripts; a customer's own fields are `customer.` and their name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches

import msgspec

from cti.errors import InvalidInput
from cti.messages.model import Template, TemplateDraft
from cti.scripts.text import FIELDS, LANGUAGES, PLACEHOLDER, render

_OWN = "customer."


class Filled(msgspec.Struct, frozen=True):
    """A text with its fields filled in; `missing` are those nobody knows: other words stand there."""

    text: str
    missing: tuple[str, ...]


def check(draft: TemplateDraft) -> None:
    """Raises InvalidInput with the field of the form and what to change."""
    for field in ("name", "text"):
        if not getattr(draft, field).strip():
            raise InvalidInput("{name} is empty", field, name=field)
    if draft.language not in LANGUAGES:
        raise InvalidInput("language: write one of {known}", "language", known=", ".join(LANGUAGES))
    for name in fields_in(draft.text):
        _check_field(name)
    rest = PLACEHOLDER.sub("", draft.text)
    if "{" in rest or "}" in rest:
        raise InvalidInput(
            "a brace is not part of a field: write fields as {example}", "text", example="{customer.name}"
        )


def _check_field(name: str) -> None:
    if name in FIELDS:
        return
    if not name.startswith(_OWN):
        raise InvalidInput(
            "there is no field {name}; there are {known}, and a customer's own as {own}",
            "text",
            name=f"{{{name}}}",
            known=", ".join(f"{{{one}}}" for one in sorted(FIELDS)),
            own="{customer.NAME}",
        )
    if near := get_close_matches(name, FIELDS, n=1, cutoff=0.85):
        raise InvalidInput(
            "there is no field {name}: did you mean {near}?",
            "text",
            name=f"{{{name}}}",
            near=f"{{{near[0]}}}",
        )


def fields_in(text: str) -> Sequence[str]:
    """The names of the fields in `text`, each once, in order."""
    return tuple(dict.fromkeys(found["name"] for found in PLACEHOLDER.finditer(text)))


def own_fields_in(text: str) -> Sequence[str]:
    """Those that only customers with this field of their own can fill."""
    return tuple(name for name in fields_in(text) if name not in FIELDS)


def filled(text: str, language: str, values: Mapping[str, str]) -> Filled:
    """`text` for one customer."""
    return Filled(render({language: text}, language, values), tuple(dict.fromkeys(_missing(text, values))))


def usable(templates: Sequence[Template], queue: str | None) -> list[Template]:
    """Those for calls of `queue` (None: no call, or a direct one)."""
    return [one for one in templates if not one.queues or (queue is not None and queue in one.queues)]


def _missing(text: str, values: Mapping[str, str]) -> Iterator[str]:
    for found in PLACEHOLDER.finditer(text):
        if found["name"] != "customer.title" and not values.get(found["name"]) and not found["fallback"]:
            yield found["name"]
