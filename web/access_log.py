"""One line per request that names no person: method, route pattern, status, milliseconds; no query string."""

from __future__ import annotations

from aiohttp import web
from aiohttp.abc import AbstractAccessLogger
from aiohttp.web_request import BaseRequest

from web.errors import route_of


class AccessLog(AbstractAccessLogger):
    """For `web.AppRunner(access_log_class=...)`."""

    def log(self, request: BaseRequest, response: web.StreamResponse, time: float) -> None:
        """Writes the line."""
        route = route_of(request) if isinstance(request, web.Request) else "unreadable request"
        self.logger.info("%s %s %s %.0f ms", request.method, route, response.status, time * 1000)
