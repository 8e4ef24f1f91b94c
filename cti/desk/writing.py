"""Messages to customers: a template filled in for one, and what the agent made of it, kept as prepared.

Nothing is sent from here: the agent's own text or mail program does that.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

import msgspec

from cti.calls.record import WorkItem
from cti.config import Config
from cti.customers.model import Customer
from cti.errors import InvalidInput, NotFound
from cti.messages import templates
from cti.messages.model import Channel, CustomerMessage, Template
from cti.messages.ports import MessageStore, TemplateStore
from cti.ports import Clock, CustomerStore, UserStore, WorkStore
from cti.scripts.fields import script_fields
from cti.users.model import User


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A message to be looked over; `missing` are fields nobody knows."""

    template_id: str
    channel: Channel
    to: str | None
    text: str
    missing: tuple[str, ...]


class _Popped(msgspec.Struct, frozen=True):
    """What a message needs of a stored pop."""

    dialed: str | None = None
    queue: str | None = None
    caller_display: str | None = None
    caller_e164: str | None = None


@dataclass(frozen=True, kw_only=True)
class WritingDesk:
    """Every method raises NotFound for a work item that is not the agent's own, StoreUnavailable."""

    templates: TemplateStore
    messages: MessageStore
    works: WorkStore
    users: UserStore
    customers: CustomerStore
    config: Config
    clock: Clock

    async def choices(self, agent: str, work_id: str | None) -> list[Template]:
        """The templates for this call, or for none."""
        item = await self._item(agent, work_id)
        return templates.usable(await self.templates.list(), _popped(item).queue)

    async def draft(
        self, agent: str, template_id: str, work_id: str | None, customer_id: str | None
    ) -> Draft:
        """The template filled in for the customer of this call, or for `customer_id`."""
        template = await self.templates.get(template_id)
        item = await self._item(agent, work_id)
        customer = await self._customer(item, customer_id)
        values = _values(await self.users.get(agent), customer, _popped(item))
        text = templates.filled(template.text, template.language, values)
        return Draft(
            template_id=template_id, channel=template.channel, text=text.text, missing=text.missing,
            to=_address(template.channel, customer, _popped(item)),
        )  # fmt: skip

    async def prepare(
        self, agent: str, channel: Channel, to: str | None, text: str, work_id: str | None,
        customer_id: str | None,
    ) -> CustomerMessage:  # fmt: skip
        """Keeps what the agent is about to send. Raises InvalidInput for an empty text."""
        if not text.strip():
            raise InvalidInput("the message is empty", "text")
        item = await self._item(agent, work_id)
        customer = await self._customer(item, customer_id)
        message = CustomerMessage(
            message_id=uuid4().hex, customer_id=customer.customer_id if customer else None,
            call_id=item.call_id if item else None, agent=agent, channel=channel, to=to or None, text=text,
            at=self.clock.now(),
        )  # fmt: skip
        await self.messages.add(message)
        return message

    async def _item(self, agent: str, work_id: str | None) -> WorkItem | None:
        if work_id is None:
            return None
        item = await self.works.get(work_id)
        if item.agent != agent:
            raise NotFound("there is no such work item of yours")
        return item

    async def _customer(self, item: WorkItem | None, customer_id: str | None) -> Customer | None:
        wanted = customer_id or (item.customer_id if item else None)
        return await self.customers.get(wanted) if wanted else None


def _popped(item: WorkItem | None) -> _Popped:
    return msgspec.json.decode(item.pop, type=_Popped) if item else _Popped()


def _values(user: User, customer: Customer | None, popped: _Popped) -> dict[str, str]:
    return script_fields(
        customer_name=customer.name if customer else None,
        organisation=customer.organisation if customer else None,
        customer_fields=customer.fields if customer else None,
        agent_name=user.display_name or user.name,
        extension=user.extension,
        queue=popped.queue,
        number=popped.caller_display,
        dialed=popped.dialed,
    )


def _address(channel: Channel, customer: Customer | None, popped: _Popped) -> str | None:
    """The number that called, else the customer's first; for mail the customer's address."""
    if channel == "email":
        return customer.email if customer else None
    if channel != "sms":
        return None
    own = [number.e164 or number.raw for number in customer.numbers] if customer else []
    return popped.caller_e164 or next(iter(own), None)
