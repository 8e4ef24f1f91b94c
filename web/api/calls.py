"""Call records, and hanging up one's own call."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

import msgspec
from aiohttp import web

from cti.calls.dispositions import within
from cti.calls.record import CallFilter, CallRecord
from cti.config import Config
from cti.errors import InvalidInput
from cti.events import CallEndReason, Direction
from web import audit
from web.access import check_readable, permitted
from web.auth import user_of
from web.calls import call_views
from web.endpoint import endpoint
from web.i18n import N_, current_locale
from web.keys import services
from web.sight import seeing
from web.views import CallView, ListPage

replace = msgspec.structs.replace
Limit = Annotated[int, msgspec.Meta(ge=1, le=200)]


class CallQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Filters of the list; `disposition` a code (a group means all in it) or `none` (not coded); `from` and
    `to` are ISO 8601 days or moments (UTC when no zone is given), `to` a day includes it."""

    limit: Limit = 50
    cursor: str | None = None
    since: str | None = msgspec.field(default=None, name="from")
    until: str | None = msgspec.field(default=None, name="to")
    pbx: str | None = None
    queue: str | None = None
    agent: str | None = None
    customer: str | None = None
    number: str | None = None
    reason: CallEndReason | None = None
    direction: Direction | None = None
    disposition: str | None = None


class FollowUp(msgspec.Struct, frozen=True):
    """`done`: nothing is left to do; false opens the follow-up again."""

    done: bool


def wanted_calls(query: CallQuery, config: Config) -> CallFilter:
    """The store's filter. Raises `InvalidInput`."""
    said = query.disposition
    return CallFilter(
        since=moment(query.since, "from"),
        until=moment(query.until, "to"),
        pbx=query.pbx,
        queue=query.queue,
        agent=query.agent,
        customer=query.customer,
        number=query.number,
        reason=query.reason,
        direction=query.direction,
        dispositions=within(config.dispositions, said) if said not in (None, "none") else None,
        uncoded=said == "none",
    )


def moment(text: str | None, field: str) -> datetime | None:
    """The day or moment written in `text`, UTC; `to` a day means to its end. Raises `InvalidInput`."""
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
        at = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
        whole_day = field == "to" and len(text) == len("2026-01-31")
        return at + timedelta(days=1) if whole_day else at
    except (ValueError, OverflowError):
        raise InvalidInput(
            f"{field}: write a day or moment as 2026-01-31 or 2026-01-31T09:30:00Z (a + as %2B)", field
        ) from None


@endpoint("GET", "/api/v1/calls")
async def calls(request: web.Request, query: CallQuery) -> ListPage[CallView]:
    """Lists call records, newest first. Agents: their own, their queues', or one customer's."""
    wanted = permitted(user_of(request), wanted_calls(query, services(request).config))
    found, following = await services(request).calls.list(wanted, query.limit, query.cursor)
    async with seeing(request, "calls.unmasked", user_of(request).name) as sight:
        views = await call_views(services(request), found, sight, current_locale())
    return ListPage(views, following)


@endpoint("GET", "/api/v1/calls/{call_id}")
async def call(request: web.Request) -> CallView:
    """One call record with its legs and answers."""
    return await _view(request, await _readable(request))


async def _readable(request: web.Request) -> CallRecord:
    """The call of the address. Raises `NotFound` when there is none or the user may not read it."""
    record = await services(request).calls.get(request.match_info["call_id"])
    check_readable(user_of(request), record)
    return record


async def _view(request: web.Request, record: CallRecord) -> CallView:
    async with seeing(request, "call.unmasked", record.call_id) as sight:
        (view,) = await call_views(services(request), [record], sight, current_locale())
    return view


@endpoint("POST", "/api/v1/calls/{call_id}/hangup")
async def hang_up(request: web.Request) -> None:
    """Ends the agent's own call."""
    await services(request).desk.hangup(user_of(request).name, request.match_info["call_id"])


@endpoint("POST", "/api/v1/calls/{call_id}/dial", status=202)
async def call_again(request: web.Request) -> None:
    """Calls the other side of a call, also when its number is not shown: the agent's phone rings first."""
    record = await _readable(request)
    number = record.dialed if record.direction == "outbound" else record.caller_number
    if number is None:
        raise InvalidInput(N_("There is no number to call: it was withheld"), "number")
    await services(request).desk.dial(user_of(request).name, number)


@endpoint("POST", "/api/v1/calls/{call_id}/follow-up")
async def follow_up(request: web.Request, body: FollowUp) -> CallView:
    """Closes the follow-up that was promised in a call, or opens it again."""
    record = await _readable(request)
    if record.follow_up_at is None:
        raise InvalidInput(N_("No follow-up was promised in this call"), "done")
    if body.done is (record.follow_up_done_at is None):
        at = services(request).clock.now() if body.done else None
        await services(request).calls.set_follow_up_done(record.call_id, at)
        record = replace(record, follow_up_done_at=at)
        action = "call.follow_up_done" if body.done else "call.follow_up_reopened"
        await audit.record(request, user_of(request).name, action, record.call_id)
    return await _view(request, record)


ROUTES = (calls, call, hang_up, call_again, follow_up)
