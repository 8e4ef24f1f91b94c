"""Which characters names and other one-line texts may hold: no line breaks, no control characters. Pure."""

from __future__ import annotations

import unicodedata

from cti.errors import InvalidInput

_REFUSED = ("Cc", "Zl", "Zp")


def require_single_line(text: str | None, field: str) -> None:
    """Raises InvalidInput, naming `field`, when `text` holds a line break or another control character."""
    if any(unicodedata.category(letter) in _REFUSED for letter in text or ""):
        raise InvalidInput(
            "{place} holds a line break or another control character: write it in one line",
            field,
            place=field,
        )
