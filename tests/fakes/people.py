"""What web/ asks about customers, over the stores in memory; without merges."""

from __future__ import annotations

from collections.abc import Mapping

from cti.config import Config
from cti.customers.merging import Choice, DuplicateGroup, Merge
from cti.errors import NotFound
from cti.ports import CallStore, Clock, Outbox
from cti.screenpop.pages import Pages
from cti.screenpop.persons import Persons
from cti.timeline import Entry, Wanted
from cti.works import WorkItems
from tests.fakes.rulings import FakeRulings
from tests.fakes.stores import FakeCustomers, FakeScripts, FakeWorks
from web.people import People


class NoMerges:
    """Port MergeStore of a place where nobody was ever merged."""

    async def merge(
        self, kept: tuple[str, int], gone: tuple[str, int], choices: Mapping[str, Choice], by: str
    ) -> Merge:
        raise NotFound("there is no customer {customer_id}", customer_id=gone[0])

    async def undo(self, merge_id: str, version: int, by: str) -> Merge:
        return await self.get(merge_id)

    async def get(self, merge_id: str) -> Merge:
        raise NotFound("there is no merge {merge_id}", merge_id=merge_id)

    async def duplicates(
        self, limit: int = 20, cursor: str | None = None
    ) -> tuple[list[DuplicateGroup], str | None]:
        return [], None

    async def list(
        self, customer_id: str | None = None, limit: int = 20, cursor: str | None = None
    ) -> tuple[list[Merge], str | None]:
        return [], None


class FakeTimelines:
    """Port TimelineStore; every customer has the `entries` that a test lays in."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    async def list(
        self, customer_id: str, wanted: Wanted, limit: int = 50, cursor: str | None = None
    ) -> tuple[list[Entry], str | None]:
        return self.entries[:limit], None


def people(
    customers: FakeCustomers,
    calls: CallStore,
    works: FakeWorks,
    rulings: FakeRulings,
    outbox: Outbox,
    clock: Clock,
    timelines: FakeTimelines,
) -> People:
    """Real decisions over fake stores."""
    pages = Pages(
        customers=customers, rulings=rulings, calls=calls, scripts=FakeScripts(), config=Config(),
        clock=clock, is_internal=lambda key: len(key) < 5,
    )  # fmt: skip
    persons = Persons(
        works=WorkItems(works, outbox), calls=calls, customers=customers, rulings=rulings, pages=pages
    )
    return People(persons=persons, rulings=rulings, merges=NoMerges(), timelines=timelines)
