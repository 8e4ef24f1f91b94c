"""What of a customer is one line of text: everything but the note. Pure."""

from __future__ import annotations

from cti.customers.model import CustomerDraft
from cti.single_line import require_single_line

_ONE_LINE = ("name", "organisation", "email", "external_id")


def check_lines(draft: CustomerDraft) -> None:
    """Raises InvalidInput for the first text of `draft` that holds a line break or a control character."""
    for name in _ONE_LINE:
        require_single_line(getattr(draft, name), name)
    for tag in draft.tags:
        require_single_line(tag, "tags")
    for number in draft.numbers:
        require_single_line(number, "numbers")
    for name, value in draft.fields.items():
        require_single_line(name, "fields")
        require_single_line(value, "fields")
