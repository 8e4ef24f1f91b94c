"""What people said of numbers, in memory: same promises as the database, over `FakeCustomers`."""

from __future__ import annotations

from itertools import count

import msgspec

from cti.customers.model import Customer
from cti.customers.rulings import NumberFacts, Ruling, SharedKind, SharedNumber, Verdict
from cti.errors import NotFound
from cti.ports import Clock
from tests.fakes.stores import Breakable, FakeCustomers


class FakeRulings(Breakable):
    """Port RulingStore."""

    def __init__(self, customers: FakeCustomers, clock: Clock) -> None:
        self._customers = customers
        self._clock = clock
        self._ids = count(1)
        self.rows: dict[str, Ruling] = {}
        self.shared: dict[str, SharedNumber] = {}

    async def about(self, key: str) -> NumberFacts:
        self._check()
        rulings = tuple(row for row in self.rows.values() if row.key == key and row.undone_at is None)
        known = self._customers.rows
        ruled = {one.customer_id: known[one.customer_id] for one in rulings if one.customer_id in known}
        owners = tuple(await self._customers.by_number_key(key))
        return NumberFacts(owners, rulings, ruled, self.shared.get(key))

    async def rule(self, key: str, customer_id: str, verdict: Verdict, by: str) -> Ruling:
        await self._customers.get(customer_id)
        for row in (await self.about(key)).rulings:
            if row.customer_id == customer_id:
                await self.undo(row.ruling_id, by)
        ruling = Ruling(
            ruling_id=f"ruling{next(self._ids)}", key=key, customer_id=customer_id, verdict=verdict, by=by,
            at=self._clock.now(),
        )  # fmt: skip
        self.rows[ruling.ruling_id] = ruling
        return ruling

    async def undo(self, ruling_id: str, by: str) -> Ruling:
        self._check()
        if ruling_id not in self.rows:
            raise NotFound("there is no ruling {ruling_id}", ruling_id=ruling_id)
        undone = msgspec.structs.replace(self.rows[ruling_id], undone_by=by, undone_at=self._clock.now())
        self.rows[ruling_id] = undone
        return undone

    async def share(
        self, key: str, kind: SharedKind, organisation: str | None, note: str | None, by: str
    ) -> SharedNumber:
        self._check()
        self.shared[key] = SharedNumber(
            key=key, kind=kind, organisation=organisation, note=note, by=by, at=self._clock.now()
        )
        return self.shared[key]

    async def unshare(self, key: str) -> None:
        self._check()
        self.shared.pop(key, None)

    async def people_of(self, organisation: str, limit: int) -> list[Customer]:
        self._check()
        people = [row for row in self._customers.rows.values() if row.organisation == organisation]
        return sorted(people, key=lambda row: row.name)[:limit]
