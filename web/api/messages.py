"""Messages to customers: templates, one filled in, and those that were prepared."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from aiohttp import web

from cti.desk.writing import Draft
from cti.errors import InvalidInput
from cti.messages import templates as checks
from cti.messages.model import Channel, CustomerMessage, MessageState, Template, TemplateDraft
from cti.scripts.fields import script_fields
from web.audit import record
from web.auth import user_of
from web.endpoint import endpoint
from web.errors import problem_of
from web.keys import services
from web.sight import seeing
from web.views import ListPage

Line = Annotated[str, msgspec.Meta(max_length=200)]
Words = Annotated[str, msgspec.Meta(max_length=5000)]


class TemplateBody(msgspec.Struct, frozen=True, kw_only=True):
    """A template; `queues` [] means every queue."""

    name: Line
    channel: Channel
    language: Line
    text: Words
    queues: tuple[Line, ...] = ()


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """How a template reads for an invented customer; `own_fields` only some customers have. `problem`: why it
    could not be saved so."""

    text: str
    own_fields: tuple[str, ...]
    problem: str | None = None


class ChoiceQuery(msgspec.Struct, frozen=True, kw_only=True):
    """The call that the message is about."""

    work_id: str | None = None


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which template for which call or customer."""

    template_id: str
    work_id: str | None = None
    customer_id: str | None = None


class Prepared(msgspec.Struct, frozen=True, kw_only=True):
    """What the agent is about to send."""

    channel: Channel
    to: Line | None = None
    text: Words
    work_id: str | None = None
    customer_id: str | None = None


class MessageView(msgspec.Struct, frozen=True, kw_only=True):
    """A message; `to` may be masked."""

    message_id: str
    customer_id: str | None
    call_id: str | None
    agent: str
    channel: Channel
    to: str | None
    text: str
    at: datetime
    state: MessageState


@endpoint("GET", "/api/v1/message-templates")
async def templates(request: web.Request) -> ListPage[Template]:
    """All templates, by name."""
    return ListPage(await services(request).writing.templates.list())


@endpoint("GET", "/api/v1/message-templates/usable")
async def usable(request: web.Request, query: ChoiceQuery) -> ListPage[Template]:
    """The templates for one of the agent's calls, or for none."""
    return ListPage(await services(request).writing.choices(user_of(request).name, query.work_id))


@endpoint("POST", "/api/v1/message-templates", role="supervisor", status=201)
async def add_template(request: web.Request, body: TemplateBody) -> Template:
    """Adds a template."""
    draft = _checked(body)
    template = await services(request).writing.templates.create(draft, user_of(request).name)
    await record(request, user_of(request).name, "template_added", template.template_id, {"name": draft.name})
    return template


@endpoint("POST", "/api/v1/message-templates/preview", role="supervisor")
async def preview(request: web.Request, body: TemplateBody) -> Preview:
    """How it reads for an invented customer, or what is wrong with it."""
    try:
        draft = _checked(body)
    except InvalidInput as error:
        return Preview(text="", own_fields=(), problem=problem_of(error).detail)
    name, unit = ("王芳", "华为") if draft.language == "zh_CN" else ("Mary Brown", "Acme")
    values = script_fields(
        customer_name=name, organisation=unit, agent_name=user_of(request).display_name or "Li",
        extension="1001", queue=next(iter(draft.queues), "support"), number="138 0013 8000", dialed="4008001",
    )  # fmt: skip
    text = checks.filled(draft.text, draft.language, values).text
    return Preview(text=text, own_fields=tuple(checks.own_fields_in(draft.text)))


@endpoint("PUT", "/api/v1/message-templates/{template_id}", role="supervisor")
async def change_template(request: web.Request, body: TemplateBody) -> Template:
    """Changes a template."""
    template_id, draft = request.match_info["template_id"], _checked(body)
    template = await services(request).writing.templates.update(template_id, draft, user_of(request).name)
    await record(request, user_of(request).name, "template_changed", template_id, {"name": draft.name})
    return template


@endpoint("DELETE", "/api/v1/message-templates/{template_id}", role="supervisor")
async def delete_template(request: web.Request) -> None:
    """Deletes a template; messages prepared from it stay."""
    template_id = request.match_info["template_id"]
    await services(request).writing.templates.delete(template_id)
    await record(request, user_of(request).name, "template_deleted", template_id)


@endpoint("POST", "/api/v1/messages/draft")
async def draft(request: web.Request, body: Wanted) -> Draft:
    """A template filled in, to be looked over; nothing is kept yet."""
    name = user_of(request).name
    return await services(request).writing.draft(name, body.template_id, body.work_id, body.customer_id)


@endpoint("POST", "/api/v1/messages", status=201)
async def prepare(request: web.Request, body: Prepared) -> MessageView:
    """Keeps a message as prepared for the customer."""
    name = user_of(request).name
    message = await services(request).writing.prepare(
        name, body.channel, body.to, body.text, body.work_id, body.customer_id
    )
    subject = message.customer_id or message.call_id or message.message_id
    await record(request, name, "message.prepared", subject, {"channel": message.channel})
    return _view(message, message.to)


@endpoint("GET", "/api/v1/customers/{customer_id}/messages")
async def of_customer(request: web.Request) -> ListPage[MessageView]:
    """What was prepared for a customer, newest first; numbers of others are masked for agents."""
    customer = await services(request).customers.get(request.match_info["customer_id"])
    found = await services(request).writing.messages.of_customer(customer.customer_id)
    own = customer.number_keys
    async with seeing(request, "customer_unmasked", customer.customer_id) as sight:
        views = [_view(message, sight.number(message.to, own)) for message in found]
    return ListPage(views)


def _checked(body: TemplateBody) -> TemplateDraft:
    draft = TemplateDraft(
        name=body.name.strip(), channel=body.channel, language=body.language, text=body.text,
        queues=body.queues,
    )  # fmt: skip
    checks.check(draft)
    return draft


def _view(message: CustomerMessage, to: str | None) -> MessageView:
    facts = {name: getattr(message, name) for name in MessageView.__struct_fields__ if name != "to"}
    return MessageView(to=to, **facts)


ROUTES = (
    templates, usable, add_template, preview, change_template, delete_template, draft, prepare, of_customer,
)  # fmt: skip
