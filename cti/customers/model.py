"""Customers as the core knows them: frozen copies; the store keeps the truth."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec


class PhoneNumber(msgspec.Struct, frozen=True):
    """One number of a customer. `raw` as it was written, `e164` in E.164 when it is a full number
    (None for short codes and extensions), `extension` what followed 转/ext, `key` what is matched on."""

    raw: str
    e164: str | None = None
    extension: str | None = None
    label: str | None = None
    key: str = ""


class Customer(msgspec.Struct, frozen=True, kw_only=True):
    """A person or organisation that calls or is called. `version` grows with every change and guards
    against lost updates. `fields` are free fields for scripts (gender, ward ...)."""

    customer_id: str
    name: str
    organisation: str | None = None
    numbers: tuple[PhoneNumber, ...] = ()
    email: str | None = None
    tags: tuple[str, ...] = ()
    note: str | None = None
    external_id: str | None = None
    fields: dict[str, str] = {}
    version: int = 1
    created_at: datetime | None = None
    updated_at: datetime | None = None

    @property
    def number_keys(self) -> frozenset[str]:
        """What the numbers of the record are matched on."""
        return frozenset(number.key for number in self.numbers)


class CustomerDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What a form, an API body or a file row gives for a customer; numbers still as written."""

    name: str
    organisation: str | None = None
    numbers: tuple[str, ...] = ()
    email: str | None = None
    tags: tuple[str, ...] = ()
    note: str | None = None
    external_id: str | None = None
    fields: dict[str, str] = {}


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A customer who may be the caller. `why` is a message id with `why_values` for its placeholders
    (translated at the edge; `by` is a user), `score` 0-100, best first; `extension` is theirs behind this
    number."""

    customer_id: str
    name: str
    organisation: str | None
    why: str
    why_values: dict[str, str] = {}
    score: int
    extension: str | None = None


class SetAside(msgspec.Struct, frozen=True, kw_only=True):
    """A customer whom `by` (a user) said at `at` not to call from this number."""

    ruling_id: str
    customer_id: str
    name: str
    organisation: str | None
    by: str
    at: datetime


class SharedBy(msgspec.Struct, frozen=True, kw_only=True):
    """Several people call from this number; `by` and `at` are None when only the records say so."""

    kind: Literal["family", "switchboard", "other"]
    organisation: str | None
    note: str | None
    by: str | None
    at: datetime | None
