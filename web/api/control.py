"""Call control: what an agent does with the own call, and whom a call can be handed to."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from aiohttp import web

from cti.desk.controls import Controls
from cti.desk.numbering import Number
from cti.desk.targets import Target
from cti.errors import NotFound
from web.auth import user_of
from web.endpoint import endpoint
from web.keys import services
from web.views import ListPage

Written = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]


class Muted(msgspec.Struct, frozen=True):
    """Whether the others are not to hear the agent."""

    muted: bool


class Transfer(msgspec.Struct, frozen=True, kw_only=True):
    """To a number, a colleague or a queue, exactly one; `kind` blind hands the call on at once, consult asks
    there first."""

    kind: Literal["blind", "consult"]
    number: Written | None = None
    agent: Written | None = None
    queue: Written | None = None


class Keys(msgspec.Struct, frozen=True):
    """Keys of a telephone."""

    keys: Annotated[str, msgspec.Meta(min_length=1, max_length=32)]


class RecordingWish(msgspec.Struct, frozen=True):
    """What the recording is to do."""

    wish: Literal["start", "pause", "resume", "stop"]


class TargetQuery(msgspec.Struct, frozen=True):
    """A part of a name, of a number, or nothing."""

    q: Annotated[str, msgspec.Meta(max_length=60)] = ""


class Redialled(msgspec.Struct, frozen=True):
    """The number that is being called."""

    number: str


def _own(request: web.Request) -> tuple[str, str]:
    return user_of(request).name, request.match_info["call_id"]


@endpoint("GET", "/api/v1/calls/{call_id}/controls")
async def show(request: web.Request) -> Controls:
    """What the agent can do with the own call now, and why not the rest."""
    agent, call_id = _own(request)
    found = services(request).live.board.controls(call_id, agent)
    if found is None:
        raise NotFound("you have no part in this call now")
    return found


@endpoint("POST", "/api/v1/calls/{call_id}/answer")
async def answer(request: web.Request) -> None:
    """Asks the agent's ringing phone to pick up."""
    await services(request).desk.pick_up(*_own(request))


@endpoint("POST", "/api/v1/calls/{call_id}/hold")
async def hold(request: web.Request) -> None:
    """Puts the customer on hold."""
    await services(request).desk.hold(*_own(request))


@endpoint("POST", "/api/v1/calls/{call_id}/resume")
async def resume(request: web.Request) -> None:
    """Takes the customer back from hold."""
    await services(request).desk.resume(*_own(request))


@endpoint("POST", "/api/v1/calls/{call_id}/mute")
async def mute(request: web.Request, body: Muted) -> None:
    """Mutes the agent's side, or ends that."""
    await services(request).desk.mute(*_own(request), body.muted)


@endpoint("POST", "/api/v1/calls/{call_id}/transfer")
async def transfer(request: web.Request, body: Transfer) -> None:
    """Hands the call on, or begins to ask somebody about it."""
    to = Number(number=body.number, agent=body.agent, queue=body.queue)
    await services(request).desk.transfer(*_own(request), to, body.kind)


@endpoint("POST", "/api/v1/calls/{call_id}/complete")
async def complete(request: web.Request) -> None:
    """The customer goes on with whom the agent asked."""
    await services(request).desk.complete(*_own(request))


@endpoint("POST", "/api/v1/calls/{call_id}/return")
async def go_back(request: web.Request) -> None:
    """Back to the customer; whom the agent asked is hung up."""
    await services(request).desk.go_back(*_own(request))


@endpoint("POST", "/api/v1/calls/{call_id}/swap")
async def swap(request: web.Request) -> None:
    """From whom the agent asks to the customer and back."""
    await services(request).desk.swap(*_own(request))


@endpoint("POST", "/api/v1/calls/{call_id}/conference")
async def conference(request: web.Request) -> None:
    """Customer, agent and whom the agent asked talk together."""
    await services(request).desk.conference(*_own(request))


@endpoint("POST", "/api/v1/calls/{call_id}/park")
async def park(request: web.Request) -> None:
    """Puts the customer into a parking place; the event call_parked names it."""
    await services(request).desk.park(*_own(request))


@endpoint("POST", "/api/v1/calls/{call_id}/retrieve")
async def retrieve(request: web.Request) -> None:
    """Fetches the call from its parking place: the agent's phone rings first."""
    await services(request).desk.retrieve(*_own(request))


@endpoint("POST", "/api/v1/calls/{call_id}/keys")
async def keys(request: web.Request, body: Keys) -> None:
    """Sends tones to the other side."""
    await services(request).desk.send_keys(*_own(request), body.keys)


@endpoint("POST", "/api/v1/calls/{call_id}/recording")
async def recording(request: web.Request, body: RecordingWish) -> None:
    """Begins, pauses, goes on with or ends the recording of the call."""
    await services(request).desk.record(*_own(request), body.wish)


@endpoint("GET", "/api/v1/targets")
async def targets(request: web.Request, query: TargetQuery) -> ListPage[Target]:
    """Whom a call can be handed to: those who can take it now first."""
    return ListPage(await services(request).desk.targets(user_of(request).name, query.q))


@endpoint("POST", "/api/v1/redial", status=202)
async def redial(request: web.Request) -> Redialled:
    """Calls again what the agent dialled last."""
    return Redialled(await services(request).desk.redial(user_of(request).name))


ROUTES = (
    show, answer, hold, resume, mute, transfer, complete, go_back, swap, conference, park, retrieve, keys,
    recording, targets, redial,
)  # fmt: skip
