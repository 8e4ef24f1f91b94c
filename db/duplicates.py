"""Customers who may be one and the same: groups by what they have in common, the surest reason first.

Numbers that somebody called shared make nobody a duplicate, nor do extensions of one switchboard.
"""

from __future__ import annotations

from typing import Literal

from sqlalchemy import ColumnElement, Select, and_, distinct, func, literal, select, tuple_, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from cti.customers.merging import DuplicateGroup
from db import cursor as cursors
from db.column_types import Words
from db.customer_rows import find
from db.tables import customer_numbers, customers, shared_numbers

Reason = Literal["external_id", "name", "email", "number"]
_RANKS: tuple[Reason, ...] = ("external_id", "name", "email", "number")
_C, _N = customers.c, customer_numbers.c
_SHOWN = 10
_FOLDED: dict[str, ColumnElement[str]] = {
    "external_id": func.lower(func.trim(_C.external_id)),
    "email": func.lower(func.trim(_C.email)),
}


async def read(
    connection: AsyncConnection, limit: int, cursor: str | None
) -> tuple[list[DuplicateGroup], str | None]:
    """A page of groups; at most ten customers of each. Raises InvalidInput for a foreign cursor."""
    groups = union_all(*(_ranked(reason) for reason in _RANKS)).subquery()
    key = groups.c.rank, groups.c.value, groups.c.part
    query = select(*key).order_by(*key).limit(limit + 1)
    if cursor:
        rank, value, part = cursors.decode(cursor, tuple[int, str, str])
        query = query.where(tuple_(*key) > tuple_(literal(rank), literal(value, Words), literal(part, Words)))
    rows = (await connection.execute(query)).all()
    found = [await _group(connection, _RANKS[row.rank], row.value, row.part) for row in rows[:limit]]
    return found, cursors.encode(*rows[limit - 1]) if len(rows) > limit else None


def _ranked(reason: Reason) -> Select[str, str, int]:
    return _groups(reason).add_columns(literal(_RANKS.index(reason)).label("rank"))


def _groups(reason: Reason) -> Select[str, str]:
    """Values that several customers have; `part` is the organisation where that counts too."""
    nothing = literal("", Words).label("part")
    if reason == "number":
        query = select(_N.key.label("value"), nothing).where(_own_line())
        return query.group_by(_N.key).having(func.count(distinct(_N.customer_id)) > 1)
    if reason == "name":
        query = select(_C.sort_name.label("value"), _C.organisation_key.label("part"))
        query = query.where(_C.organisation_key.is_not(None)).group_by(_C.sort_name, _C.organisation_key)
        return query.having(func.count() > 1)
    value = _FOLDED[reason]
    query = select(value.label("value"), nothing).where(value != "")
    return query.group_by(value).having(func.count() > 1)


def _own_line() -> ColumnElement[bool]:
    return _N.extension.is_(None) & _N.key.not_in(select(shared_numbers.c.key))


async def _group(connection: AsyncConnection, reason: Reason, value: str, part: str) -> DuplicateGroup:
    people = tuple(await find(connection, _member(reason, value, part), limit=_SHOWN))
    shown = people[0].name if reason == "name" else value
    return DuplicateGroup(reason=reason, value=shown, customers=people)


def _member(reason: Reason, value: str, part: str) -> ColumnElement[bool]:
    if reason == "number":
        return _C.customer_id.in_(select(_N.customer_id).where(_own_line(), _N.key == value))
    if reason == "name":
        return and_(_C.sort_name == value, _C.organisation_key == part)
    return _FOLDED[reason] == value
