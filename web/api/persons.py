"""What an agent says of who calls: not this person, also this person, a number shared by many."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from aiohttp import web

from cti.customers import numbers
from cti.customers.rulings import SharedKind, Verdict
from cti.sight import SHOWN_DIGITS
from web.audit import record
from web.auth import user_of
from web.endpoint import endpoint
from web.i18n import current_locale
from web.keys import services
from web.works import WorkView, work_view

Line = Annotated[str, msgspec.Meta(max_length=200)]


class RulingBody(msgspec.Struct, frozen=True):
    """The customer does "not" call from this number, or "also" does."""

    customer_id: str
    verdict: Verdict


class SharedBody(msgspec.Struct, frozen=True, kw_only=True):
    """Who shares the caller's number; "no" takes back what was said."""

    kind: SharedKind | Literal["no"]
    organisation: Line | None = None
    note: Line | None = None


class SharedNumberBody(SharedBody, frozen=True, kw_only=True):
    """The same of any `number`, in any form."""

    number: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]


@endpoint("POST", "/api/v1/work/{work_id}/rulings")
async def rule(request: web.Request, body: RulingBody) -> WorkView:
    """Says of a customer whether they call from the number of this call; remembered for the next one."""
    persons, agent = services(request).people.persons, user_of(request).name
    say = persons.not_this if body.verdict == "not" else persons.also_this
    item = await say(agent, request.match_info["work_id"], body.customer_id)
    await record(request, agent, f"number.{body.verdict}_this", body.customer_id, {"call": item.call_id})
    return await work_view(services(request), item, current_locale())


@endpoint("POST", "/api/v1/work/{work_id}/rulings/{ruling_id}/undo")
async def undo(request: web.Request) -> WorkView:
    """Takes back what somebody said of a customer and this number."""
    persons, agent = services(request).people.persons, user_of(request).name
    ruling_id = request.match_info["ruling_id"]
    item = await persons.undo(agent, request.match_info["work_id"], ruling_id)
    await record(request, agent, "number.undone", ruling_id, {"call": item.call_id})
    return await work_view(services(request), item, current_locale())


@endpoint("PUT", "/api/v1/work/{work_id}/shared")
async def share(request: web.Request, body: SharedBody) -> WorkView:
    """Says who shares the number of this call."""
    persons, agent = services(request).people.persons, user_of(request).name
    kind = None if body.kind == "no" else body.kind
    work_id = request.match_info["work_id"]
    item = await persons.share(agent, work_id, kind, body.organisation or None, body.note or None)
    await record(request, agent, "number.shared", item.call_id, {"kind": body.kind})
    return await work_view(services(request), item, current_locale())


@endpoint("POST", "/api/v1/rulings/{ruling_id}/undo")
async def undo_anywhere(request: web.Request) -> None:
    """Takes back what somebody said of a customer and a number, without a call."""
    ruling_id, agent = request.match_info["ruling_id"], user_of(request).name
    await services(request).people.rulings.undo(ruling_id, agent)
    await record(request, agent, "number.undone", ruling_id)


@endpoint("PUT", "/api/v1/shared-numbers", role="supervisor")
async def share_anywhere(request: web.Request, body: SharedNumberBody) -> None:
    """Says who shares a number, without a call."""
    rulings, user = services(request).people.rulings, user_of(request).name
    key = numbers.require(body.number, services(request).config.phone.country).key
    if body.kind == "no":
        await rulings.unshare(key)
    else:
        await rulings.share(key, body.kind, body.organisation or None, body.note or None, user)
    await record(request, user, "number.shared", f"…{key[-SHOWN_DIGITS:]}", {"kind": body.kind})


ROUTES = (rule, undo, share, undo_anywhere, share_anywhere)
