"""What an agent does with a work item: customer, drafts, finish, dismiss, more time; and dialling."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from aiohttp import web

from cti.calls.record import Outcome, WorkItem
from cti.events import Party
from web.auth import user_of
from web.endpoint import endpoint
from web.i18n import current_locale
from web.keys import services
from web.views import ListPage
from web.works import WorkView, open_work, work_view


class Chosen(msgspec.Struct, frozen=True):
    """The customer the agent says it is."""

    customer_id: str


class OutcomeBody(msgspec.Struct, frozen=True, kw_only=True):
    """What the agent says of the call; `follow_up_agent` is the agent's own name, or null: anybody."""

    disposition: Annotated[str, msgspec.Meta(max_length=100)] | None = None
    note: Annotated[str, msgspec.Meta(max_length=10_000)] | None = None
    follow_up_at: datetime | None = None
    follow_up_agent: Annotated[str, msgspec.Meta(max_length=100)] | None = None


class UncodedView(msgspec.Struct, frozen=True, kw_only=True):
    """A call to be coded later."""

    work_id: str
    call_id: str
    at: datetime
    queue: str | None
    number: str | None
    name: str | None


class Extended(msgspec.Struct, frozen=True):
    """When the wrap-up ends now."""

    wrap_up_until: datetime | None


class Number(msgspec.Struct, frozen=True):
    """A number in any form."""

    number: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]


@endpoint("GET", "/api/v1/work")
async def work(request: web.Request) -> ListPage[WorkView]:
    """The agent's open work items, oldest first."""
    return ListPage(await open_work(services(request), user_of(request).name, current_locale()))


@endpoint("GET", "/api/v1/work/uncoded")
async def uncoded(request: web.Request) -> ListPage[UncodedView]:
    """The agent's calls whose time ended before a disposition was chosen, oldest first."""
    items = await services(request).desk.uncoded(user_of(request).name)
    customers = {item.customer_id for item in items if item.customer_id}
    names = await services(request).customers.names(customers)
    return ListPage([_uncoded(item, names.get(item.customer_id or "")) for item in items])


@endpoint("GET", "/api/v1/work/{work_id}")
async def one_work(request: web.Request) -> WorkView:
    """One of the agent's work items, finished or not."""
    item = await services(request).desk.own_work(user_of(request).name, request.match_info["work_id"])
    return await work_view(services(request), item, current_locale())


@endpoint("POST", "/api/v1/work/{work_id}/customer")
async def choose_customer(request: web.Request, body: Chosen) -> WorkView:
    """Says who the customer is."""
    name, work_id = user_of(request).name, request.match_info["work_id"]
    item = await services(request).desk.choose_customer(name, work_id, body.customer_id)
    return await work_view(services(request), item, current_locale())


@endpoint("PUT", "/api/v1/work/{work_id}/outcome")
async def save_outcome(request: web.Request, body: OutcomeBody) -> None:
    """Keeps the drafts as typed."""
    desk = services(request).desk
    await desk.save_outcome(user_of(request).name, request.match_info["work_id"], _outcome(body))


@endpoint("POST", "/api/v1/work/{work_id}/finish")
async def finish(request: web.Request, body: OutcomeBody) -> None:
    """Ends the work on the call, and the wrap-up with it."""
    desk = services(request).desk
    await desk.finish(user_of(request).name, request.match_info["work_id"], _outcome(body))


@endpoint("POST", "/api/v1/work/{work_id}/dismiss")
async def dismiss(request: web.Request) -> None:
    """Puts the pop away; it does not come back."""
    await services(request).desk.dismiss(user_of(request).name, request.match_info["work_id"])


@endpoint("POST", "/api/v1/work/{work_id}/extend")
async def extend(request: web.Request) -> Extended:
    """More time for wrap-up."""
    name, work_id = user_of(request).name, request.match_info["work_id"]
    item = await services(request).desk.extend_wrap_up(name, work_id)
    return Extended(item.wrap_up_until)


@endpoint("POST", "/api/v1/dial", status=202)
async def dial(request: web.Request, body: Number) -> None:
    """Calls a number: the agent's phone rings first."""
    await services(request).desk.dial(user_of(request).name, body.number)


class _Popped(msgspec.Struct, frozen=True):
    caller: Party
    queue: str | None = None
    caller_display: str | None = None


def _uncoded(item: WorkItem, customer_name: str | None) -> UncodedView:
    popped = msgspec.json.decode(item.pop, type=_Popped)
    return UncodedView(
        work_id=item.work_id, call_id=item.call_id, at=item.answered_at or item.created_at,
        queue=popped.queue, number=popped.caller_display or popped.caller.number,
        name=customer_name or popped.caller.name,
    )  # fmt: skip


def _outcome(body: OutcomeBody) -> Outcome:
    return Outcome(
        disposition=body.disposition or None,
        note=body.note or None,
        follow_up_at=body.follow_up_at,
        follow_up_agent=(body.follow_up_agent or None) if body.follow_up_at else None,
    )


ROUTES = (work, uncoded, one_work, choose_customer, save_outcome, finish, dismiss, extend, dial)
