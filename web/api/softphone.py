"""The phone in the browser: what it needs to register, and how calls sounded there."""

from __future__ import annotations

from typing import Annotated

import msgspec
from aiohttp import web

from cti.calls.quality import CallQuality
from cti.directory import device_of
from cti.errors import NotFound
from cti.users.model import User
from cti.users.sealing import unseal
from web.auth import user_of
from web.endpoint import endpoint
from web.i18n import N_
from web.keys import services
from web.softphone import has_softphone, pbx_of

Packets = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]
Milliseconds = Annotated[float, msgspec.Meta(ge=0, le=60_000)]
Mos = Annotated[float, msgspec.Meta(ge=1, le=5)]


class IceServerView(msgspec.Struct, frozen=True, kw_only=True):
    """A STUN or TURN server, as RTCPeerConnection wants it."""

    urls: str
    username: str
    credential: str


class SoftphoneView(msgspec.Struct, frozen=True, kw_only=True):
    """What the agent's own page needs to be a phone: never stored, never logged."""

    websocket: str
    user: str
    domain: str
    secret: str
    ice_servers: list[IceServerView]


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """`holder`: the page that asks and is the agent's phone from now on; others let it go."""

    holder: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]


class QualityBody(msgspec.Struct, frozen=True, kw_only=True):
    """What the browser measured so far; see `cti.calls.quality` for the meanings."""

    seconds: Annotated[float, msgspec.Meta(ge=0, le=1_000_000)]
    sent: Packets
    received: Packets
    lost: Packets
    lost_there: Packets
    jitter_ms: Milliseconds
    rtt_ms: Milliseconds | None
    mos: Mos
    mos_worst: Mos


@endpoint("GET", "/api/v1/softphone")
async def softphone(request: web.Request, query: Claim) -> SoftphoneView:
    """Where and as whom the agent's own browser registers; it is the phone then, no other page."""
    user, config = user_of(request), services(request).config
    device, sealed = device_of(user), await services(request).users.softphone(user.name)
    if not has_softphone(config, user) or sealed is None or device is None:
        raise NotFound(N_("Your account has no phone in the browser"))
    pbx, secret = pbx_of(config, user), unseal(config.web.secret_key, sealed)
    services(request).hub.send_phone_holder(user.name, query.holder)
    return SoftphoneView(
        websocket=pbx.websocket,
        user=device.partition("/")[2],
        domain=pbx.host,
        secret=secret,
        ice_servers=[
            IceServerView(urls=row.url, username=row.username, credential=str(row.credential))
            for row in config.softphone.ice_servers
        ],
    )


@endpoint("POST", "/api/v1/calls/{call_id}/quality")
async def quality(request: web.Request, body: QualityBody) -> None:
    """Keeps how the agent's part of a call sounded so far."""
    user, call_id = user_of(request), request.match_info["call_id"]
    await _check_own(request, user, call_id)
    measured = msgspec.structs.asdict(body)
    await services(request).qualities.save(
        CallQuality(call_id=call_id, agent=user.name, at=services(request).clock.now(), **measured)
    )


async def _check_own(request: web.Request, user: User, call_id: str) -> None:
    """Raises `NotFound` for a call in which the user has and had no part."""
    present = services(request).live.snapshot(user).calls
    if any(call.call_id == call_id and call.agent == user.name for call in present):
        return
    record = await services(request).calls.get(call_id)
    if user.name not in {leg.agent for leg in record.legs}:
        raise NotFound(N_("There is no such call, or it is not one of yours"))


ROUTES = (softphone, quality)
