"""Writes what users did to the audit log: who, what, which subject, when; never contents."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from cti.users.model import AuditEntry
from web.keys import services


async def record(
    request: web.Request, user: str, action: str, subject: str, detail: Mapping[str, str] | None = None
) -> None:
    """Appends one entry."""
    entry = AuditEntry(
        at=services(request).clock.now(), user=user, action=action, subject=subject, detail=dict(detail or {})
    )
    await services(request).audit.add(entry)
