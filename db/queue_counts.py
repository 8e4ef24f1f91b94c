"""What each queue did since a moment: answered, answered in time, abandoned. One query.

Visits of merged calls are not counted: the call they became part of holds them too.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Float, Integer, and_, case, cast, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.tables import call_visits, calls

_USUAL_SERVICE_LEVEL_S = 20


async def read(
    connection: AsyncConnection, pbx: str, since: datetime, service_level_s: dict[str, int]
) -> dict[str, tuple[int, int, int]]:
    """queue of `pbx` -> (answered, answered within its service level, abandoned) of visits ended since."""
    answered = call_visits.c.reason == "answered"
    in_time = and_(answered, call_visits.c.waited_s <= _limit(service_level_s))
    abandoned = call_visits.c.reason == "abandoned"
    query = (
        select(call_visits.c.queue, _count(answered), _count(in_time), _count(abandoned))
        .join_from(call_visits, calls)
        .where(calls.c.pbx == pbx, call_visits.c.left_at >= since, calls.c.merged_into.is_(None))
        .group_by(call_visits.c.queue)
    )
    return {queue: (every, timely, lost) for queue, every, timely, lost in await connection.execute(query)}


def _limit(service_level_s: dict[str, int]) -> ColumnElement[float]:
    usual = cast(literal(_USUAL_SERVICE_LEVEL_S), Float)
    if not service_level_s:
        return usual
    by_queue = {queue: cast(literal(seconds), Float) for queue, seconds in service_level_s.items()}
    return case(by_queue, value=call_visits.c.queue, else_=usual)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(cast(case((condition, 1), else_=0), Integer))
