"""The customers list. data: `items` (CustomerView), `next`, `q`."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from web.api.customers import CustomerQuery, search_customers
from web.endpoint import read_query
from web.pages.render import page


@page("customers", "/customers")
async def customers(request: web.Request) -> Mapping[str, object]:
    """GET /customers?q=&cursor="""
    query = read_query(request, CustomerQuery)
    found = await search_customers(request, query)
    return {"items": found.items, "next": found.next, "q": query.q}


PAGES = (customers,)
