"""What was between a customer and us: the last calls, what is open, the whole timeline, the organisation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated

import msgspec
from aiohttp import web

from cti.calls.record import CallFilter, CallRecord
from cti.customers.model import Customer
from cti.errors import InvalidInput
from cti.screenpop.frame import OpenMatter
from cti.timeline import KINDS, Kind, Wanted
from cti.worklists.model import Task
from web.auth import has_role, user_of
from web.calls import call_views
from web.endpoint import endpoint
from web.i18n import current_locale
from web.keys import services
from web.services import Services
from web.sight import seeing
from web.timeline import EntryView, dispositions_with, entry_view
from web.views import CallView, CustomerView, ListPage, customer_view, open_matters

HISTORY_CALLS = 50
MOST_PEOPLE = 50
Limit = Annotated[int, msgspec.Meta(ge=1, le=200)]


class LastSaid(msgspec.Struct, frozen=True):
    """What the caller was told or promised last time: of the latest call that somebody coded or noted."""

    call_id: str
    at: datetime
    agent: str | None
    disposition: str | None
    note: str | None


class CustomerHistory(msgspec.Struct, frozen=True):
    """The last calls, newest first, what was said last time, and what was promised and is open."""

    calls: list[CallView]
    open: list[OpenMatter]
    last: LastSaid | None


class TimelineQuery(msgspec.Struct, frozen=True, kw_only=True):
    """`kinds` is a list with commas, nothing means all; `q` is looked for in texts, names and numbers."""

    kinds: str = ""
    q: Annotated[str, msgspec.Meta(max_length=200)] = ""
    limit: Limit = 50
    cursor: str | None = None


class OrganisationView(msgspec.Struct, frozen=True):
    """A customer's organisation: its other people by name (`more`: not all of them), and what is open."""

    organisation: str | None
    people: list[CustomerView]
    open: list[OpenMatter]
    more: bool


@endpoint("GET", "/api/v1/customers/{customer_id}/history")
async def history(request: web.Request) -> CustomerHistory:
    """A customer's last calls, what was said last time, and open matters."""
    customer = await _customer(request)
    calls, _ = await services(request).calls.list(CallFilter(customer=customer.customer_id), HISTORY_CALLS)
    async with seeing(request, "customer_unmasked", customer.customer_id) as sight:
        views = await call_views(services(request), calls, sight, current_locale())
    tasks = [_task(one) for one in await services(request).tasks.store.open_of([customer.customer_id])]
    return CustomerHistory(views, open_matters(calls) + tasks, _last_said(calls))


@endpoint("GET", "/api/v1/customers/{customer_id}/timeline")
async def timeline(request: web.Request, query: TimelineQuery) -> ListPage[EntryView]:
    """Everything that ever was between a customer and us, newest first."""
    customer, sees_all = await _customer(request), has_role(user_of(request), "supervisor")
    config = services(request).config
    wanted = Wanted(
        kinds=_kinds(query.kinds),
        text=query.q,
        dispositions=dispositions_with(query.q, config) if query.q.strip() else (),
        sensitive=sees_all,
    )
    found, following = await services(request).people.timelines.list(
        customer.customer_id, wanted, query.limit, query.cursor
    )
    async with seeing(request, "customer_unmasked", customer.customer_id) as sight:
        views = [entry_view(one, customer, sight, current_locale()) for one in found]
    return ListPage(views, following)


@endpoint("GET", "/api/v1/customers/{customer_id}/organisation")
async def organisation(request: web.Request) -> OrganisationView:
    """The people of a customer's organisation and what is open for them."""
    customer = await _customer(request)
    if not customer.organisation:
        return OrganisationView(None, [], [], more=False)
    rulings = services(request).people.rulings
    everybody = await rulings.people_of(customer.organisation, MOST_PEOPLE + 2)
    others = [one for one in everybody if one.customer_id != customer.customer_id]
    people = others[:MOST_PEOPLE]
    found = await _open_with(services(request), [one.customer_id for one in people])
    views = [customer_view(one) for one in people]
    return OrganisationView(customer.organisation, views, found, more=len(others) > MOST_PEOPLE)


async def _customer(request: web.Request) -> Customer:
    """The customer of the address. Raises NotFound."""
    return await services(request).customers.get(request.match_info["customer_id"])


async def _open_with(services: Services, customer_ids: Sequence[str]) -> list[OpenMatter]:
    """What is open with each, one customer after the other: promises by date, then tasks."""
    calls: dict[str | None, list[CallRecord]] = defaultdict(list)
    for call in await services.calls.open_follow_ups(customer_ids):
        calls[call.customer_id].append(call)
    tasks: dict[str | None, list[OpenMatter]] = defaultdict(list)
    for task in await services.tasks.store.open_of(customer_ids):
        tasks[task.customer_id].append(_task(task))
    return [matter for one in customer_ids for matter in (*_of(one, open_matters(calls[one])), *tasks[one])]


def _task(task: Task) -> OpenMatter:
    return OpenMatter(
        kind="task", call_id=task.call_id, due=task.due_at, note=task.title, task_id=task.task_id,
        agent=task.agent, customer_id=task.customer_id, created_by=task.created_by,
    )  # fmt: skip


def _of(customer_id: str, matters: list[OpenMatter]) -> Iterator[OpenMatter]:
    return (msgspec.structs.replace(matter, customer_id=customer_id) for matter in matters)


def _last_said(calls: list[CallRecord]) -> LastSaid | None:
    ended = (call for call in calls if call.ended_at is not None)
    last = next((call for call in ended if call.disposition or call.note), None)
    if last is None:
        return None
    return LastSaid(last.call_id, last.started_at, last.agent, last.disposition, last.note)


def _kinds(text: str) -> tuple[Kind, ...]:
    given = [part.strip() for part in text.split(",") if part.strip()]
    for kind in given:
        if kind not in KINDS:
            raise InvalidInput(
                "{kind} is no kind of entry: {known}", "kinds", kind=kind, known=", ".join(KINDS)
            )
    return tuple(kind for kind in KINDS if kind in given)


ROUTES = (history, timeline, organisation)
