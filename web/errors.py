"""The one place where errors become answers: problem JSON (RFC 9457), an error page, or a close code.

Nothing else in web/ sets an error status. Codes are promises (cti/errors.py); titles and details are
shown in the reader's language. What nobody foresaw is logged and answered without its inner words.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler

from cti.errors import (
    ActionRefused,
    BadCredentials,
    Conflict,
    CtiError,
    InvalidInput,
    LinkError,
    NotAllowed,
    NotFound,
    NotLoggedIn,
    ScriptInvalid,
    StoreUnavailable,
    TooManyAttempts,
    UnsafeValue,
    filled,
)
from web.i18n import N_, gettext
from web.pages.render import render_error

log = logging.getLogger(__name__)

_STATUS: tuple[tuple[type[CtiError], int], ...] = (
    (InvalidInput, 400),
    (UnsafeValue, 400),
    (ScriptInvalid, 400),
    (BadCredentials, 401),
    (NotLoggedIn, 401),
    (NotAllowed, 403),
    (NotFound, 404),
    (Conflict, 409),
    (ActionRefused, 409),
    (TooManyAttempts, 429),
    (LinkError, 503),
    (StoreUnavailable, 503),
)
_TITLES = {
    400: N_("What was sent cannot be used"),
    401: N_("Please log in"),
    403: N_("You may not do this"),
    404: N_("There is no such thing here"),
    405: N_("This address does not take that method"),
    409: N_("This cannot be done now"),
    413: N_("Too much was sent at once"),
    429: N_("Too many attempts"),
    500: N_("The server made a mistake"),
    503: N_("A part of the server is not available"),
}
_HTTP_CODES = {404: "not_found", 405: "method_not_allowed", 413: "too_large"}
_MACHINE_PATHS = ("/api/", "/ws", "/healthz", "/readyz", "/metrics", "/static/")
RETRY_AFTER_S = "300"


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """RFC 9457 problem details with our stable `code`; `field` names the place in the input."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    field: str | None = None


def status_of(error: CtiError) -> int:
    """The HTTP status of `error`."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)


def close_code(error: CtiError) -> int:
    """The websocket close code of `error`: 4000 + HTTP status for what the client must change, else 1011."""
    status = status_of(error)
    return 4000 + status if status < 500 else 1011


def problem_of(error: CtiError) -> Problem:
    """`error` in the current locale."""
    field = error.field if isinstance(error, InvalidInput) else None
    return _problem(status_of(error), error.code, error.text, field, error.values)


def _problem(
    status: int,
    code: str,
    text: str,
    field: str | None = None,
    values: Mapping[str, str] = MappingProxyType({}),
) -> Problem:
    title = gettext(_TITLES.get(status, HTTPStatus(status).phrase))
    kind = f"urn:cti:problem:{code}"
    detail = filled(gettext(text), values)
    return Problem(type=kind, title=title, status=status, detail=detail, code=code, field=field)


@web.middleware
async def answer_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Lets answers through and turns every exception into one."""
    try:
        return await handler(request)
    except CtiError as error:
        return answer(request, problem_of(error))
    except web.HTTPException as error:
        if error.status < HTTPStatus.BAD_REQUEST:
            raise
        code = _HTTP_CODES.get(error.status, "http_error")
        return answer(request, _problem(error.status, code, error.reason), error.headers.get("Allow"))
    except ConnectionResetError:
        return answer(request, _problem(400, "incomplete", N_("The request broke off before it was whole")))
    except Exception:
        log.exception("%s %s failed", request.method, route_of(request))
        detail = N_("It was written to the server's log. What was saved before stays saved.")
        return answer(request, _problem(500, "internal", detail))


def answer(request: web.Request, problem: Problem, allow: str | None = None) -> web.StreamResponse:
    """`problem` as JSON for programs, as a page for people."""
    headers = {"Allow": allow} if allow else {}
    if problem.status == HTTPStatus.TOO_MANY_REQUESTS:
        headers["Retry-After"] = RETRY_AFTER_S
    if request.path.startswith(_MACHINE_PATHS):
        body = msgspec.json.encode(problem)
        return web.Response(
            body=body, status=problem.status, headers=headers, content_type="application/problem+json"
        )
    return render_error(request, problem.status, problem.title, problem.detail, headers)


def route_of(request: web.Request) -> str:
    """The route's pattern, which names no person; for logs."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else "unknown route"
