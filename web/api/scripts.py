"""Scripts: the newest published versions."""

from __future__ import annotations

import msgspec
from aiohttp import web

from cti.errors import NotFound
from cti.scripts.document import Script, Text
from web.endpoint import endpoint
from web.i18n import N_
from web.keys import services
from web.views import ListPage


class ScriptSummary(msgspec.Struct, frozen=True):
    """A script in the list; `items` is how many steps it has."""

    name: str
    title: Text
    version: int
    items: int


@endpoint("GET", "/api/v1/scripts")
async def scripts(request: web.Request) -> ListPage[ScriptSummary]:
    """Lists the scripts, each in its newest version."""
    rows = await services(request).scripts.list()
    return ListPage([ScriptSummary(row.name, row.title, row.version, len(row.items)) for row in rows])


@endpoint("GET", "/api/v1/scripts/{name}")
async def script(request: web.Request) -> Script:
    """One script's newest version as a whole."""
    found = await services(request).scripts.latest(request.match_info["name"])
    if found is None:
        raise NotFound(N_("There is no script of this name"))
    return found


ROUTES = (scripts, script)
