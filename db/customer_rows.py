"""Rows of customers and their numbers <-> `Customer`, for every repository that reads or writes them.

Works on a given connection, so that several steps share one transaction. What is compared (names,
organisations, searched texts) is folded here and nowhere else.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cti.customers.model import Customer, CustomerDraft, PhoneNumber
from cti.errors import Conflict, NotFound
from db import tables
from db.digits import tail
from db.rows import children, to_struct, to_values

LONGEST_KEY = 200
_CUSTOMERS = tables.customers.c
_NUMBERS = tables.customer_numbers.c
_MERGES = tables.customer_merges.c


async def find(
    connection: AsyncConnection, *wanted: ColumnElement[bool], limit: int | None = None
) -> list[Customer]:
    """Customers by name."""
    query = select(tables.customers).where(*wanted)
    query = query.order_by(_CUSTOMERS.sort_name, _CUSTOMERS.customer_id).limit(limit)
    rows = (await connection.execute(query)).all()
    ids = [row.customer_id for row in rows]
    owned = await children(connection, tables.customer_numbers, _NUMBERS.customer_id, ids, PhoneNumber)
    return [to_struct(Customer, row, numbers=owned[row.customer_id]) for row in rows]


async def get(connection: AsyncConnection, customer_id: str) -> Customer:
    """The customer with this very id. Raises NotFound."""
    found = await find(connection, _CUSTOMERS.customer_id == customer_id)
    if not found:
        raise NotFound("there is no customer {customer_id}", customer_id=customer_id)
    return found[0]


async def standing_for(connection: AsyncConnection, customer_id: str) -> str:
    """The id of the customer that this one became part of; the id itself for all others."""
    merged = select(_MERGES.kept_id).where(_MERGES.undone_at.is_(None))
    seen = {customer_id}
    while True:
        kept = await connection.scalar(merged.where(_MERGES.gone_id == customer_id))
        if kept is None or kept in seen:
            return customer_id
        seen.add(kept)
        customer_id = kept


async def require_free_external_id(
    connection: AsyncConnection, external_id: str | None, *owners: str
) -> None:
    """Raises Conflict when the id belongs to somebody who is none of `owners`."""
    if external_id is None:
        return
    query = select(_CUSTOMERS.name).where(
        _CUSTOMERS.external_id == external_id, _CUSTOMERS.customer_id.not_in(owners)
    )
    owner = await connection.scalar(query)
    if owner is not None:
        raise Conflict(
            "external id {external_id} belongs to {owner} already: give another one",
            external_id=external_id,
            owner=owner,
        )


def number_rows(numbers: Iterable[PhoneNumber], country: str) -> list[dict[str, object]]:
    """The columns of `numbers`, without their owner."""
    return [
        to_values(number, tables.customer_numbers) | {"tail": tail(number.key, country)} for number in numbers
    ]


async def write_numbers(
    connection: AsyncConnection, customer_id: str, rows: Sequence[dict[str, object]]
) -> None:
    """These are all numbers of the customer from now on."""
    await connection.execute(delete(tables.customer_numbers).where(_NUMBERS.customer_id == customer_id))
    if rows:
        numbered = [
            {**row, "customer_id": customer_id, "position": position} for position, row in enumerate(rows)
        ]
        await connection.execute(insert(tables.customer_numbers), numbered)


def values(customer: Customer | CustomerDraft) -> dict[str, object]:
    """The columns of the customer's own row, with what is searched and sorted by."""
    searched = (customer.name, customer.organisation, customer.email, customer.external_id)
    return to_values(customer, tables.customers) | {
        "sort_name": sort_name(customer.name),
        "organisation_key": organisation_key(customer.organisation),
        "search_text": "\n".join(folded(text) for text in searched if text),
    }


def folded(text: str) -> str:
    """As compared in a search: case, width and outer blanks do not count."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def sort_name(name: str) -> str:
    """What customers are sorted by."""
    return folded(name)[:LONGEST_KEY]


def organisation_key(organisation: str | None) -> str | None:
    """What organisations are compared by."""
    return folded(organisation or "")[:LONGEST_KEY] or None
