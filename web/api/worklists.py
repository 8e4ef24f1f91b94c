"""The work lists: what there is to call back and to do, taking it, calling, giving it back, the next one."""

from __future__ import annotations

import msgspec
from aiohttp import web

from cti.worklists.model import Entry
from cti.worklists.view import Lists
from web import audit
from web.auth import user_of
from web.endpoint import endpoint
from web.keys import services
from web.views import ListPage


class Next(msgspec.Struct, frozen=True):
    """The entry that is the agent's now; None when nothing is to be done."""

    entry: Entry | None


@endpoint("GET", "/api/v1/worklists")
async def lists(request: web.Request) -> Lists:
    """The agent's callbacks, missed callers and tasks, in the order of doing."""
    user = user_of(request)
    return services(request).lists.view(user.name, user.queues)


@endpoint("GET", "/api/v1/worklists/team", role="supervisor")
async def team(request: web.Request) -> ListPage[Entry]:
    """Everything open, of everybody, with who has taken it, also what waits or was given up."""
    return ListPage(services(request).lists.team())


@endpoint("POST", "/api/v1/worklists/next")
async def take_next(request: web.Request) -> Next:
    """Takes the best entry for the agent alone; nobody is called yet."""
    user = user_of(request)
    return Next(await services(request).lists.next(user.name, user.queues))


@endpoint("POST", "/api/v1/worklists/{entry}/take")
async def take(request: web.Request) -> Entry:
    """Takes an entry; 409 when a colleague has it."""
    return await services(request).lists.take(user_of(request).name, request.match_info["entry"])


@endpoint("POST", "/api/v1/worklists/{entry}/release")
async def release(request: web.Request) -> None:
    """Gives an entry back."""
    await services(request).lists.release(user_of(request).name, request.match_info["entry"])


@endpoint("POST", "/api/v1/worklists/{entry}/dial", status=202)
async def dial(request: web.Request) -> Entry:
    """Takes an entry and calls its number: the agent's phone rings first."""
    return await services(request).lists.dial(user_of(request).name, request.match_info["entry"])


@endpoint("POST", "/api/v1/worklists/{entry}/close")
async def close(request: web.Request) -> None:
    """Nothing is left to do: the callback was kept, the caller need not be called, the task is done."""
    name, entry = user_of(request).name, request.match_info["entry"]
    await services(request).lists.close(name, entry)
    await audit.record(request, name, "callback.closed", entry)


ROUTES = (lists, team, take_next, take, release, dial, close)
