"""The audit log, for administrators: who did what to what, when."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from aiohttp import web

from cti.users.model import AuditEntry
from web.endpoint import endpoint
from web.keys import services
from web.paging import page_of, start_of
from web.views import ListPage


class AuditQuery(msgspec.Struct, frozen=True):
    """How many, from which page on, and before which moment."""

    limit: Annotated[int, msgspec.Meta(ge=1, le=500)] = 100
    cursor: str | None = None
    before: datetime | None = None


@endpoint("GET", "/api/v1/audit", role="admin")
async def audit(request: web.Request, query: AuditQuery) -> ListPage[AuditEntry]:
    """Lists the audit log, newest first."""
    wanted = start_of(query.cursor) + query.limit + 1
    found = await services(request).audit.list(wanted, query.before)
    return page_of(ListPage(found), query.limit, query.cursor)


ROUTES = (audit,)
