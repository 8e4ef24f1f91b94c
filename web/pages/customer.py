"""One customer. data: `customer` (CustomerView), `calls` (CallView), `open` (OpenMatter)."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from web.api.customers import read_customer, read_history
from web.pages.render import page


@page("customer", "/customers/{customer_id}")
async def customer(request: web.Request) -> Mapping[str, object]:
    """GET /customers/{customer_id}"""
    found = await read_customer(request)
    history = await read_history(request)
    return {"customer": found, "calls": history.calls, "open": history.open}


PAGES = (customer,)
