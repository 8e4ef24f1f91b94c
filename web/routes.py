"""Every address of the server, in one list."""

from __future__ import annotations

from aiohttp import web

from web import health
from web.api import (
    agents,
    audit,
    calls,
    control,
    customers,
    desk,
    figures,
    gaps,
    histories,
    links,
    merges,
    messages,
    persons,
    queues,
    recordings,
    runs,
    scripts,
    search,
    session,
    shifts,
    softphone,
    tasks,
    users,
    worklists,
)
from web.assets import PREFIX, Assets
from web.endpoint import Endpoint, endpoint, json_response
from web.openapi import Json, document
from web.pages import shell
from web.sockets.session import websocket

API_VERSION = "1"


@endpoint("GET", "/api/v1/openapi.json", role=None, answer=Json)
async def description(request: web.Request) -> web.Response:
    """This description, as OpenAPI 3.1."""
    return json_response(document(ENDPOINTS, API_VERSION))


ENDPOINTS: tuple[Endpoint, ...] = (
    *session.ROUTES,
    *calls.ROUTES,
    *control.ROUTES,
    *recordings.ROUTES,
    *customers.ROUTES,
    *histories.ROUTES,
    *merges.ROUTES,
    *persons.ROUTES,
    *queues.ROUTES,
    *agents.ROUTES,
    *shifts.ROUTES,
    *desk.ROUTES,
    *runs.ROUTES,
    *messages.ROUTES,
    *worklists.ROUTES,
    *tasks.ROUTES,
    *figures.ROUTES,
    *search.ROUTES,
    *scripts.ROUTES,
    *links.ROUTES,
    *gaps.ROUTES,
    *users.ROUTES,
    *softphone.ROUTES,
    *audit.ROUTES,
    description,
)


def add_routes(router: web.UrlDispatcher, assets: Assets) -> None:
    """Registers everything."""
    for row in ENDPOINTS:
        router.add_route(row.method, row.path, row.handler())
    for page in shell.PAGES:
        router.add_get(page.path, page.open)
    router.add_get("/", shell.home)
    router.add_get("/login", shell.log_in)
    router.add_get("/ws", websocket)
    router.add_get("/healthz", health.healthz)
    router.add_get("/readyz", health.readyz)
    router.add_get("/metrics", health.metrics)
    router.add_get(PREFIX + "{name:.+}", assets.serve)
