"""PBX links: what the figures may be believed."""

from __future__ import annotations

from aiohttp import web

from cti.events import LinkState
from web.endpoint import endpoint
from web.keys import services
from web.views import ListPage


@endpoint("GET", "/api/v1/links")
async def links(request: web.Request) -> ListPage[LinkState]:
    """The state of every PBX link."""
    return ListPage(list(services(request).live.links()))


ROUTES = (links,)
