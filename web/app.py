"""Builds the aiohttp application from the services; serves it. The one entrance of the web part.

Order of a request: error answers <- user and language <- forgery checks <- role <- handler. Headers are
added to whatever is sent. `Hub.on_event` hangs on the bus as long as the application runs.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from aiohttp import WSCloseCode, web

from web.access_log import AccessLog
from web.assets import Assets
from web.auth import know_user, refuse_forgery
from web.errors import answer_errors
from web.keys import ASSETS, LATELY, SERVICES, TEMPLATES, THROTTLE
from web.login import Throttle
from web.pages.render import environment
from web.routes import add_routes
from web.security import add_headers
from web.services import Services
from web.sockets.lists import announce_lists
from web.sockets.logins import end_with_the_logins
from web.sockets.news import announce_work

MAX_BODY_BYTES = 1_000_000


def create_app(services: Services, assets: Assets | None = None) -> web.Application:
    """The application, ready to be served; `assets` only for tests that bring their own."""
    app = web.Application(
        middlewares=[answer_errors, know_user, refuse_forgery], client_max_size=MAX_BODY_BYTES
    )
    app[SERVICES] = services
    app[ASSETS] = assets or Assets()
    app[TEMPLATES] = environment()
    app[THROTTLE] = Throttle(services.clock)
    app[LATELY] = {}
    add_routes(app.router, app[ASSETS])
    app.on_response_prepare.append(add_headers)
    app.cleanup_ctx.append(_sockets)
    app.on_shutdown.append(_close_sockets)
    return app


async def _sockets(app: web.Application) -> AsyncIterator[None]:
    """Connects the hub with the bus and shows changed work, as long as the application runs."""
    services = app[SERVICES]
    unsubscribe = services.bus.subscribe("web sockets", services.hub.on_event)
    standing = (announce_work, announce_lists, end_with_the_logins)
    tasks = [asyncio.create_task(work(services)) for work in standing]
    yield
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    unsubscribe()


async def _close_sockets(app: web.Application) -> None:
    app[SERVICES].hub.close_all(WSCloseCode.GOING_AWAY)


class Server:
    """The application on a TCP port. `port` is the real one after `start`, also when 0 was asked for."""

    def __init__(self, app: web.Application, host: str, port: int) -> None:
        self._runner = web.AppRunner(app, access_log_class=AccessLog, shutdown_timeout=5.0)
        self.host = host
        self.port = port

    async def start(self) -> None:
        """Listens. Raises OSError when the address cannot be had."""
        await self._runner.setup()
        await web.TCPSite(self._runner, self.host, self.port).start()
        self.port = int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Ends the websockets with code 1001, lets requests finish, closes the port."""
        await self._runner.cleanup()
