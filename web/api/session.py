"""Log in, log out, who am I, and in which language."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from aiohttp import web

from cti.errors import InvalidInput, StoreUnavailable
from cti.events import AgentState
from cti.users.model import User
from web.audit import record
from web.auth import (
    clear_session_cookie,
    session_of,
    set_language_cookie,
    set_session_cookie,
    user_of,
)
from web.endpoint import endpoint, json_response
from web.i18n import N_
from web.keys import SESSION, THROTTLE, services
from web.views import UserView, user_view

LOGGED_OUT = 4401


class Credentials(msgspec.Struct, frozen=True):
    """What the log-in form sends."""

    username: str
    password: str


class LoggedIn(msgspec.Struct, frozen=True):
    """Who is logged in, and the token that changes carry as X-CSRF-Token."""

    user: UserView
    csrf: str


class Me(msgspec.Struct, frozen=True):
    """Who is logged in, and the state of the agent they are."""

    user: UserView
    csrf: str
    agent: AgentState | None


class Language(msgspec.Struct, frozen=True):
    """One of the languages we have."""

    language: Literal["zh_CN", "en"]


KeyName = Annotated[str, msgspec.Meta(min_length=1, max_length=24)]


class OwnKeys(msgspec.Struct, frozen=True):
    """The program's key -> the key a person presses instead, as the desk's list of keys names them."""

    keys: Annotated[dict[KeyName, KeyName], msgspec.Meta(max_length=100)]


@endpoint("POST", "/api/v1/login", role=None, answer=LoggedIn)
async def log_in(request: web.Request, body: Credentials) -> web.Response:
    """Logs in: sets the session cookie and answers the CSRF token."""
    user = await _checked(request, body)
    lifetime_s = services(request).config.web.session_hours * 3600.0
    session = await services(request).sessions.create(user, lifetime_s)
    await record(request, user.name, "login", user.name, {"address": request.remote or ""})
    response = json_response(LoggedIn(user_view(user), session.csrf))
    set_session_cookie(request, response, session)
    return response


async def _checked(request: web.Request, given: Credentials) -> User:
    """The user, or `BadCredentials`, or `TooManyAttempts` after several of those."""
    throttle, address = request.app[THROTTLE], request.remote or ""
    throttle.attempt(given.username, address)
    try:
        user = await services(request).users.check(given.username, given.password)
    except StoreUnavailable:
        throttle.forget(given.username, address)
        raise
    throttle.forget(given.username, address)
    return user


@endpoint("POST", "/api/v1/logout", role=None)
async def log_out(request: web.Request) -> web.Response:
    """Ends the session and closes its user's websockets."""
    response = web.Response(status=204)
    session = request.get(SESSION)
    if session is not None:
        await services(request).sessions.delete(session.token)
        services(request).hub.close_user(session.user.name, LOGGED_OUT)
        await record(request, session.user.name, "logout", session.user.name)
    clear_session_cookie(response)
    return response


@endpoint("GET", "/api/v1/me")
async def me(request: web.Request) -> Me:
    """Who is logged in."""
    session = session_of(request)
    own = services(request).live.snapshot(session.user).agent
    return Me(user_view(session.user), session.csrf, own)


@endpoint("POST", "/api/v1/me/language", role=None)
async def set_language(request: web.Request, body: Language) -> web.Response:
    """Switches the language at once and remembers it."""
    if SESSION in request:
        await _remember_language(request, user_of(request).name, body.language)
    response = web.Response(status=204)
    set_language_cookie(request, response, body.language)
    return response


@endpoint("PUT", "/api/v1/me/keys")
async def set_keys(request: web.Request, body: OwnKeys) -> None:
    """Remembers the user's own keys; {} are those of the program."""
    if len(set(body.keys.values())) < len(body.keys):
        raise InvalidInput(N_("One key is given to two things: give each its own"), "keys")
    await services(request).users.set_keys(user_of(request).name, body.keys)


async def _remember_language(request: web.Request, name: str, language: str) -> None:
    """With the account; open tabs are shown their work anew, because pops are texts, too."""
    await services(request).users.set_language(name, language)
    services(request).hub.use_locale(name, language)
    for item in await services(request).desk.open_work(name):
        services(request).hub.work_changed(name, item.work_id)


ROUTES = (log_in, log_out, me, set_language, set_keys)
