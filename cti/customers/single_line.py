"""Which characters names and other one-line texts may hold: no line breaks, no control characters. Pure."""

from __future__ import annotations

import unicodedata

from cti.customers.model import CustomerDraft
from cti.errors import InvalidInput

_REFUSED = ("Cc", "Zl", "Zp")
_ONE_LINE = ("name", "organisation", "email", "external_id")


def require_single_line(text: str | None, field: str) -> None:
    """Raises InvalidInput, naming `field`, when `text` holds a line break or another control character."""
    if any(unicodedata.category(letter) in _REFUSED for letter in text or ""):
        raise InvalidInput(
            "{place} holds a line break or another control character: write it in one line",
            field,
            place=field,
        )


def check_lines(draft: CustomerDraft) -> None:
    """Raises InvalidInput for the first text of `draft` that is not one line; notes may have several."""
    for name in _ONE_LINE:
        require_single_line(getattr(draft, name), name)
    for tag in draft.tags:
        require_single_line(tag, "tags")
    for number in draft.numbers:
        require_single_line(number, "numbers")
    for name, value in draft.fields.items():
        require_single_line(name, "fields")
        require_single_line(value, "fields")
