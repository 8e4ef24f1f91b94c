"""Wrap-up times survive when a call's legs are written anew: the switch does not know of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from cti.calls.record import LegRecord
from db.tables import call_legs


async def keeping_wrap_up(
    connection: AsyncConnection, call_id: str, legs: Sequence[LegRecord]
) -> list[LegRecord]:
    """`legs` with what is stored added to each agent's last leg, so far as `legs` do not hold it."""
    query = (
        select(call_legs.c.agent, func.sum(call_legs.c.wrap_up_s))
        .where(call_legs.c.call_id == call_id, call_legs.c.wrap_up_s > 0)
        .group_by(call_legs.c.agent)
    )
    kept = list(legs)
    for agent, seconds in await connection.execute(query):
        theirs = [position for position, leg in enumerate(kept) if leg.agent == agent]
        missing = seconds - _wrap_up(kept[position] for position in theirs)
        if theirs and missing > 0:
            leg = kept[theirs[-1]]
            kept[theirs[-1]] = msgspec.structs.replace(leg, wrap_up_s=leg.wrap_up_s + missing)
    return kept


def _wrap_up(legs: Iterable[LegRecord]) -> float:
    return sum(leg.wrap_up_s for leg in legs)
