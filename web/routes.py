"""Every address of the server, in one list."""

from __future__ import annotations

from importlib.metadata import version

from aiohttp import web

from web import health
from web.api import agents, audit, calls, customers, desk, links, queues, runs, scripts, session, users
from web.assets import PREFIX, Assets
from web.endpoint import Endpoint, endpoint, json_response
from web.openapi import document
from web.pages import (
    admin,
    board,
    call,
    customer,
    login,
    reports,
)
from web.pages import calls as calls_page
from web.pages import customers as customers_page
from web.pages import desk as desk_page
from web.pages import scripts as scripts_page
from web.pages.render import Page
from web.sockets.session import websocket


@endpoint("GET", "/api/v1/openapi.json", role=None, answer=dict[str, object])
async def description(request: web.Request) -> web.Response:
    """This description, as OpenAPI 3.1."""
    return json_response(document(ENDPOINTS, version("cti")))


ENDPOINTS: tuple[Endpoint, ...] = (
    *session.ROUTES,
    *calls.ROUTES,
    *customers.ROUTES,
    *queues.ROUTES,
    *agents.ROUTES,
    *desk.ROUTES,
    *runs.ROUTES,
    *scripts.ROUTES,
    *links.ROUTES,
    *users.ROUTES,
    *audit.ROUTES,
    description,
)
PAGES: tuple[Page, ...] = (
    *desk_page.PAGES,
    *board.PAGES,
    *customers_page.PAGES,
    *customer.PAGES,
    *calls_page.PAGES,
    *call.PAGES,
    *scripts_page.PAGES,
    *reports.PAGES,
    *admin.PAGES,
)


def add_routes(router: web.UrlDispatcher, assets: Assets) -> None:
    """Registers everything."""
    for row in ENDPOINTS:
        router.add_route(row.method, row.path, row.handler())
    for shown in PAGES:
        router.add_get(shown.path, shown.handler())
    router.add_get("/", login.home)
    router.add_get("/login", login.log_in)
    router.add_get("/ws", websocket)
    router.add_get("/healthz", health.healthz)
    router.add_get("/readyz", health.readyz)
    router.add_get("/metrics", health.metrics)
    router.add_get(PREFIX + "{name:.+}", assets.serve)
