"""The work lists on their way to browsers: whenever they change, to everybody for whom they do.

One pass over the people here per change, and nothing is asked back: a frame holds the whole lists, as the
snapshot does. People who see the same share one frame. Between two people, and for a rest behind each pass,
the loop is free for what is more urgent: a call that rings.
"""

from __future__ import annotations

import asyncio

import msgspec

from cti.desk.worklists import pause_after
from cti.users.model import User
from cti.worklists.model import Entry
from cti.worklists.view import Lists
from web.auth import has_role
from web.services import Services
from web.sight import lists_seen, sight_of

PACE_S = 0.25
"""Between two passes at least so long."""


class ListsFrame(msgspec.Struct, frozen=True):
    """The lists of the user; for supervisors `team` is everything open, also what is taken or waits."""

    lists: Lists
    team: list[Entry] | None = None


def lists_for(services: Services, user: User) -> ListsFrame:
    """The lists as `user` sees them now."""
    team = services.lists.team() if has_role(user, "supervisor") else None
    shown = services.lists.view(user.name, user.queues)
    return ListsFrame(lists_seen(sight_of(user, services.config), services.lists, shown), team)


async def announce_lists(services: Services) -> None:
    """Runs as long as the server."""
    sent: dict[str, bytes] = {}
    while True:
        await services.lists.changed()
        begun, here = services.clock.monotonic(), services.hub.people()
        shared: dict[tuple[bool, frozenset[str]], bytes] = {}
        for user in here:
            lists = _encoded(services, user, shared)
            if sent.get(user.name) != lists:
                services.hub.send_lists(user.name, lists)
                sent[user.name] = lists
            await asyncio.sleep(0)
        sent = {user.name: sent[user.name] for user in here}
        took_s = services.clock.monotonic() - begun
        await asyncio.sleep(pause_after(took_s, PACE_S))


def _encoded(services: Services, user: User, shared: dict[tuple[bool, frozenset[str]], bytes]) -> bytes:
    """The frame of `user`, made once for all who see the same."""
    queues = services.lists.shared_view(user.name, user.queues)
    if queues is None:
        return msgspec.json.encode(lists_for(services, user))
    kind = (has_role(user, "supervisor"), queues)
    if kind not in shared:
        shared[kind] = msgspec.json.encode(lists_for(services, user))
    return shared[kind]
