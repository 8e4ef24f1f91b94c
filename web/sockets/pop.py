"""A pop in the reader's language: why a candidate matched, the script's title and greeting, the place."""

from __future__ import annotations

from typing import Any

import msgspec

from web.i18n import DEFAULT_LOCALE, translate

Json = dict[str, Any]
_TEXTS = ("caller_location", "greeting")


def localised(pop: bytes | str, locale: str) -> Json:
    """`pop` (JSON object of the core) with message ids translated and texts per language chosen;
    its type is left to the frame."""
    fields = msgspec.json.decode(pop, type=Json)
    fields.pop("type", None)
    candidates = fields.get("candidates")
    if isinstance(candidates, list):
        fields["candidates"] = [_candidate(row, locale) for row in candidates]
    script = fields.get("script")
    if isinstance(script, dict):
        fields["script"] = {name: _chosen(value, locale) for name, value in script.items()}
    return fields | {name: _chosen(fields.get(name), locale) for name in _TEXTS}


def _candidate(row: Json, locale: str) -> Json:
    values = row.get("why_values")
    named = {str(name): str(value) for name, value in values.items()} if isinstance(values, dict) else {}
    rest = {name: value for name, value in row.items() if name != "why_values"}
    return rest | {"why": translate(str(row.get("why", "")), named, locale)}


def _chosen(value: object, locale: str) -> object:
    """One text of a {"zh_CN": ..., "en": ...}; anything else as it is."""
    if not isinstance(value, dict):
        return value
    return value.get(locale) or value.get(DEFAULT_LOCALE) or next(iter(value.values()), None)
