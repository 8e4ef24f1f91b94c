"""The stores of cti/messages/ports.py in memory: same promises, no database."""

from __future__ import annotations

import builtins
from itertools import count

import msgspec

from cti.errors import Conflict, NotFound
from cti.messages.model import CustomerMessage, Template, TemplateDraft
from cti.ports import Clock
from tests.fakes.stores import Breakable


class FakeTemplates(Breakable):
    """Port TemplateStore."""

    def __init__(self, clock: Clock) -> None:
        self.rows: dict[str, Template] = {}
        self._clock = clock
        self._ids = count(1)

    async def list(self) -> builtins.list[Template]:
        self._check()
        return sorted(self.rows.values(), key=lambda row: row.name)

    async def get(self, template_id: str) -> Template:
        if template_id not in self.rows:
            raise NotFound("there is no such message template")
        return self.rows[template_id]

    async def create(self, draft: TemplateDraft, by: str) -> Template:
        return self._keep(f"t{next(self._ids)}", draft, by)

    async def update(self, template_id: str, draft: TemplateDraft, by: str) -> Template:
        await self.get(template_id)
        return self._keep(template_id, draft, by)

    async def delete(self, template_id: str) -> None:
        await self.get(template_id)
        del self.rows[template_id]

    def _keep(self, template_id: str, draft: TemplateDraft, by: str) -> Template:
        if any(row.name == draft.name and key != template_id for key, row in self.rows.items()):
            raise Conflict("there is a message template {name} already", name=draft.name)
        self.rows[template_id] = Template(
            template_id=template_id,
            changed_at=self._clock.now(),
            changed_by=by,
            **msgspec.structs.asdict(draft),
        )
        return self.rows[template_id]


class FakeMessages(Breakable):
    """Port MessageStore."""

    def __init__(self) -> None:
        self.rows: list[CustomerMessage] = []

    async def add(self, message: CustomerMessage) -> None:
        self._check()
        self.rows.append(message)

    async def of_customer(self, customer_id: str, limit: int = 100) -> list[CustomerMessage]:
        return [row for row in self.rows[::-1] if row.customer_id == customer_id][:limit]

    async def of_call(self, call_id: str) -> list[CustomerMessage]:
        return [row for row in self.rows if row.call_id == call_id]
