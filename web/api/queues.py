"""Queues: the figures of this moment, and who is a member."""

from __future__ import annotations

import msgspec
from aiohttp import web

from cti.events import QueueFigures, QueueMemberState
from web.auth import has_role, user_of
from web.endpoint import endpoint
from web.keys import services
from web.views import ListPage


class MemberView(msgspec.Struct, frozen=True, kw_only=True):
    """A member of a queue; None where the PBX has not said it."""

    device: str
    agent: str | None
    name: str | None
    paused: bool | None
    reason: str | None
    penalty: int | None
    ring_in_use: bool | None
    dynamic: bool | None
    reachable: bool | None


class QueueView(QueueFigures, frozen=True, kw_only=True, tag="queue_figures"):
    """The fields of the `queue_figures` event, with the members; agents see themselves only."""

    members: tuple[MemberView, ...]


@endpoint("GET", "/api/v1/queues")
async def queues(request: web.Request) -> ListPage[QueueView]:
    """Live figures and members of every queue."""
    return ListPage([_view(request, figures) for figures in _live(request)])


def _live(request: web.Request) -> list[QueueFigures]:
    return list(services(request).live.snapshot(user_of(request)).queues)


def _view(request: web.Request, figures: QueueFigures) -> QueueView:
    user = user_of(request)
    everybody = has_role(user, "supervisor")
    members = services(request).live.members(figures.pbx, figures.queue)
    shown = (member for member in members if everybody or member.agent == user.name)
    return QueueView(**msgspec.structs.asdict(figures), members=tuple(map(_member, shown)))


def _member(member: QueueMemberState) -> MemberView:
    return MemberView(**{name: getattr(member, name) for name in MemberView.__struct_fields__})


ROUTES = (queues,)
