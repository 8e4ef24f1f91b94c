"""One endpoint of the JSON API: address, role, and the types that go in and out.

The types stand in the handler's signature only: `body` and `query` are decoded from them, the return
value is encoded, and openapi.py documents the same ones. Wrong input raises `InvalidInput` with the field;
so do parameters and fields that are not known. Every list takes `limit` and `cursor`: those whose query
has no `cursor` are paged here.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar, get_origin, get_type_hints

import msgspec
from aiohttp import web
from aiohttp.typedefs import Handler

from cti.errors import InvalidInput
from cti.users.model import Role
from web.auth import requires
from web.paging import PageQuery, page_of
from web.unknown_names import check_body, check_query, names_of
from web.views import ListPage

T = TypeVar("T")
ApiHandler = Callable[..., Awaitable[object]]
_PLACE = re.compile(r"(?: - at `(?P<place>[^`]*)`)$")
_MISSING = re.compile(r"missing required field `(?P<name>[^`]*)`")


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """A documented address. `role` None is open to everybody; `answer` None means 204 without a body."""

    method: str
    path: str
    role: Role | None
    status: int
    body: type[Any] | None
    query: type[Any] | None
    answer: object
    run: ApiHandler

    @property
    def is_paged_here(self) -> bool:
        """A list that the handler gives whole."""
        return get_origin(self.answer) is ListPage and "cursor" not in names_of(self.query)

    @property
    def parameters(self) -> tuple[type[Any], ...]:
        """The types of everything that may stand in the query string."""
        own = (self.query,) if self.query is not None else ()
        return (*own, PageQuery) if self.is_paged_here else own

    @property
    def summary(self) -> str:
        """First line of the handler's docstring."""
        return (inspect.getdoc(self.run) or "").partition("\n")[0]

    def handler(self) -> Handler:
        """For aiohttp's router: role, decoding, the handler, encoding."""
        return requires(self.role)(self._answer) if self.role else self._answer

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        given: dict[str, object] = {}
        check_query(request.query, {name for kind in self.parameters for name in names_of(kind)})
        if self.query is not None:
            given["query"] = read_query(request, self.query)
        if self.body is not None:
            given["body"] = read_body(await request.read(), self.body)
        result = await self.run(request, **given)
        if isinstance(result, web.StreamResponse):
            return result
        if isinstance(result, ListPage) and self.is_paged_here:
            page = read_query(request, PageQuery)
            result = page_of(result, page.limit, page.cursor)
        return json_response(result, self.status)


def endpoint(
    method: str, path: str, *, role: Role | None = "agent", status: int = 200, answer: object = None
) -> Callable[[ApiHandler], Endpoint]:
    """Decorator: the function becomes an `Endpoint`. `answer` is for functions that return a response."""

    def build(run: ApiHandler) -> Endpoint:
        hints = get_type_hints(run)
        returned = answer or _shown(hints["return"])
        return Endpoint(
            method=method,
            path=path,
            role=role,
            status=204 if returned is None and status == 200 else status,
            body=hints.get("body"),
            query=hints.get("query"),
            answer=returned,
            run=run,
        )

    return build


def _shown(returned: object) -> object:
    """The documented answer of a handler; functions that return a response have none of their own."""
    is_response = inspect.isclass(returned) and issubclass(returned, web.StreamResponse)
    return None if is_response or returned is type(None) else returned


def json_response(value: object, status: int = 200) -> web.Response:
    """`value` as JSON; None as an empty answer."""
    if value is None:
        return web.Response(status=status)
    return web.Response(body=msgspec.json.encode(value), status=status, content_type="application/json")


def read_body(raw: bytes, kind: type[T]) -> T:
    """JSON `raw` as `kind`. Raises `InvalidInput`."""
    try:
        body = msgspec.json.decode(raw, type=kind)
        check_body(msgspec.json.decode(raw), kind)
        return body
    except msgspec.ValidationError as error:
        raise _invalid(error) from None
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise InvalidInput("The body is not JSON: send one JSON object in UTF-8") from None


def read_query(request: web.Request, kind: type[T]) -> T:
    """The query string as `kind`; empty values count as not given. Raises `InvalidInput`."""
    given = {name: value for name, value in request.query.items() if value != ""}
    try:
        return msgspec.convert(given, type=kind, strict=False)
    except msgspec.ValidationError as error:
        raise _invalid(error) from None


def _invalid(error: msgspec.ValidationError) -> InvalidInput:
    text = str(error)
    place = _PLACE.search(text)
    missing = _MISSING.search(text)
    parts = [place["place"].removeprefix("$").lstrip(".")] if place else []
    parts += [missing["name"]] if missing else []
    field = ".".join(part for part in parts if part)
    message = _PLACE.sub("", text)
    return InvalidInput(f"{field}: {message}" if field else message, field or None)
