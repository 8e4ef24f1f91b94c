"""Gaps: when a PBX was not seen, and what became of its calls meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

import msgspec
from aiohttp import web

from cti.calls.record import LinkGap
from web.api.calls import moment
from web.endpoint import endpoint
from web.keys import services
from web.paging import page_of, start_of
from web.views import ListPage

_USUAL = timedelta(days=1)


class GapQuery(msgspec.Struct, frozen=True, kw_only=True):
    """`from` (without it: a day ago) and `to` are ISO 8601 days or moments."""

    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = 200
    cursor: str | None = None
    since: str | None = msgspec.field(default=None, name="from")
    until: str | None = msgspec.field(default=None, name="to")


class GapView(msgspec.Struct, frozen=True, kw_only=True):
    """A gap; `gap_s` its length. `calls_closed` ended unseen, `calls_kept` went on or were met."""

    pbx: str
    began_at: datetime = msgspec.field(name="from")
    ended_at: datetime = msgspec.field(name="to")
    gap_s: float
    calls_closed: int
    calls_kept: int


@endpoint("GET", "/api/v1/gaps", role="supervisor")
async def gaps(request: web.Request, query: GapQuery) -> ListPage[GapView]:
    """The gaps that touch a time, newest first."""
    since = moment(query.since, "from") or datetime.now(UTC) - _USUAL
    wanted = start_of(query.cursor) + query.limit + 1
    found = await services(request).gaps.list(since, moment(query.until, "to"), wanted)
    return page_of(ListPage([_view(gap) for gap in found]), query.limit, query.cursor)


def _view(gap: LinkGap) -> GapView:
    return GapView(
        pbx=gap.pbx, began_at=gap.began_at, ended_at=gap.ended_at, calls_closed=gap.calls_closed,
        calls_kept=gap.calls_kept, gap_s=round((gap.ended_at - gap.began_at).total_seconds(), 3),
    )  # fmt: skip


ROUTES = (gaps,)
