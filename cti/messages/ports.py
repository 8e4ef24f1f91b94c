"""Where templates and prepared messages are kept, as protocols (stores in db/messages.py).

Methods raise `StoreUnavailable` when the database cannot be used.
"""

from __future__ import annotations

import builtins
from typing import Protocol

from cti.messages.model import CustomerMessage, Template, TemplateDraft


class TemplateStore(Protocol):
    """Templates of messages; names are unique."""

    async def list(self) -> builtins.list[Template]:
        """All, by name."""

    async def get(self, template_id: str) -> Template:
        """Raises `NotFound`."""

    async def create(self, draft: TemplateDraft, by: str) -> Template:
        """Raises `Conflict` when the name is taken."""

    async def update(self, template_id: str, draft: TemplateDraft, by: str) -> Template:
        """Raises `NotFound`, `Conflict`."""

    async def delete(self, template_id: str) -> None:
        """What was prepared from it stays. Raises `NotFound`."""


class MessageStore(Protocol):
    """Messages that were prepared for customers."""

    async def add(self, message: CustomerMessage) -> None:
        """Writes it."""

    async def of_customer(self, customer_id: str, limit: int = 100) -> list[CustomerMessage]:
        """Newest first."""

    async def of_call(self, call_id: str) -> list[CustomerMessage]:
        """Oldest first."""
