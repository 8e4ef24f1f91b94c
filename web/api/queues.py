"""Queues: the figures of this moment."""

from __future__ import annotations

from aiohttp import web

from cti.events import QueueFigures
from web.auth import user_of
from web.endpoint import endpoint
from web.keys import services
from web.views import ListPage


@endpoint("GET", "/api/v1/queues")
async def queues(request: web.Request) -> ListPage[QueueFigures]:
    """Live figures of every queue."""
    return ListPage(list(services(request).live.snapshot(user_of(request)).queues))


ROUTES = (queues,)
