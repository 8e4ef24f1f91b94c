"""The pages behind the log-in: one shell, a name, an address and the least role that may open it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from aiohttp import web

from cti.users.model import Role
from web.auth import requires, user_of
from web.boot import names_of_people
from web.keys import ASSETS, SESSION, services
from web.pages.render import render


@dataclass(frozen=True)
class Page:
    """One page of the shell."""

    name: str
    path: str
    role: Role = "agent"

    async def open(self, request: web.Request) -> web.StreamResponse:
        """Handler; who is not logged in is sent to the log-in page and back."""
        if SESSION not in request:
            raise web.HTTPFound(f"/login?next={quote(request.path_qs, safe='')}")
        return await requires(self.role)(self._show)(request)

    async def _show(self, request: web.Request) -> web.StreamResponse:
        request.app[ASSETS].check_built()
        people = await names_of_people(services(request))
        return render(request, "shell.html", self.name, people=people)


PAGES = (
    Page("desk", "/desk"),
    Page("board", "/board", "supervisor"),
    Page("customers", "/customers"),
    Page("duplicates", "/customers/duplicates", "supervisor"),
    Page("customer", "/customers/{customer_id}"),
    Page("calls", "/calls"),
    Page("call", "/calls/{call_id}"),
    Page("scripts", "/scripts"),
    Page("reports", "/reports", "supervisor"),
    Page("templates", "/templates", "supervisor"),
    Page("admin", "/admin", "admin"),
)
HOME: dict[Role, str] = {"agent": "/desk", "supervisor": "/board", "admin": "/admin"}


async def home(request: web.Request) -> web.StreamResponse:
    """GET /: the home of the role."""
    if SESSION not in request:
        raise web.HTTPFound("/login")
    raise web.HTTPFound(HOME[user_of(request).role])


async def log_in(request: web.Request) -> web.StreamResponse:
    """GET /login; who is logged in goes home."""
    if SESSION in request:
        raise web.HTTPFound("/")
    request.app[ASSETS].check_built()
    return render(request, "login.html", "login")
