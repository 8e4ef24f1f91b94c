"""Who asks, and may they: session cookie, role, CSRF header, Origin.

Runs before every handler. Passwords are checked by the user store and never seen here; tokens are
compared in constant time. Not here: what the user's own things are (the desk knows).
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from cti.errors import NotAllowed, NotLoggedIn
from cti.users.model import Role, Session, User
from web.i18n import N_, choose_locale, use_locale
from web.keys import SESSION, services
from web.security import is_https

SESSION_COOKIE = "cti_session"
LANGUAGE_COOKIE = "cti_language"
CSRF_HEADER = "X-CSRF-Token"
ROLES: tuple[Role, ...] = ("agent", "supervisor", "admin")
_OPEN_PATHS = ("/static/", "/healthz", "/readyz", "/metrics")
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
_ONE_YEAR_S = 31_536_000


@web.middleware
async def know_user(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Finds the session of the cookie and the language; never refuses. Open paths need no database."""
    session = None
    use_locale(_locale(request, None))
    token = request.cookies.get(SESSION_COOKIE)
    if token and not request.path.startswith(_OPEN_PATHS):
        session = await _valid_session(request, token)
    if session is not None:
        request[SESSION] = session
        use_locale(_locale(request, session.user))
    return await handler(request)


async def _valid_session(request: web.Request, token: str) -> Session | None:
    session = await services(request).sessions.find(token)
    if session is None or session.user.disabled or session.expires_at <= services(request).clock.now():
        return None
    return session


def _locale(request: web.Request, user: User | None) -> str:
    own = user.language if user else None
    return choose_locale(
        own, request.cookies.get(LANGUAGE_COOKIE), accept_language=request.headers.get("Accept-Language", "")
    )


@web.middleware
async def refuse_forgery(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuses changes and websockets from foreign pages, and changes of a session without its CSRF token."""
    changing = request.method not in _SAFE_METHODS
    if changing or request.path == "/ws":
        _check_origin(request)
    session = request.get(SESSION)
    if changing and session is not None and request.path != "/api/v1/login":
        _check_csrf(request, session)
    return await handler(request)


def _check_origin(request: web.Request) -> None:
    """Browsers always name the page's Origin on changes and websockets; programs may leave it out."""
    origin = request.headers.get("Origin")
    if origin is None:
        return
    public = urlsplit(services(request).config.web.public_url).netloc
    if origin == "null" or urlsplit(origin).netloc not in {request.host, public} - {""}:
        raise NotAllowed(N_("This request comes from another site and was refused"))


def _check_csrf(request: web.Request, session: Session) -> None:
    given = request.headers.get(CSRF_HEADER, "")
    if not hmac.compare_digest(given.encode(), session.csrf.encode()):
        raise NotAllowed(N_("The X-CSRF-Token header is missing or not of this session: reload the page"))


def session_of(request: web.Request) -> Session:
    """The session of who asks. Raises `NotLoggedIn`."""
    session: Session | None = request.get(SESSION)
    if session is None:
        raise NotLoggedIn(N_("Nobody is logged in: log in first"))
    return session


def user_of(request: web.Request) -> User:
    """Who asks. Raises `NotLoggedIn`."""
    return session_of(request).user


def has_role(user: User, least: Role) -> bool:
    """Whether `user` is `least` or higher."""
    return ROLES.index(user.role) >= ROLES.index(least)


def requires(least: Role) -> Callable[[Handler], Handler]:
    """Decorator: only users of role `least` or higher reach the handler."""

    def guard(handler: Handler) -> Handler:
        async def guarded(request: web.Request) -> web.StreamResponse:
            if not has_role(user_of(request), least):
                raise NotAllowed(N_("Your role does not permit this: ask a supervisor or administrator"))
            return await handler(request)

        return guarded

    return guard


def set_session_cookie(request: web.Request, response: web.StreamResponse, session: Session) -> None:
    """Hands the session's token to the browser, out of reach of scripts."""
    lifetime_s = services(request).config.web.session_hours * 3600
    response.set_cookie(
        SESSION_COOKIE,
        session.token,
        max_age=lifetime_s,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=is_https(request),
    )


def clear_session_cookie(response: web.StreamResponse) -> None:
    """Takes the token back."""
    response.del_cookie(SESSION_COOKIE, path="/", httponly=True, samesite="Lax")


def set_language_cookie(request: web.Request, response: web.StreamResponse, language: str) -> None:
    """Remembers the language in this browser, also for the log-in page."""
    response.set_cookie(
        LANGUAGE_COOKIE, language, max_age=_ONE_YEAR_S, path="/", samesite="Lax", secure=is_https(request)
    )
