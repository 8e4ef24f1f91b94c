"""Asking a script: start or resume, answer, go back. Every answer is saved at once."""

from __future__ import annotations

from typing import Literal

import msgspec
from aiohttp import web

from cti.scripts.run import Answer
from cti.scripts.view import RunView
from web.auth import user_of
from web.endpoint import endpoint
from web.keys import services


class Language(msgspec.Struct, frozen=True):
    """The language to ask in."""

    language: Literal["zh_CN", "en"]


class AnswerBody(msgspec.Struct, frozen=True):
    """Choice codes, or the one text or number; `refused` when the customer would not say."""

    values: tuple[str, ...] = ()
    refused: bool = False


class Item(msgspec.Struct, frozen=True):
    """An item's id."""

    item: str


@endpoint("POST", "/api/v1/work/{work_id}/script")
async def start(request: web.Request, body: Language) -> RunView:
    """Starts the queue's script for this call, or resumes its run."""
    desk = services(request).desk
    return await desk.start_script(user_of(request).name, request.match_info["work_id"], body.language)


@endpoint("PUT", "/api/v1/runs/{run_id}/answers/{item}")
async def answer(request: web.Request, body: AnswerBody) -> RunView:
    """Saves one answer and goes to the next open item."""
    given = Answer(
        item=request.match_info["item"],
        values=body.values,
        refused=body.refused,
        at=services(request).clock.now(),
    )
    return await services(request).desk.answer(user_of(request).name, request.match_info["run_id"], given)


@endpoint("POST", "/api/v1/runs/{run_id}/back")
async def back(request: web.Request, body: Item) -> RunView:
    """Goes back to an item already asked."""
    desk = services(request).desk
    return await desk.back(user_of(request).name, request.match_info["run_id"], body.item)


ROUTES = (start, answer, back)
