"""One's own figures of a day."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
from aiohttp import web

from cti.agents.figures import DayFigures
from web.auth import user_of
from web.endpoint import endpoint
from web.keys import services


class DayQuery(msgspec.Struct, frozen=True):
    """A day of the centre; none is today."""

    day: date | None = None


class MyFigures(DayFigures, frozen=True, kw_only=True):
    """The figures with the day and when it began and the next begins: the same calls are in the calls list
    filtered by agent and these times."""

    day: date
    since: datetime
    until: datetime


@endpoint("GET", "/api/v1/me/figures")
async def figures(request: web.Request, query: DayQuery) -> MyFigures:
    """Calls, talk, handling time, wrap-up and satisfaction of a day, beside the team's median."""
    own = services(request).figures
    day = query.day or own.today()
    since, until = own.bounds(day)
    found = await own.of(user_of(request).name, day)
    return MyFigures(**msgspec.structs.asdict(found), day=day, since=since, until=until)


ROUTES = (figures,)
