"""The supervisor's board: filled by the websocket, nothing is listed by the server."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from web.pages.render import page


@page("board", "/board", "supervisor")
async def board(request: web.Request) -> Mapping[str, object]:
    """GET /board"""
    return {}


PAGES = (board,)
