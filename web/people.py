"""What the web part may ask about customers beside their records, as one value of `Services`."""

from __future__ import annotations

from dataclasses import dataclass

from cti.customers.stores import MergeStore, RulingStore
from cti.screenpop.persons import Persons
from cti.timeline import TimelineStore


@dataclass(frozen=True, kw_only=True)
class People:
    """Who calls from a number, who became whom, what was between a customer and us."""

    persons: Persons
    rulings: RulingStore
    merges: MergeStore
    timelines: TimelineStore
