"""One box for everything: customers, calls and tasks that a few words or digits may mean."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import msgspec
from aiohttp import web

from cti.worklists.model import Task
from web.access import check_readable
from web.auth import has_role, user_of
from web.calls import call_views
from web.endpoint import endpoint
from web.i18n import current_locale
from web.keys import services
from web.sight import seeing, task_seen
from web.views import CallView, CustomerView, customer_view

WORDS_OF = timedelta(days=30)
"""Notes are read through so far back; numbers are found at any age."""


class SearchQuery(msgspec.Struct, frozen=True):
    """Words or digits; at most `limit` of each kind."""

    q: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    limit: Annotated[int, msgspec.Meta(ge=1, le=20)] = 5


class Found(msgspec.Struct, frozen=True):
    """By kind, the likeliest first."""

    customers: list[CustomerView]
    calls: list[CallView]
    tasks: list[Task]


@endpoint("GET", "/api/v1/search")
async def search(request: web.Request, query: SearchQuery) -> Found:
    """Customers by name, number or id; calls by number, caller or note; tasks by title, note or number."""
    all_of, user = services(request), user_of(request)
    everything = has_role(user, "supervisor")
    customers, _ = await all_of.customers.search(query.q, query.limit)
    since = all_of.clock.now() - WORDS_OF
    calls = await all_of.calls.search(query.q, since, None if everything else user.name, query.limit)
    for call in calls:
        check_readable(user, call)
    tasks = await all_of.tasks.store.search(query.q, None if everything else user.name, query.limit)
    numbers = await all_of.customers.number_keys({one.customer_id for one in tasks if one.customer_id})
    async with seeing(request, "calls.unmasked", user.name) as sight:
        views = await call_views(all_of, calls, sight, current_locale())
        shown = [task_seen(sight, one, numbers.get(one.customer_id or "", frozenset())) for one in tasks]
    return Found([customer_view(one) for one in customers], views, shown)


ROUTES = (search,)
