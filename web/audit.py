"""Writes what users did to the audit log: who, what, which subject, when; never contents."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta

from aiohttp import web

from cti.errors import StoreUnavailable
from cti.users.model import AuditEntry
from web.keys import LATELY, services

log = logging.getLogger(__name__)


ONCE = timedelta(minutes=10)
"""Who reads or hears the same again within this time goes on with it."""


async def record_once(
    request: web.Request, user: str, action: str, subject: str, part: str | None = None
) -> None:
    """Appends an entry unless the user did the same a moment ago, with the same `part` of it."""
    now, lately = services(request).clock.now(), request.app[LATELY]
    key = user, action, part or subject
    last = lately.get(key)
    if last is None or not timedelta(0) <= now - last < ONCE:
        for old in [one for one, at in lately.items() if not timedelta(0) <= now - at < ONCE]:
            del lately[old]
        lately[key] = now
        await record(request, user, action, subject)


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
