"""The log-in page, and the way home by role."""

from __future__ import annotations

from aiohttp import web

from cti.users.model import Role
from web.auth import user_of
from web.keys import ASSETS, SESSION
from web.pages.render import render

HOME: dict[Role, str] = {"agent": "/desk", "supervisor": "/board", "admin": "/admin"}


async def log_in(request: web.Request) -> web.StreamResponse:
    """GET /login; who is logged in goes home."""
    if SESSION in request:
        raise web.HTTPFound("/")
    request.app[ASSETS].required_urls()
    return render(request, "login.html", "login")


async def home(request: web.Request) -> web.StreamResponse:
    """GET /"""
    if SESSION not in request:
        raise web.HTTPFound("/login")
    raise web.HTTPFound(HOME[user_of(request).role])
