"""What the core needs from outside about customers, beside their records: each a protocol.

Methods raise `StoreUnavailable` when the database cannot be used, and what they name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from cti.customers.merging import Choice, DuplicateGroup, Merge
from cti.customers.model import Customer
from cti.customers.rulings import NumberFacts, Ruling, SharedKind, SharedNumber, Verdict


class RulingStore(Protocol):
    """What people said of numbers; `key` is that of cti.customers.numbers."""

    async def about(self, key: str) -> NumberFacts:
        """Everything stored about a number, read at once."""

    async def rule(self, key: str, customer_id: str, verdict: Verdict, by: str) -> Ruling:
        """From now on; what was said before of the two is undone. Raises `NotFound` for the customer."""

    async def undo(self, ruling_id: str, by: str) -> Ruling:
        """It counts no more. Raises `NotFound`."""

    async def share(
        self, key: str, kind: SharedKind, organisation: str | None, note: str | None, by: str
    ) -> SharedNumber:
        """The number is shared; replaces what was said before."""

    async def unshare(self, key: str) -> None:
        """Nobody says any more that the number is shared."""

    async def people_of(self, organisation: str, limit: int) -> list[Customer]:
        """The customers of an organisation, by name."""


class MergeStore(Protocol):
    """Customers that became one."""

    async def merge(
        self, kept: tuple[str, int], gone: tuple[str, int], choices: Mapping[str, Choice], by: str
    ) -> Merge:
        """`kept` and `gone` are (id, version). Raises `NotFound`, `Conflict`, `InvalidInput`."""

    async def undo(self, merge_id: str, version: int, by: str) -> Merge:
        """Both are what they were; `version` is that of the kept one now. Raises `NotFound`, `Conflict`."""

    async def get(self, merge_id: str) -> Merge:
        """Raises `NotFound`."""

    async def duplicates(
        self, limit: int = 20, cursor: str | None = None
    ) -> tuple[list[DuplicateGroup], str | None]:
        """Customers who may be one, the surest first."""

    async def list(
        self, customer_id: str | None = None, limit: int = 20, cursor: str | None = None
    ) -> tuple[list[Merge], str | None]:
        """Newest first; of one kept customer, or all."""
