"""Administration. data: `users` (AccountView), `links` (LinkState), `audit` (AuditEntry, newest first)."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from web.api.users import account_view
from web.keys import services
from web.pages.render import page

AUDIT_ROWS = 50


@page("admin", "/admin", "admin")
async def admin(request: web.Request) -> Mapping[str, object]:
    """GET /admin"""
    asked = services(request)
    return {
        "users": [account_view(user) for user in await asked.users.list()],
        "links": asked.live.links(),
        "audit": await asked.audit.list(AUDIT_ROWS),
    }


PAGES = (admin,)
