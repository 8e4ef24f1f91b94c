"""Drafts from a file -> the customer store: new ones are created, known ones brought up to date.

Known by external id, else by the same name on the same number; so a second import of a file creates
nothing. Filled cells replace what is stored, empty cells leave it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from cti.customers import numbers
from cti.customers.model import Customer, CustomerDraft
from cti.customers.table_file import BadRow
from cti.errors import Conflict, InvalidInput
from cti.ports import CustomerStore

Result = Literal["created", "updated", "unchanged"]


@dataclass
class ImportReport:
    """What became of the rows: good ones are counted, `bad` ones listed as (row number, reason). Grows
    while the import runs."""

    good: Counter[Result] = field(default_factory=Counter)
    bad: list[tuple[int, str]] = field(default_factory=list)


async def import_customers(
    rows: Iterable[tuple[int, CustomerDraft | BadRow]],
    customers: CustomerStore,
    country: str = "CN",
    on_row: Callable[[ImportReport], None] = lambda report: None,
) -> ImportReport:
    """Store every good row; a row the store refuses is a bad one. `on_row` is told after each row.

    Raises `StoreUnavailable`; the rows before it are stored, and the same file can be imported again.
    """
    report = ImportReport()
    for number, draft in rows:
        if isinstance(draft, BadRow):
            report.bad.append((number, draft.reason))
        else:
            try:
                report.good[await _store(draft, customers, country)] += 1
            except (InvalidInput, Conflict) as error:
                report.bad.append((number, str(error)))
        on_row(report)
    return report


async def _store(draft: CustomerDraft, customers: CustomerStore, country: str) -> Result:
    known = await _known(draft, customers, country)
    if known is None:
        await customers.create(draft)
        return "created"
    before = _as_draft(known)
    after = _merged(before, draft, country)
    if after == before:
        return "unchanged"
    await customers.update(known.customer_id, after, known.version)
    return "updated"


async def _known(draft: CustomerDraft, customers: CustomerStore, country: str) -> Customer | None:
    if draft.external_id:
        known = await customers.by_external_id(draft.external_id)
        if known is not None:
            return known
    for key in {numbers.parse(raw, country).key for raw in draft.numbers}:
        for customer in await customers.by_number_key(key):
            other = draft.external_id and customer.external_id
            if customer.name == draft.name and not other:
                return customer
    return None


def _as_draft(customer: Customer) -> CustomerDraft:
    return CustomerDraft(
        name=customer.name,
        organisation=customer.organisation,
        numbers=tuple(number.raw for number in customer.numbers),
        email=customer.email,
        tags=customer.tags,
        note=customer.note,
        external_id=customer.external_id,
        fields=customer.fields,
    )


def _merged(before: CustomerDraft, draft: CustomerDraft, country: str) -> CustomerDraft:
    same_lines = _lines(before, country) == _lines(draft, country)
    return CustomerDraft(
        name=draft.name,
        organisation=draft.organisation or before.organisation,
        numbers=before.numbers if same_lines else draft.numbers or before.numbers,
        email=draft.email or before.email,
        tags=draft.tags or before.tags,
        note=draft.note or before.note,
        external_id=draft.external_id or before.external_id,
        fields={**before.fields, **draft.fields},
    )


def _lines(draft: CustomerDraft, country: str) -> set[tuple[str, str | None]]:
    parsed = (numbers.parse(raw, country) for raw in draft.numbers)
    return {(number.key, number.extension) for number in parsed}
