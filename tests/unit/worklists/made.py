"""Missed calls, promises and attempts for tests; seconds count from one morning (UTC)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cti.worklists.model import Attempt, Entry, Missed, Promise
from tests.fakes.clock import START

ANN = "+8613800138001"


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def missed(seconds: float = 0, number: str = "13800138001", **more: Any) -> Missed:
    fields: dict[str, Any] = {
        "call_id": f"c{seconds:g}", "key": f"86{number}", "queue": "support", "agents": (),
        "reason": "abandoned", "waited_s": 12.0,
    }  # fmt: skip
    return Missed(number=number, at=at(seconds), **fields | more)


def promise(due: float = 0, agent: str | None = "li", call_id: str = "p1", **more: Any) -> Promise:
    fields: dict[str, Any] = {"queue": "support", "number": "13800138009", "promised_at": at(due - 3600)}
    return Promise(call_id=call_id, due_at=at(due), agent=agent, **fields | more)


def attempt(entry: str, seconds: float, result: Any = "no_answer", **more: Any) -> Attempt:
    return Attempt(entry=entry, at=at(seconds), result=result, **more)


def entry(name: str, kind: Any = "missed", since: float = 0, **more: Any) -> Entry:
    fields: dict[str, Any] = {"key": ANN, "number": "13800138001", "queues": ("support",)}
    return Entry(entry=name, kind=kind, since=at(since), **fields | more)
