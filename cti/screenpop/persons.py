"""What an agent says of who calls: not this person, also this person, a number that many share.

It is remembered for the number (cti/customers/rulings.py) and shown at once in the call's work items: those
who cannot be it go, a customer who was shown and is not the caller is taken off the call. Nothing here
changes a customer's record.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager

import msgspec

from cti.calls.record import WorkItem
from cti.customers.rulings import SharedKind
from cti.customers.stores import RulingStore
from cti.errors import InvalidInput, NotFound
from cti.events import Party
from cti.ports import CallStore, CustomerStore
from cti.screenpop.pages import Pages
from cti.works import WorkItems

replace = msgspec.structs.replace


class _Popped(msgspec.Struct, frozen=True):
    """What is read of a pop here."""

    caller: Party


class Persons:
    """Every method raises NotFound for an item that is not the agent's own, and StoreUnavailable."""

    def __init__(
        self,
        *,
        works: WorkItems,
        calls: CallStore,
        customers: CustomerStore,
        rulings: RulingStore,
        pages: Pages,
    ) -> None:
        self._works = works
        self._calls = calls
        self._customers = customers
        self._rulings = rulings
        self._pages = pages

    async def not_this(self, agent: str, work_id: str, customer_id: str) -> WorkItem:
        """This customer does not call, now and next time from this number. A withheld number cannot be
        remembered: then it is only said of this call."""
        async with self._own(agent, work_id) as item:
            key = self._pages.key(_number(item))
            if key is not None:
                await self._rulings.rule(key, customer_id, "not", agent)
            customer = await self._customers.get(customer_id)
            saved = await self._renewed(item, _without(item, customer.customer_id))
        await self._tell_colleagues(saved, item.customer_id)
        return saved

    async def also_this(self, agent: str, work_id: str, customer_id: str) -> WorkItem:
        """This customer calls from this number too, and is the one on the phone."""
        async with self._own(agent, work_id) as item:
            customer = await self._customers.get(customer_id)
            await self._rulings.rule(self._key(item), customer.customer_id, "also", agent)
            saved = await self._renewed(item, customer.customer_id)
        await self._tell_colleagues(saved, item.customer_id)
        return saved

    async def undo(self, agent: str, work_id: str, ruling_id: str) -> WorkItem:
        """What was said counts no more. Raises NotFound for an unknown ruling."""
        async with self._own(agent, work_id) as item:
            await self._rulings.undo(ruling_id, agent)
            saved = await self._renewed(item, item.customer_id)
        await self._tell_colleagues(saved, item.customer_id)
        return saved

    async def share(
        self, agent: str, work_id: str, kind: SharedKind | None, organisation: str | None, note: str | None
    ) -> WorkItem:
        """Many share the number; (None) nobody says so any more."""
        async with self._own(agent, work_id) as item:
            if kind is None:
                await self._rulings.unshare(self._key(item))
            else:
                await self._rulings.share(self._key(item), kind, organisation, note, agent)
            saved = await self._renewed(item, item.customer_id)
        await self._tell_colleagues(saved, item.customer_id)
        return saved

    async def customers_changed(self, customer_ids: Collection[str]) -> None:
        """Customers became one, or two again: open work that shows them is looked up anew and told."""
        for open_item in await self._works.store.open_with(customer_ids):
            async with self._works.held(open_item.work_id) as item:
                await self._renewed(item, item.customer_id)

    def key_of(self, item: WorkItem) -> str | None:
        """What is remembered of the item's caller is remembered under this."""
        return self._pages.key(_number(item))

    def _key(self, item: WorkItem) -> str:
        key = self.key_of(item)
        if key is None:
            raise InvalidInput("the number is withheld or one of our own: nothing can be remembered for it")
        return key

    async def _renewed(self, item: WorkItem, customer_id: str | None) -> WorkItem:
        """The held item with this customer, and with those who may be calling as it is known now."""
        if customer_id != item.customer_id:
            await self._calls.set_customer(item.call_id, customer_id)
        return await self._works.save(await self._shown(replace(item, customer_id=customer_id)))

    async def _shown(self, item: WorkItem) -> WorkItem:
        """`item` with a pop that tells who may be calling now; nobody is greeted who is not the caller."""
        pop = msgspec.json.decode(item.pop, type=dict[str, msgspec.Raw])
        if item.customer_id is None:
            pop["customer"] = msgspec.Raw(b"null")
        number = _number(item)
        if number is not None and self._pages.key(number) is not None:
            found = await self._pages.found(number)
            for name in ("candidates", "set_aside", "shared"):
                pop[name] = msgspec.Raw(msgspec.json.encode(getattr(found, name)))
        return replace(item, pop=msgspec.json.encode(pop).decode())

    async def _tell_colleagues(self, item: WorkItem, before: str | None) -> None:
        """Who works on the same call sees the same, unless they chose another customer."""
        for other in await self._works.others(item):
            async with self._works.held(other.work_id) as theirs:
                if theirs.outcome.finished_at is None:
                    same = theirs.customer_id == before
                    chosen = item.customer_id if same else theirs.customer_id
                    await self._works.save(await self._shown(replace(theirs, customer_id=chosen)))

    @asynccontextmanager
    async def _own(self, agent: str, work_id: str) -> AsyncIterator[WorkItem]:
        async with self._works.held(work_id) as item:
            if item.agent != agent:
                raise NotFound("there is no work item {work_id} of yours", work_id=work_id)
            yield item


def _number(item: WorkItem) -> str | None:
    return msgspec.json.decode(item.pop, type=_Popped).caller.number


def _without(item: WorkItem, customer_id: str) -> str | None:
    return None if item.customer_id == customer_id else item.customer_id
