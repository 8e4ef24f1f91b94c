"""What people said of a number: who does not call from it, who also does, and that many share it.

A ruling is about one number (`key` of cti.customers.numbers) and one customer. It never touches the
customer's record: a number that somebody merely used stays out of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import msgspec

from cti.customers import numbers
from cti.customers.model import Customer

Verdict = Literal["not", "also"]
SharedKind = Literal["family", "switchboard", "other"]


class Ruling(msgspec.Struct, frozen=True, kw_only=True):
    """`by` (a user) said at `at` that the customer does "not" call from the number, or "also" does. In force
    until `undone_at`."""

    ruling_id: str
    key: str
    customer_id: str
    verdict: Verdict
    by: str
    at: datetime
    undone_by: str | None = None
    undone_at: datetime | None = None


class SharedNumber(msgspec.Struct, frozen=True, kw_only=True):
    """Several people call from the number. `by` and `at` are None when nobody said so and it is only seen
    from the records."""

    key: str
    kind: SharedKind
    organisation: str | None = None
    note: str | None = None
    by: str | None = None
    at: datetime | None = None


class NumberFacts(msgspec.Struct, frozen=True):
    """All that is stored about a number: `owners` have it in their record, `ruled` are the customers of the
    rulings in force, by id."""

    owners: tuple[Customer, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    ruled: dict[str, Customer] = {}
    shared: SharedNumber | None = None


def seen_as_shared(key: str, people: Sequence[Customer]) -> SharedNumber | None:
    """What the records of those who may call from `key` say: a line with extensions, or a landline of one
    organisation, is a switchboard even when only one person of it is known."""
    if not people:
        return None
    own = [number for customer in people for number in customer.numbers if number.key == key]
    organisations = {customer.organisation for customer in people}
    common = organisations.pop() if len(organisations) == 1 else None
    if own and all(number.extension for number in own):
        return SharedNumber(key=key, kind="switchboard", organisation=common)
    if len(people) == 1:
        return None
    if numbers.line_type(key) == "mobile":
        return SharedNumber(key=key, kind="family")
    if common is not None or any(number.extension for number in own):
        return SharedNumber(key=key, kind="switchboard", organisation=common)
    return SharedNumber(key=key, kind="other")
