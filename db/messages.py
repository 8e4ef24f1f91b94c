"""Templates of messages to customers, and the messages prepared from them."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from cti.errors import Conflict, NotFound
from cti.messages.model import CustomerMessage, Template, TemplateDraft
from db.rows import to_struct, to_values
from db.tables import message_templates, messages
from db.transaction import Transactions


class Templates:
    """The store behind `cti.ports.TemplateStore`."""

    def __init__(self, transactions: Transactions, now: Callable[[], datetime]) -> None:
        self._transactions = transactions
        self._now = now

    async def list(self) -> builtins.list[Template]:
        """All, by name."""
        async with self._transactions.reading() as connection:
            found = await connection.execute(select(message_templates).order_by(message_templates.c.name))
            return [to_struct(Template, row) for row in found]

    async def get(self, template_id: str) -> Template:
        """Raises NotFound."""
        query = select(message_templates).where(message_templates.c.template_id == template_id)
        async with self._transactions.reading() as connection:
            row = (await connection.execute(query)).first()
        if row is None:
            raise _unknown()
        return to_struct(Template, row)

    async def create(self, draft: TemplateDraft, by: str) -> Template:
        """Raises Conflict when the name is taken."""
        template = self._changed(uuid4().hex, draft, by)
        async with self._transactions.writing() as connection:
            try:
                await connection.execute(insert(message_templates).values(**_values(template)))
            except IntegrityError:
                raise _taken(draft.name) from None
        return template

    async def update(self, template_id: str, draft: TemplateDraft, by: str) -> Template:
        """Raises NotFound, Conflict."""
        template = self._changed(template_id, draft, by)
        change = update(message_templates).where(message_templates.c.template_id == template_id)
        async with self._transactions.writing() as connection:
            try:
                changed = await connection.execute(change.values(**_values(template)))
            except IntegrityError:
                raise _taken(draft.name) from None
            if changed.rowcount == 0:
                raise _unknown()
        return template

    async def delete(self, template_id: str) -> None:
        """What was prepared from it stays. Raises NotFound."""
        gone = delete(message_templates).where(message_templates.c.template_id == template_id)
        async with self._transactions.writing() as connection:
            if (await connection.execute(gone)).rowcount == 0:
                raise _unknown()

    def _changed(self, template_id: str, draft: TemplateDraft, by: str) -> Template:
        return Template(
            template_id=template_id, name=draft.name, channel=draft.channel, language=draft.language,
            text=draft.text, queues=draft.queues, changed_at=self._now(), changed_by=by,
        )  # fmt: skip


class Messages:
    """The store behind `cti.ports.MessageStore`."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def add(self, message: CustomerMessage) -> None:
        """Writes it."""
        async with self._transactions.writing() as connection:
            await connection.execute(insert(messages).values(**to_values(message, messages)))

    async def of_customer(self, customer_id: str, limit: int = 100) -> builtins.list[CustomerMessage]:
        """Newest first."""
        query = select(messages).where(messages.c.customer_id == customer_id)
        query = query.order_by(messages.c.at.desc(), messages.c.message_id).limit(limit)
        async with self._transactions.reading() as connection:
            return [to_struct(CustomerMessage, row) for row in await connection.execute(query)]

    async def of_call(self, call_id: str) -> builtins.list[CustomerMessage]:
        """Oldest first."""
        query = select(messages).where(messages.c.call_id == call_id).order_by(messages.c.at)
        async with self._transactions.reading() as connection:
            return [to_struct(CustomerMessage, row) for row in await connection.execute(query)]


def _values(template: Template) -> dict[str, object]:
    return to_values(template, message_templates)


def _unknown() -> NotFound:
    return NotFound("there is no such message template")


def _taken(name: str) -> Conflict:
    return Conflict("there is a message template {name} already", name=name)
