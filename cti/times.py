"""Epoch seconds to the times and durations that events show. Pure; knows no clock."""

from __future__ import annotations

import functools
from datetime import UTC, datetime


@functools.lru_cache(maxsize=64)
def moment(at: float) -> datetime:
    """Epoch seconds -> aware UTC. Remembered, since all that one message means has the same time."""
    return datetime.fromtimestamp(at, UTC)


def seconds(value: float) -> float:
    """A duration as events show it: never negative, milliseconds."""
    return round(value, 3) if value > 0.0 else 0.0


def born(uniqueid: str, at: float) -> float:
    """When the channel of this Uniqueid was created: its epoch second, but never later than `at`
    (Asterisk: `[systemname-]epoch.counter`)."""
    head = uniqueid.rpartition("-")[2].partition(".")[0]
    return min(float(head), at) if head.isdigit() else at
