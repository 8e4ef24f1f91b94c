"""The agent's desk: filled by the websocket, nothing is listed by the server."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from web.pages.render import page


@page("desk", "/desk")
async def desk(request: web.Request) -> Mapping[str, object]:
    """GET /desk"""
    return {}


PAGES = (desk,)
