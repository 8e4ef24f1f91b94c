"""One call. data: `call` (CallView), `customer` (CustomerView or None)."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from cti.errors import NotFound
from web.api.calls import read_call
from web.keys import services
from web.pages.render import page
from web.views import CustomerView, customer_view


@page("call", "/calls/{call_id}")
async def call(request: web.Request) -> Mapping[str, object]:
    """GET /calls/{call_id}"""
    found = await read_call(request)
    return {"call": found, "customer": await _customer(request, found.customer_id)}


async def _customer(request: web.Request, customer_id: str | None) -> CustomerView | None:
    if customer_id is None:
        return None
    try:
        return customer_view(await services(request).customers.get(customer_id))
    except NotFound:
        return None


PAGES = (call,)
