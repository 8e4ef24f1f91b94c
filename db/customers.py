"""Customers and their numbers: drafts in, frozen copies out; nobody's change is overwritten unseen."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, insert, literal, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cti.customers import numbers
from cti.customers.model import Customer, CustomerDraft, PhoneNumber
from cti.errors import Conflict, InvalidInput, NotFound
from db import cursor as cursors
from db import tables
from db.column_types import Words
from db.digits import ends_with, only_digits, tail, written_any_way
from db.rows import children, to_struct, to_values
from db.transaction import Transactions

_CUSTOMERS = tables.customers.c
_NUMBERS = tables.customer_numbers.c
_LONGEST_KEY = 200
_FEWEST_DIGITS = 3


class Customers:
    """The store behind `cti.ports.CustomerStore`; numbers are read as dialled in `country`."""

    def __init__(self, transactions: Transactions, country: str, now: Callable[[], datetime]) -> None:
        self._transactions = transactions
        self._country = country
        self._now = now

    async def get(self, customer_id: str) -> Customer:
        """Raises NotFound."""
        async with self._transactions.reading() as connection:
            return await _get(connection, customer_id)

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
            found = await _find(connection, _CUSTOMERS.external_id == external_id)
        return found[0] if found else None

    async def search(
        self, text: str, limit: int = 20, cursor: str | None = None
    ) -> tuple[list[Customer], str | None]:
        """By name: those with `text` in name, organisation, e-mail or external id, or its digits in a
        number (any written form); "" means all. Also returns the cursor of the next page, None at the
        end. Raises InvalidInput for a foreign cursor."""
        wanted = [self._matches(text)] if text.strip() else []
        if cursor:
            name, customer_id = cursors.decode(cursor, tuple[str, str])
            place = tuple_(literal(name, Words), literal(customer_id, Words))
            wanted.append(tuple_(_CUSTOMERS.sort_name, _CUSTOMERS.customer_id) > place)
        async with self._transactions.reading() as connection:
            found = await _find(connection, *wanted, limit=limit + 1)
        if len(found) <= limit:
            return found, None
        last = found[limit - 1]
        return found[:limit], cursors.encode(_sort_name(last.name), last.customer_id)

    async def names(self, customer_ids: Collection[str]) -> dict[str, str]:
        """Name by id; ids that are nobody's are left out."""
        if not customer_ids:
            return {}
        wanted = select(_CUSTOMERS.customer_id, _CUSTOMERS.name).where(
            _CUSTOMERS.customer_id.in_(customer_ids)
        )
        async with self._transactions.reading() as connection:
            return {row.customer_id: row.name for row in await connection.execute(wanted)}

    async def create(self, draft: CustomerDraft) -> Customer:
        """Raises InvalidInput (no name, a number that is none), Conflict (the external id is taken)."""
        values, written, now = _values(draft), self._numbers(draft), self._now()
        customer_id = uuid.uuid4().hex
        async with self._transactions.writing() as connection:
            await _require_free_external_id(connection, draft, customer_id)
            row = {**values, "customer_id": customer_id, "version": 1, "created_at": now, "updated_at": now}
            await connection.execute(insert(tables.customers).values(**row))
            await _write_numbers(connection, customer_id, written)
            return await _get(connection, customer_id)

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
            await _require_free_external_id(connection, draft, customer_id)
            if (await connection.execute(change)).rowcount == 0:
                name = (await _get(connection, customer_id)).name
                raise Conflict("{name} was changed by somebody else meanwhile: load it again", name=name)
            await connection.execute(
                delete(tables.customer_numbers).where(_NUMBERS.customer_id == customer_id)
            )
            await _write_numbers(connection, customer_id, written)
            return await _get(connection, customer_id)

    async def count(self) -> int:
        """How many there are."""
        async with self._transactions.reading() as connection:
            return await connection.scalar(select(func.count()).select_from(tables.customers)) or 0

    async def _with_number(self, condition: ColumnElement[bool]) -> list[Customer]:
        owners = select(_NUMBERS.customer_id).where(condition)
        async with self._transactions.reading() as connection:
            return await _find(connection, _CUSTOMERS.customer_id.in_(owners))

    def _numbers(self, draft: CustomerDraft) -> list[dict[str, object]]:
        rows = []
        for raw in draft.numbers:
            number = numbers.require(raw, self._country)
            rows.append(
                to_values(number, tables.customer_numbers) | {"tail": tail(number.key, self._country)}
            )
        return rows

    def _matches(self, text: str) -> ColumnElement[bool]:
        condition = _CUSTOMERS.search_text.contains(_folded(text), autoescape=True)
        digits = only_digits(text)
        by_number = written_any_way([_NUMBERS.tail], text, self._country)
        if by_number is None or len(digits) < _FEWEST_DIGITS:
            return condition
        owners = select(_NUMBERS.customer_id).where(or_(by_number, _NUMBERS.tail.contains(digits[::-1])))
        return or_(condition, _CUSTOMERS.customer_id.in_(owners))


async def _get(connection: AsyncConnection, customer_id: str) -> Customer:
    found = await _find(connection, _CUSTOMERS.customer_id == customer_id)
    if not found:
        raise NotFound("there is no customer {customer_id}", customer_id=customer_id)
    return found[0]


async def _find(
    connection: AsyncConnection, *wanted: ColumnElement[bool], limit: int | None = None
) -> list[Customer]:
    query = select(tables.customers).where(*wanted)
    query = query.order_by(_CUSTOMERS.sort_name, _CUSTOMERS.customer_id).limit(limit)
    rows = (await connection.execute(query)).all()
    ids = [row.customer_id for row in rows]
    owned = await children(connection, tables.customer_numbers, _NUMBERS.customer_id, ids, PhoneNumber)
    return [to_struct(Customer, row, numbers=owned[row.customer_id]) for row in rows]


async def _require_free_external_id(
    connection: AsyncConnection, draft: CustomerDraft, customer_id: str
) -> None:
    if draft.external_id is None:
        return
    query = select(_CUSTOMERS.name).where(
        _CUSTOMERS.external_id == draft.external_id, _CUSTOMERS.customer_id != customer_id
    )
    owner = await connection.scalar(query)
    if owner is not None:
        raise Conflict(
            "external id {external_id} belongs to {owner} already: give another one",
            external_id=draft.external_id,
            owner=owner,
        )


async def _write_numbers(
    connection: AsyncConnection, customer_id: str, rows: Sequence[dict[str, object]]
) -> None:
    if rows:
        numbered = [
            {**row, "customer_id": customer_id, "position": position} for position, row in enumerate(rows)
        ]
        await connection.execute(insert(tables.customer_numbers), numbered)


def _values(draft: CustomerDraft) -> dict[str, object]:
    if not draft.name.strip():
        raise InvalidInput("a customer needs a name", "name")
    if len(draft.external_id or "") > _LONGEST_KEY:
        raise InvalidInput("external id is longer than {count} characters", "external_id", count=_LONGEST_KEY)
    searched = (draft.name, draft.organisation, draft.email, draft.external_id)
    return to_values(draft, tables.customers) | {
        "sort_name": _sort_name(draft.name),
        "search_text": "\n".join(_folded(text) for text in searched if text),
    }


def _folded(text: str) -> str:
    """As compared in a search: case, width and outer blanks do not count."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _sort_name(name: str) -> str:
    return _folded(name)[:_LONGEST_KEY]
