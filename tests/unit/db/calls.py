"""Call records for tests, all about the same morning."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from cti.calls.record import CallRecord, LegRecord, QueueVisit

NINE = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return NINE + timedelta(seconds=seconds)


def call(call_id: str, start: float = 0, **fields: Any) -> CallRecord:
    values: dict[str, Any] = {
        "call_id": call_id, "pbx": "main", "linkedids": ("1700.1",),
        "started_at": at(start), "ended_at": None, "direction": "inbound",
        "caller_number": "13800138000", "caller_name": "王芳", "caller_e164": "+8613800138000",
        "dialed": "4000500827",
    }  # fmt: skip
    return CallRecord(**values | fields)


def leg(agent: str | None = "ann", **fields: Any) -> LegRecord:
    values: dict[str, Any] = {
        "device": f"PJSIP/{agent}", "channel": f"PJSIP/{agent}-1", "queue": "sales",
        "offered_at": at(1), "answered_at": at(4), "ended_at": at(30), "ring_s": 3.25, "talk_s": 26.0,
        "reason": "answered",
    }  # fmt: skip
    return LegRecord(agent=agent, **values | fields)


def visit(queue: str = "sales", **fields: Any) -> QueueVisit:
    values: dict[str, Any] = {"joined_at": at(0), "left_at": at(4), "reason": "answered", "waited_s": 4.0}
    return QueueVisit(queue=queue, **values | fields)


ENDED: dict[str, Any] = {
    "ended_at": at(30), "reason": "completed", "ended_by": "caller", "queue": "sales", "agent": "ann",
    "waited_s": 4.0, "talk_s": 26.0, "hold_s": 1.5,
}  # fmt: skip
