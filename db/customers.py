"""Customers and their numbers: drafts in, frozen copies out; nobody's change is overwritten unseen."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy import ColumnElement, func, insert, literal, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cti.customers import numbers
from cti.customers.model import Customer, CustomerDraft
from cti.customers.single_line import check_lines
from cti.errors import Conflict, InvalidInput
from db import cursor as cursors
from db import tables
from db.column_types import Words
from db.customer_rows import (
    LONGEST_KEY,
    find,
    folded,
    get,
    number_rows,
    organisation_key,
    require_free_external_id,
    sort_name,
    standing_for,
    values,
    write_numbers,
)  # fmt: skip
from db.digits import ends_with, only_digits, written_any_way
from db.transaction import Transactions

_CUSTOMERS = tables.customers.c
_NUMBERS = tables.customer_numbers.c
_FEWEST_DIGITS = 3


class Customers:
    """The store behind `cti.ports.CustomerStore`; numbers are read as dialled in `country`."""

    def __init__(self, transactions: Transactions, country: str, now: Callable[[], datetime]) -> None:
        self._transactions = transactions
        self._country = country
        self._now = now

    async def get(self, customer_id: str) -> Customer:
        """The customer; for one that became part of another, that other one. Raises NotFound."""
        async with self._transactions.reading() as connection:
            return await get(connection, await standing_for(connection, customer_id))

    async def by_number_key(self, key: str) -> list[Customer]:
        """All who have the number, by name."""
        return await self._with_number(_NUMBERS.key == key)

    async def by_number_suffix(self, digits: str) -> list[Customer]:
        """All with a number that ends in `digits`, by name; none when `digits` holds no digit."""
        ending = only_digits(digits)
        return await self._with_number(ends_with(_NUMBERS.tail, ending)) if ending else []

    async def by_external_id(self, external_id: str) -> Customer | None:
        """The one with this id in the other system."""
        async with self._transactions.reading() as connection:
            found = await find(connection, _CUSTOMERS.external_id == external_id)
        return found[0] if found else None

    async def search(
        self, text: str, limit: int = 20, cursor: str | None = None, organisation: str | None = None
    ) -> tuple[list[Customer], str | None]:
        """By name: those with `text` in name, organisation, e-mail or external id, or its digits in a
        number (any written form) or as its extension; "" means all. Only people of `organisation` when one is
        given. Also returns the cursor of the next page, None at the end. Raises InvalidInput for a foreign
        cursor."""
        wanted = [self._matches(text)] if text.strip() else []
        if organisation is not None:
            wanted.append(_CUSTOMERS.organisation_key == organisation_key(organisation))
        if cursor:
            name, customer_id = cursors.decode(cursor, tuple[str, str])
            place = tuple_(literal(name, Words), literal(customer_id, Words))
            wanted.append(tuple_(_CUSTOMERS.sort_name, _CUSTOMERS.customer_id) > place)
        async with self._transactions.reading() as connection:
            found = await find(connection, *wanted, limit=limit + 1)
        if len(found) <= limit:
            return found, None
        last = found[limit - 1]
        return found[:limit], cursors.encode(sort_name(last.name), last.customer_id)

    async def names(self, customer_ids: Collection[str]) -> dict[str, str]:
        """Name by id; ids that are nobody's are left out."""
        if not customer_ids:
            return {}
        wanted = select(_CUSTOMERS.customer_id, _CUSTOMERS.name).where(
            _CUSTOMERS.customer_id.in_(customer_ids)
        )
        async with self._transactions.reading() as connection:
            return {row.customer_id: row.name for row in await connection.execute(wanted)}

    async def number_keys(self, customer_ids: Collection[str]) -> dict[str, frozenset[str]]:
        """What the numbers of each are matched on; who has none is left out."""
        if not customer_ids:
            return {}
        wanted = select(_NUMBERS.customer_id, _NUMBERS.key).where(_NUMBERS.customer_id.in_(customer_ids))
        found: dict[str, set[str]] = defaultdict(set)
        async with self._transactions.reading() as connection:
            for row in await connection.execute(wanted):
                found[row.customer_id].add(row.key)
        return {customer_id: frozenset(keys) for customer_id, keys in found.items()}

    async def create(self, draft: CustomerDraft) -> Customer:
        """Raises InvalidInput (no name, a number that is none), Conflict (the external id is taken)."""
        row, written, now = _values(draft), self._numbers(draft), self._now()
        customer_id = uuid.uuid4().hex
        async with self._transactions.writing() as connection:
            await require_free_external_id(connection, draft.external_id, customer_id)
            row |= {"customer_id": customer_id, "version": 1, "created_at": now, "updated_at": now}
            await connection.execute(insert(tables.customers).values(**row))
            await write_numbers(connection, customer_id, written)
            return await get(connection, customer_id)

    async def update(self, customer_id: str, draft: CustomerDraft, version: int) -> Customer:
        """Replaces all fields if the customer still has `version`. Raises Conflict when somebody else
        changed it meanwhile, NotFound, and what `create` raises."""
        written = self._numbers(draft)
        change = (
            update(tables.customers)
            .where(_CUSTOMERS.customer_id == customer_id, _CUSTOMERS.version == version)
            .values(**_values(draft), version=version + 1, updated_at=self._now())
        )
        async with self._transactions.writing() as connection:
            await require_free_external_id(connection, draft.external_id, customer_id)
            if (await connection.execute(change)).rowcount == 0:
                raise await _changed(connection, customer_id)
            await write_numbers(connection, customer_id, written)
            return await get(connection, customer_id)

    async def count(self) -> int:
        """How many there are."""
        async with self._transactions.reading() as connection:
            return await connection.scalar(select(func.count()).select_from(tables.customers)) or 0

    async def _with_number(self, condition: ColumnElement[bool]) -> list[Customer]:
        owners = select(_NUMBERS.customer_id).where(condition)
        async with self._transactions.reading() as connection:
            return await find(connection, _CUSTOMERS.customer_id.in_(owners))

    def _numbers(self, draft: CustomerDraft) -> list[dict[str, object]]:
        written = [numbers.require(raw, self._country) for raw in draft.numbers]
        return number_rows(written, self._country)

    def _matches(self, text: str) -> ColumnElement[bool]:
        condition = _CUSTOMERS.search_text.contains(folded(text), autoescape=True)
        digits = only_digits(text)
        by_number = written_any_way([_NUMBERS.tail], text, self._country)
        if by_number is None or len(digits) < _FEWEST_DIGITS:
            return condition
        by_number = or_(by_number, _NUMBERS.extension == digits)
        owners = select(_NUMBERS.customer_id).where(or_(by_number, _NUMBERS.tail.contains(digits[::-1])))
        return or_(condition, _CUSTOMERS.customer_id.in_(owners))


async def _changed(connection: AsyncConnection, customer_id: str) -> Conflict:
    """Why the customer has not the version that was read. Raises NotFound."""
    now = await get(connection, await standing_for(connection, customer_id))
    if now.customer_id != customer_id:
        return Conflict("the customer became part of {name} meanwhile: load it again", name=now.name)
    return Conflict("{name} was changed by somebody else meanwhile: load it again", name=now.name)


def _values(draft: CustomerDraft) -> dict[str, object]:
    if not draft.name.strip():
        raise InvalidInput("a customer needs a name", "name")
    if len(draft.external_id or "") > LONGEST_KEY:
        raise InvalidInput("external id is longer than {count} characters", "external_id", count=LONGEST_KEY)
    check_lines(draft)
    return values(draft)
