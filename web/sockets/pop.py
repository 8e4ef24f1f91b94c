"""A pop in the reader's language: why a candidate matched, the script's title and greeting, the place, the
story so far.

The greeting is ready to be read aloud: the names of customer and agent are filled in.
"""

from __future__ import annotations

from typing import Any

import msgspec

from cti.scripts.fields import script_fields
from cti.scripts.text import render
from cti.users.model import User
from web.i18n import translate

Json = dict[str, Any]
_TEXTS = ("caller_location", "greeting")
_PEOPLE = ("who", "to")


class _Customer(msgspec.Struct, frozen=True):
    """What a greeting may say of the customer."""

    name: str
    organisation: str | None = None
    fields: dict[str, str] = {}


def localised(pop: bytes | str, locale: str, agent: User, customer: object = None) -> Json:
    """`pop` (JSON object of the core) with message ids translated and texts per language chosen; its type
    is left to the frame. `customer`: who was chosen meanwhile; None is the one that the pop found."""
    fields = msgspec.json.decode(pop, type=Json)
    fields.pop("type", None)
    candidates = fields.get("candidates")
    if isinstance(candidates, list):
        fields["candidates"] = [_candidate(row, locale) for row in candidates]
    story = fields.get("story")
    if isinstance(story, list):
        fields["story"] = [_line(row, locale) for row in story]
    values = _spoken(fields, agent, customer or fields.get("customer"))
    script = fields.get("script")
    if isinstance(script, dict):
        fields["script"] = {name: _chosen(value, locale, values) for name, value in script.items()}
    return fields | {name: _chosen(fields.get(name), locale, values) for name in _TEXTS}


def _spoken(fields: Json, agent: User, customer: object) -> dict[str, str]:
    who = msgspec.convert(customer, _Customer, from_attributes=True) if customer else None
    return script_fields(
        customer_name=who.name if who else None,
        organisation=who.organisation if who else None,
        customer_fields=who.fields if who else None,
        agent_name=agent.display_name or agent.name,
        extension=agent.extension,
        queue=fields.get("queue"),
        number=fields.get("caller_display"),
        dialed=fields.get("dialed"),
    )


def _candidate(row: Json, locale: str) -> Json:
    """`why` is whole, with log-in names; `words` leaves the places of `people` open for names to show."""
    rest = {name: value for name, value in row.items() if name != "why_values"}
    given = row.get("why_values")
    people = {"by": given["by"]} if isinstance(given, dict) and "by" in given else {}
    values = {k: v for k, v in given.items() if k not in people} if isinstance(given, dict) else {}
    words = _text({"why": row.get("why"), "values": values}, "why", "values", locale)
    return rest | {"why": _text(row, "why", "why_values", locale), "words": words, "people": people}


def _line(row: Json, locale: str) -> Json:
    """`text` is whole, with log-in names; `words` leaves the places of `people` open for names to show."""
    values = row.get("values")
    given = values if isinstance(values, dict) else {}
    people = {place: given[place] for place in _PEOPLE if place in given}
    rest = {"what": row.get("what"), "values": {k: v for k, v in given.items() if k not in people}}
    words = _text(rest, "what", "values", locale)
    return {
        "at": row.get("at"),
        "text": _text(row, "what", "values", locale),
        "words": words,
        "people": people,
    }


def _text(row: Json, message: str, values: str, locale: str) -> str:
    given = row.get(values)
    named = {str(name): str(value) for name, value in given.items()} if isinstance(given, dict) else {}
    return translate(str(row.get(message, "")), named, locale)


def _chosen(value: object, locale: str, values: dict[str, str]) -> object:
    """One text of a {"zh_CN": ..., "en": ...}, filled in; anything else as it is."""
    return render(value, locale, values) or None if isinstance(value, dict) else value
