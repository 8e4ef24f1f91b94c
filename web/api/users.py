"""Accounts, for administrators."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from aiohttp import web

from cti.errors import InvalidInput
from cti.users.model import PhoneKind, Role, User
from cti.users.sealing import seal
from web.audit import record
from web.auth import user_of
from web.endpoint import endpoint
from web.i18n import N_
from web.keys import services
from web.views import ListPage

ENDED = 4401
LoginName = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9._-]{1,64}$")]
Password = Annotated[str, msgspec.Meta(min_length=8, max_length=200)]
SipPassword = Annotated[str, msgspec.Meta(pattern=r"^[!-:<-~]{8,100}$")]
Line = Annotated[str, msgspec.Meta(max_length=100)]


class AccountView(msgspec.Struct, frozen=True, kw_only=True):
    """An account as administrators see it."""

    name: str
    display_name: str | None
    role: Role
    extension: str | None
    device: str | None
    pbx: str | None
    phone: PhoneKind
    queues: tuple[str, ...]
    language: str | None
    disabled: bool
    created_at: datetime | None


class NewAccount(msgspec.Struct, frozen=True, kw_only=True):
    """An account to add; `softphone` is the SIP password of its phone when that is the browser."""

    name: LoginName
    role: Role
    password: Password
    display_name: Line | None = None
    extension: Line | None = None
    device: Line | None = None
    pbx: Line | None = None
    queues: tuple[Line, ...] = ()
    softphone: SipPassword | None = None


class NewSoftphone(msgspec.Struct, frozen=True):
    """The SIP password of a phone in the browser; null for a phone on the desk."""

    secret: SipPassword | None


class NewPassword(msgspec.Struct, frozen=True):
    """A password to set."""

    password: Password


def account_view(user: User) -> AccountView:
    """`user` with what administrators see."""
    return AccountView(**{name: getattr(user, name) for name in AccountView.__struct_fields__})


@endpoint("GET", "/api/v1/users", role="admin")
async def users(request: web.Request) -> ListPage[AccountView]:
    """Lists the accounts."""
    return ListPage([account_view(user) for user in await services(request).users.list()])


@endpoint("POST", "/api/v1/users", role="admin", status=201)
async def add(request: web.Request, body: NewAccount) -> AccountView:
    """Adds an account."""
    added = await services(request).users.add(
        body.name,
        body.role,
        body.password,
        display_name=body.display_name,
        extension=body.extension,
        device=body.device,
        pbx=_known_pbx(request, body.pbx),
        queues=body.queues,
        softphone=_sealed(request, body.softphone),
    )
    await record(request, user_of(request).name, "user_added", added.name)
    return account_view(added)


def _sealed(request: web.Request, secret: str | None) -> str | None:
    return None if secret is None else seal(services(request).config.web.secret_key, secret)


def _known_pbx(request: web.Request, pbx: str | None) -> str | None:
    known = [row.name for row in services(request).config.pbx]
    if pbx is not None and pbx not in known:
        raise InvalidInput(N_("There is no such PBX in the settings"), "pbx")
    return pbx


@endpoint("POST", "/api/v1/users/{name}/disable", role="admin")
async def disable(request: web.Request) -> None:
    """Disables an account and ends its websockets."""
    name = request.match_info["name"]
    if name == user_of(request).name:
        raise InvalidInput(N_("You cannot disable your own account: ask another administrator"), "name")
    await services(request).users.disable(name)
    services(request).hub.close_user(name, ENDED)
    await record(request, user_of(request).name, "user_disabled", name)


@endpoint("POST", "/api/v1/users/{name}/password", role="admin")
async def set_password(request: web.Request, body: NewPassword) -> None:
    """Sets a password and ends the log-ins and websockets of the account."""
    name = request.match_info["name"]
    await services(request).users.set_password(name, body.password)
    services(request).hub.close_user(name, ENDED)
    await record(request, user_of(request).name, "password_set", name)


@endpoint("POST", "/api/v1/users/{name}/softphone", role="admin")
async def set_softphone(request: web.Request, body: NewSoftphone) -> None:
    """Makes the browser the account's phone, or the one on the desk again."""
    name = request.match_info["name"]
    await services(request).users.set_softphone(name, _sealed(request, body.secret))
    await record(request, user_of(request).name, "softphone_set", name)


ROUTES = (users, add, disable, set_password, set_softphone)
