"""/healthz: the process answers. /readyz: the database takes records, every link can be used. /metrics."""

from __future__ import annotations

import logging

import msgspec
from aiohttp import web

from cti.errors import StoreUnavailable
from web.endpoint import json_response
from web.keys import services
from web.metrics import CONTENT_TYPE
from web.services import Services

log = logging.getLogger(__name__)


class Readiness(msgspec.Struct, frozen=True, omit_defaults=True):
    """Answer of /readyz: state per PBX, whether the database answers, and why records wait if they do."""

    ready: bool
    database: bool
    links: dict[str, str]
    records_wait: str | None = None


async def healthz(request: web.Request) -> web.StreamResponse:
    """GET /healthz"""
    return json_response({"alive": True})


async def readyz(request: web.Request) -> web.StreamResponse:
    """GET /readyz: 200 or 503."""
    asked = services(request)
    links = {link.pbx: str(link.state) for link in asked.live.links()}
    database = await _database_answers(asked)
    trouble = asked.records_wait()
    ready = database and not trouble and all(links.get(pbx.name) == "certain" for pbx in asked.config.pbx)
    return json_response(Readiness(ready, database, links, trouble), 200 if ready else 503)


async def _database_answers(asked: Services) -> bool:
    try:
        await asked.customers.count()
    except StoreUnavailable as error:
        log.warning("not ready: %s", error)
        return False
    return True


async def metrics(request: web.Request) -> web.StreamResponse:
    """GET /metrics"""
    return web.Response(body=services(request).metrics.text(), headers={"Content-Type": CONTENT_TYPE})
