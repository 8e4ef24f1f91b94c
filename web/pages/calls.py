"""The calls list. data: `items` (CallView), `next`, `query` (the filters as given)."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from web.api.calls import CallQuery, list_calls
from web.endpoint import read_query
from web.pages.render import page


@page("calls", "/calls")
async def calls(request: web.Request) -> Mapping[str, object]:
    """GET /calls with the filters of the API"""
    query = read_query(request, CallQuery)
    found = await list_calls(request, query)
    return {"items": found.items, "next": found.next, "query": query}


PAGES = (calls,)
