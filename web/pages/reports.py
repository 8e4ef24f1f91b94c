"""Today's totals. data: `queues` (QueueFigures), `totals` (Totals over all queues)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from aiohttp import web

from cti.events import QueueFigures
from web.auth import user_of
from web.keys import services
from web.pages.render import page


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """Sums over the queues; `service_level` is percent of offered (answered + abandoned) calls that were
    answered in time, None before the first."""

    offered: int
    answered: int
    abandoned: int
    service_level: float | None


def totals(queues: Sequence[QueueFigures]) -> Totals:
    """Adds up `queues`."""
    answered = sum(queue.answered for queue in queues)
    abandoned = sum(queue.abandoned for queue in queues)
    in_time = sum(queue.answered_in_service_level for queue in queues)
    offered = answered + abandoned
    level = 100 * in_time / offered if offered else None
    return Totals(offered=offered, answered=answered, abandoned=abandoned, service_level=level)


@page("reports", "/reports", "supervisor")
async def reports(request: web.Request) -> Mapping[str, object]:
    """GET /reports"""
    queues = services(request).live.snapshot(user_of(request)).queues
    return {"queues": queues, "totals": totals(queues)}


PAGES = (reports,)
