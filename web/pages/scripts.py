"""The scripts list. data: `items` (ScriptSummary)."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from web.api.scripts import list_scripts
from web.pages.render import page


@page("scripts", "/scripts")
async def scripts(request: web.Request) -> Mapping[str, object]:
    """GET /scripts"""
    return {"items": await list_scripts(request)}


PAGES = (scripts,)
