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
from web.sight import entry_of, entry_seen, sight_of
from web.sockets.lists import lists_for
from web.views import ListPage


class Next(msgspec.Struct, frozen=True):
    """The entry that is the agent's now; None when nothing is to be done."""

    entry: Entry | None


@endpoint("GET", "/api/v1/worklists")
async def lists(request: web.Request) -> Lists:
    """The agent's callbacks, missed callers and tasks, in the order of doing."""
    return lists_for(services(request), user_of(request)).lists


@endpoint("GET", "/api/v1/worklists/team", role="supervisor")
async def team(request: web.Request) -> ListPage[Entry]:
    """Everything open, of everybody, with who has taken it, also what waits or was given up."""
    return ListPage(services(request).lists.team())


@endpoint("POST", "/api/v1/worklists/next")
async def take_next(request: web.Request) -> Next:
    """Takes the best entry for the agent alone; nobody is called yet."""
    user = user_of(request)
    entry = await services(request).lists.next(user.name, user.queues)
    return Next(_taken(request, entry) if entry is not None else None)


@endpoint("POST", "/api/v1/worklists/{entry}/take")
async def take(request: web.Request) -> Entry:
    """Takes an entry; 409 when a colleague has it."""
    return _taken(request, await services(request).lists.take(user_of(request).name, _wanted(request)))


@endpoint("POST", "/api/v1/worklists/{entry}/release")
async def release(request: web.Request) -> None:
    """Gives an entry back."""
    await services(request).lists.release(user_of(request).name, _wanted(request))


@endpoint("POST", "/api/v1/worklists/{entry}/dial", status=202)
async def dial(request: web.Request) -> Entry:
    """Takes an entry and calls its number: the agent's phone rings first."""
    return _taken(request, await services(request).lists.dial(user_of(request).name, _wanted(request)))


@endpoint("POST", "/api/v1/worklists/{entry}/close")
async def close(request: web.Request) -> None:
    """Nothing is left to do: the callback was kept, the caller need not be called, the task is done."""
    name, entry = user_of(request).name, _wanted(request)
    await services(request).lists.close(name, entry)
    await audit.record(request, name, "callback.closed", entry)


def _wanted(request: web.Request) -> str:
    """The id of the entry of the address."""
    return entry_of(services(request).lists, request.match_info["entry"])


def _taken(request: web.Request, entry: Entry) -> Entry:
    """An entry that is the reader's now."""
    sight = sight_of(user_of(request), services(request).config)
    return entry_seen(sight, services(request).lists, entry, at_hand=True)


ROUTES = (lists, team, take_next, take, release, dial, close)
