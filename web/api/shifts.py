"""Shifts: what comes after the call, queues to join, what is unfinished; and what supervisors set."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

import msgspec
from aiohttp import web

from cti.agents.shift import Interval, NextStateName, Shift
from cti.desk.shift import QueueChoice
from cti.errors import InvalidInput
from cti.events import AgentStateName
from web.api.calls import moment
from web.auth import user_of
from web.endpoint import endpoint
from web.i18n import N_
from web.keys import services
from web.services import WantedState
from web.views import ListPage


class Planned(msgspec.Struct, frozen=True):
    """What comes when no call and no wrap-up keeps the agent; a pause says why."""

    state: NextStateName
    reason: str | None = None


class Joined(msgspec.Struct, frozen=True):
    """The queues that shifts join."""

    queues: tuple[Annotated[str, msgspec.Meta(max_length=200)], ...]


class Order(msgspec.Struct, frozen=True):
    """The state an agent is to have; a pause says why."""

    state: WantedState
    reason: str | None = None


class Unfinished(msgspec.Struct, frozen=True, kw_only=True):
    """What an agent would leave behind: open work, and calls nobody said anything of."""

    open_work: int
    uncoded: int


class ShiftView(msgspec.Struct, frozen=True, kw_only=True):
    """The agent's shift of this moment (null before its start), and what is not done."""

    shift: Shift | None
    queues: list[QueueChoice]
    unfinished: Unfinished


class Days(msgspec.Struct, frozen=True, kw_only=True):
    """From when to when (ISO 8601; UTC when no zone is given)."""

    since: str | None = msgspec.field(default=None, name="from")
    until: str | None = msgspec.field(default=None, name="to")


class IntervalView(msgspec.Struct, frozen=True, kw_only=True, rename={"began_at": "from", "ended_at": "to"}):
    """One state with one reason; `certain` is false when the PBX was not seen in it."""

    state: AgentStateName
    reason: str | None
    began_at: datetime
    ended_at: datetime | None
    certain: bool


@endpoint("GET", "/api/v1/agent/shift")
async def own_shift(request: web.Request) -> ShiftView:
    """The own shift: since when, in which queues, and what is unfinished."""
    name = user_of(request).name
    desk = services(request).desk
    return ShiftView(
        shift=await desk.shift_of(name),
        queues=await desk.queue_choices(name),
        unfinished=Unfinished(
            open_work=len(await desk.open_work(name)), uncoded=len(await desk.uncoded(name))
        ),
    )


@endpoint("GET", "/api/v1/agent/queues")
async def own_queues(request: web.Request) -> ListPage[QueueChoice]:
    """The queues of the account, and which of them shifts join."""
    return ListPage(await services(request).desk.queue_choices(user_of(request).name))


@endpoint("PUT", "/api/v1/agent/queues")
async def choose_queues(request: web.Request, body: Joined) -> None:
    """Joins these queues from now on, and at once when the shift has begun."""
    await services(request).desk.choose_queues(user_of(request).name, body.queues)


@endpoint("PUT", "/api/v1/agent/next")
async def plan_next(request: web.Request, body: Planned) -> None:
    """Paused, or the shift's end, after this call and its wrap-up; at once without them."""
    await services(request).desk.plan_next(user_of(request).name, body.state, body.reason)


@endpoint("DELETE", "/api/v1/agent/next")
async def cancel_next(request: web.Request) -> None:
    """Takes back what was to come after the call."""
    await services(request).desk.cancel_next(user_of(request).name)


@endpoint("POST", "/api/v1/agents/{name}/state", role="supervisor")
async def order(request: web.Request, body: Order) -> None:
    """Sets another agent ready, on pause or offline; who talks is so after the call, and is told by whom."""
    supervisor = user_of(request).name
    await services(request).desk.go(request.match_info["name"], body.state, body.reason, by=supervisor)


@endpoint("GET", "/api/v1/agents/{name}/intervals", role="supervisor")
async def intervals(request: web.Request, query: Days) -> ListPage[IntervalView]:
    """The states an agent went through, oldest first; the last day when no time is given."""
    now = services(request).clock.now()
    until = moment(query.until, "to") or now
    since = moment(query.since, "from") or until - timedelta(days=1)
    if until - since > timedelta(days=31):
        raise InvalidInput(N_("ask for at most 31 days at a time"), "from")
    found = await services(request).desk.intervals_of(request.match_info["name"], since, until)
    return ListPage([_view(interval) for interval in found])


def _view(interval: Interval) -> IntervalView:
    return IntervalView(**{name: getattr(interval, name) for name in IntervalView.__struct_fields__})


ROUTES = (own_shift, own_queues, choose_queues, plan_next, cancel_next, order, intervals)
