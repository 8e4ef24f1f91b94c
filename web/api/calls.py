"""Call records, and hanging up one's own call."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import msgspec
from aiohttp import web

from cti.calls.record import CallFilter
from cti.errors import InvalidInput
from web.access import check_readable, permitted
from web.auth import user_of
from web.calls import call_views
from web.endpoint import endpoint
from web.i18n import current_locale
from web.keys import services
from web.views import CallView, ListPage

Limit = Annotated[int, msgspec.Meta(ge=1, le=200)]


class CallQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Filters of the list; `from` and `to` are ISO 8601 days or moments (UTC when no zone is given)."""

    limit: Limit = 50
    cursor: str | None = None
    since: str | None = msgspec.field(default=None, name="from")
    until: str | None = msgspec.field(default=None, name="to")
    queue: str | None = None
    agent: str | None = None
    customer: str | None = None
    number: str | None = None
    reason: str | None = None
    direction: str | None = None


def wanted_calls(query: CallQuery) -> CallFilter:
    """The store's filter. Raises `InvalidInput`."""
    return CallFilter(
        since=_moment(query.since, "from"),
        until=_moment(query.until, "to"),
        queue=query.queue,
        agent=query.agent,
        customer=query.customer,
        number=query.number,
        reason=query.reason,
        direction=query.direction,
    )


def _moment(text: str | None, field: str) -> datetime | None:
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInput(
            f"{field}: write a day or moment as 2026-01-31 or 2026-01-31T09:30:00Z", field
        ) from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


@endpoint("GET", "/api/v1/calls")
async def calls(request: web.Request, query: CallQuery) -> ListPage[CallView]:
    """Lists call records, newest first. Agents: their own, their queues', or one customer's."""
    wanted = permitted(user_of(request), wanted_calls(query))
    found, following = await services(request).calls.list(wanted, query.limit, query.cursor)
    return ListPage(await call_views(services(request), found, current_locale()), following)


@endpoint("GET", "/api/v1/calls/{call_id}")
async def call(request: web.Request) -> CallView:
    """One call record with its legs and answers."""
    record = await services(request).calls.get(request.match_info["call_id"])
    check_readable(user_of(request), record)
    (view,) = await call_views(services(request), [record], current_locale())
    return view


@endpoint("POST", "/api/v1/calls/{call_id}/hangup")
async def hang_up(request: web.Request) -> None:
    """Ends the agent's own call."""
    await services(request).desk.hangup(user_of(request).name, request.match_info["call_id"])


ROUTES = (calls, call, hang_up)
