"""What people said of numbers: who does not call from one, who also does, which are shared by many."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cti.customers.model import Customer
from cti.customers.rulings import NumberFacts, Ruling, SharedKind, SharedNumber, Verdict
from cti.errors import NotFound
from db.customer_rows import find, get, organisation_key, standing_for
from db.rows import to_struct, to_values
from db.tables import customer_numbers, customers, number_rulings, shared_numbers
from db.transaction import Transactions

_R = number_rulings.c


class Rulings:
    """The store behind `cti.customers.stores.RulingStore`."""

    def __init__(self, transactions: Transactions, now: Callable[[], datetime]) -> None:
        self._transactions = transactions
        self._now = now

    async def about(self, key: str) -> NumberFacts:
        """Owners by name, rulings in force (the oldest first), whether it is said to be shared."""
        ruled = select(number_rulings).where(_R.key == key, _R.undone_at.is_(None)).order_by(_R.at)
        owners = select(customer_numbers.c.customer_id).where(customer_numbers.c.key == key)
        async with self._transactions.reading(brief=True) as connection:
            rulings = tuple(to_struct(Ruling, row) for row in await connection.execute(ruled))
            named = [ruling.customer_id for ruling in rulings]
            wanted = [customers.c.customer_id.in_(owners)]
            wanted += [customers.c.customer_id.in_(named)] if named else []
            people = await find(connection, or_(*wanted))
            return NumberFacts(
                owners=tuple(one for one in people if any(number.key == key for number in one.numbers)),
                rulings=rulings,
                ruled={one.customer_id: one for one in people if one.customer_id in named},
                shared=await _shared(connection, key),
            )

    async def rule(self, key: str, customer_id: str, verdict: Verdict, by: str) -> Ruling:
        """From now on; the same said twice is one ruling, the opposite undoes what was said before. Raises
        NotFound for the customer."""
        async with self._transactions.writing() as connection:
            customer_id = await standing_for(connection, customer_id)
            await get(connection, customer_id)
            before = await _in_force(connection, key, customer_id)
            if before is not None and before.verdict == verdict:
                return before
            if before is not None:
                await self._undo(connection, before.ruling_id, by)
            ruling = Ruling(
                ruling_id=uuid.uuid4().hex, key=key, customer_id=customer_id, verdict=verdict, by=by,
                at=self._now(),
            )  # fmt: skip
            await connection.execute(insert(number_rulings).values(**to_values(ruling, number_rulings)))
            return ruling

    async def undo(self, ruling_id: str, by: str) -> Ruling:
        """It counts no more; undoing it again changes nothing. Raises NotFound."""
        async with self._transactions.writing() as connection:
            await self._undo(connection, ruling_id, by)
            query = select(number_rulings).where(_R.ruling_id == ruling_id)
            row = (await connection.execute(query)).one_or_none()
            if row is None:
                raise NotFound("there is no ruling {ruling_id}", ruling_id=ruling_id)
            return to_struct(Ruling, row)

    async def share(
        self, key: str, kind: SharedKind, organisation: str | None, note: str | None, by: str
    ) -> SharedNumber:
        """Replaces what was said before."""
        shared = SharedNumber(key=key, kind=kind, organisation=organisation, note=note, by=by, at=self._now())
        async with self._transactions.writing() as connection:
            await connection.execute(delete(shared_numbers).where(shared_numbers.c.key == key))
            await connection.execute(insert(shared_numbers).values(**to_values(shared, shared_numbers)))
        return shared

    async def unshare(self, key: str) -> None:
        """Only what is seen from the records counts again."""
        async with self._transactions.writing() as connection:
            await connection.execute(delete(shared_numbers).where(shared_numbers.c.key == key))

    async def people_of(self, organisation: str, limit: int) -> list[Customer]:
        """The customers of an organisation, by name."""
        key = organisation_key(organisation)
        async with self._transactions.reading() as connection:
            return await find(connection, customers.c.organisation_key == key, limit=limit)

    async def _undo(self, connection: AsyncConnection, ruling_id: str, by: str) -> None:
        change = update(number_rulings).where(_R.ruling_id == ruling_id, _R.undone_at.is_(None))
        await connection.execute(change.values(undone_by=by, undone_at=self._now()))


async def _in_force(connection: AsyncConnection, key: str, customer_id: str) -> Ruling | None:
    query = select(number_rulings).where(_R.key == key, _R.customer_id == customer_id, _R.undone_at.is_(None))
    row = (await connection.execute(query)).one_or_none()
    return to_struct(Ruling, row) if row is not None else None


async def _shared(connection: AsyncConnection, key: str) -> SharedNumber | None:
    query = select(shared_numbers).where(shared_numbers.c.key == key)
    row = (await connection.execute(query)).one_or_none()
    return to_struct(SharedNumber, row) if row is not None else None
