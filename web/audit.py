"""Writes what users did to the audit log: who, what, which subject, when; never contents."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from aiohttp import web

from cti.errors import StoreUnavailable
from cti.users.model import AuditEntry
from web.keys import services

log = logging.getLogger(__name__)


async def record(
    request: web.Request, user: str, action: str, subject: str, detail: Mapping[str, str] | None = None
) -> None:
    """Appends one entry; a store that cannot take it does not undo what was done."""
    entry = AuditEntry(
        at=services(request).clock.now(), user=user, action=action, subject=subject, detail=dict(detail or {})
    )
    try:
        await services(request).audit.add(entry)
    except StoreUnavailable as error:
        log.error("audit entry %s on %s is not stored: %s", action, subject, error)
