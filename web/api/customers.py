"""Customers: search, read, create, change with a guard against lost updates."""

from __future__ import annotations

from typing import Annotated

import msgspec
from aiohttp import web

from cti.customers.model import CustomerDraft
from web.audit import record
from web.auth import user_of
from web.endpoint import endpoint
from web.keys import services
from web.views import CustomerView, ListPage, customer_view

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Line = Annotated[str, msgspec.Meta(max_length=200)]
LongText = Annotated[str, msgspec.Meta(max_length=10_000)]
Limit = Annotated[int, msgspec.Meta(ge=1, le=200)]


class CustomerQuery(msgspec.Struct, frozen=True, kw_only=True):
    """`q` is a name, organisation, number in any form, extension, e-mail or own id; nothing lists all.
    `organisation`: only its people."""

    q: str = ""
    organisation: str | None = None
    limit: Limit = 20
    cursor: str | None = None


class CustomerBody(msgspec.Struct, frozen=True, kw_only=True):
    """What a form gives; numbers as written."""

    name: Name
    organisation: Line | None = None
    numbers: tuple[Line, ...] = ()
    email: Line | None = None
    tags: tuple[Line, ...] = ()
    note: LongText | None = None
    external_id: Line | None = None
    fields: dict[str, str] = {}


class CustomerChange(CustomerBody, frozen=True, kw_only=True):
    """The whole customer anew, with the `version` it was read at."""

    version: int


@endpoint("GET", "/api/v1/customers")
async def customers(request: web.Request, query: CustomerQuery) -> ListPage[CustomerView]:
    """Searches customers."""
    found, following = await services(request).customers.search(
        query.q, query.limit, query.cursor, query.organisation
    )
    return ListPage([customer_view(row) for row in found], following)


@endpoint("GET", "/api/v1/customers/{customer_id}")
async def customer(request: web.Request) -> CustomerView:
    """One customer; for one that became part of another that other one, with `merged_from`."""
    asked = request.match_info["customer_id"]
    return customer_view(await services(request).customers.get(asked), asked)


@endpoint("POST", "/api/v1/customers", status=201)
async def create(request: web.Request, body: CustomerBody) -> CustomerView:
    """Creates a customer."""
    created = await services(request).customers.create(_draft(body))
    await record(request, user_of(request).name, "customer_created", created.customer_id)
    return customer_view(created)


@endpoint("PUT", "/api/v1/customers/{customer_id}")
async def change(request: web.Request, body: CustomerChange) -> CustomerView:
    """Replaces a customer's data; 409 when somebody changed it since `version` was read."""
    customer_id = request.match_info["customer_id"]
    changed = await services(request).customers.update(customer_id, _draft(body), body.version)
    await record(request, user_of(request).name, "customer_changed", customer_id)
    return customer_view(changed)


def _draft(body: CustomerBody) -> CustomerDraft:
    facts = {name: getattr(body, name) for name in CustomerBody.__struct_fields__}
    facts["numbers"] = tuple(number for number in body.numbers if number.strip())
    return CustomerDraft(**facts)


ROUTES = (customers, create, customer, change)
