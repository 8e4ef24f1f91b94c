"""Frozen cti types <-> rows: columns carry the names of the fields, so both ways are short."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Column, Row, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

S = TypeVar("S", bound=msgspec.Struct)
AnyRow = Row[*tuple[Any, ...]]
"""A row whose column types only the query knows."""


def to_values(record: msgspec.Struct, table: Table) -> dict[str, object]:
    """The fields of `record` that are columns of `table`."""
    return {name: getattr(record, name) for name in record.__struct_fields__ if name in table.c}


def to_struct(kind: type[S], row: AnyRow, **more: object) -> S:
    """A `kind` from the row's columns and `more` fields."""
    return msgspec.convert({**{str(name): value for name, value in row._mapping.items()}, **more}, kind)


async def children(
    connection: AsyncConnection, table: Table, parent: Column[str], ids: Sequence[str], kind: type[S]
) -> dict[str, list[S]]:
    """The rows of `table` that belong to the parents `ids`, in order of their position; [] for none."""
    found: dict[str, list[S]] = defaultdict(list)
    if ids:
        query = select(table).where(parent.in_(ids)).order_by(parent, table.c.position)
        for row in await connection.execute(query):
            found[row._mapping[parent.name]].append(to_struct(kind, row))
    return found
