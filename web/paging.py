"""Pages of lists that come whole from the core: `limit` and `cursor` work there as in every other list."""

from __future__ import annotations

from typing import Annotated, TypeVar

import msgspec

from cti.errors import InvalidInput
from web.views import ListPage

T = TypeVar("T")


class PageQuery(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a list; without `limit` all of it."""

    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] | None = None
    cursor: str | None = None


def start_of(cursor: str | None) -> int:
    """How many rows come before the page. Raises InvalidInput for a cursor that is not of such a list."""
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 10):
        raise InvalidInput("cursor is none of ours: take it from the page before", "cursor")
    return int(cursor)


def page_of(rows: ListPage[T], limit: int | None, cursor: str | None) -> ListPage[T]:
    """The page of `rows` that is asked for, and where the next one begins."""
    start = start_of(cursor)
    if limit is None and start == 0:
        return rows
    end = len(rows.items) if limit is None else start + limit
    return ListPage(rows.items[start:end], str(end) if end < len(rows.items) else rows.next)
