"""Domain events and records that several tests of web/ need."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from cti.calls.record import CallRecord, WorkItem
from cti.events import (
    AgentState,
    AgentStateName,
    CallAnswered,
    CallEnded,
    CallLeftQueue,
    CallOffered,
    CallQueued,
    CallStarted,
    LinkState,
    LinkStateName,
    Party,
    QueueFigures,
    QueuePosition,
)
from tests.fakes.clock import START

CALLER = Party(number="13800138000", name="王芳")
LI = Party(device="PJSIP/1001", channel="PJSIP/1001-1", agent="li")
HAN = Party(device="PJSIP/1002", channel="PJSIP/1002-1", agent="han")


def started(call_id: str = "k1") -> CallStarted:
    return CallStarted(
        at=START, pbx="pbx", call_id=call_id, direction="inbound", caller=CALLER, dialed="4008001"
    )


def queued(call_id: str = "k1", queue: str = "support") -> CallQueued:
    return CallQueued(at=START, pbx="pbx", call_id=call_id, queue=queue, position=1)


def place(position: int, call_id: str = "k1", queue: str = "support") -> QueuePosition:
    return QueuePosition(at=START, pbx="pbx", call_id=call_id, queue=queue, position=position)


def left_queue(call_id: str = "k1", queue: str = "support") -> CallLeftQueue:
    return CallLeftQueue(at=START, pbx="pbx", call_id=call_id, queue=queue, reason="answered", waited_s=3.0)


def offered(call_id: str = "k1", to: Party = LI, at: datetime = START) -> CallOffered:
    return CallOffered(at=at, pbx="pbx", call_id=call_id, to=to, queue="support", caller=CALLER)


def answered(call_id: str = "k1", by: Party = LI) -> CallAnswered:
    return CallAnswered(
        at=START, pbx="pbx", call_id=call_id, by=by, queue="support", waited_s=3.0, ring_s=1.0
    )


def ended(call_id: str = "k1") -> CallEnded:
    return CallEnded(
        at=START,
        pbx="pbx",
        call_id=call_id,
        reason="completed",
        ended_by="caller",
        waited_s=3.0,
        talk_s=20.0,
        hold_s=0.0,
    )


def agent_state(agent: str = "li", state: AgentStateName = "ready") -> AgentState:
    return AgentState(at=START, pbx="pbx", agent=agent, state=state, reason=None, since=START)


def link(state: LinkStateName = "certain") -> LinkState:
    return LinkState(at=START, pbx="pbx", state=state)


def figures(queue: str = "support", waiting: int = 1) -> QueueFigures:
    return QueueFigures(
        at=START,
        pbx="pbx",
        queue=queue,
        waiting=waiting,
        longest_wait_s=4.0,
        ready=1,
        talking=0,
        paused=0,
        wrap_up=0,
        ringing=0,
        answered=3,
        abandoned=1,
        service_level=75.0,
        service_level_s=20,
    )


def pop(call_id: str = "k1", work_id: str = "w1") -> bytes:
    """As the screen pop stores and sends it: message ids and texts per language inside."""
    return msgspec.json.encode(
        {
            "type": "pop",
            "pop_id": f"p-{work_id}",
            "work_id": work_id,
            "call_id": call_id,
            "reason": "offered",
            "caller": {"number": "13800138000", "name": "王芳"},
            "caller_location": {"zh_CN": "北京市", "en": "Beijing"},
            "queue": "support",
            "candidates": [
                {
                    "customer_id": "c1",
                    "name": "王芳",
                    "why": "called as {number}",
                    "why_values": {"number": "138"},
                    "score": 100,
                }
            ],
            "customer": None,
            "greeting": {"zh_CN": "您好", "en": "Hello"},
            "script": {
                "name": "survey",
                "version": 1,
                "title": {"zh_CN": "回访", "en": "Survey"},
                "items": 1,
            },
        }
    )


def work(work_id: str = "w1", agent: str = "li", call_id: str = "k1") -> WorkItem:
    return WorkItem(
        work_id=work_id, call_id=call_id, agent=agent, pop=pop(call_id, work_id).decode(), created_at=START
    )


def record(call_id: str = "k1", minute: int = 0, **facts: object) -> CallRecord:
    known: dict[str, object] = {
        "call_id": call_id,
        "pbx": "pbx",
        "linkedids": ("1.1",),
        "started_at": START + timedelta(minutes=minute),
        "ended_at": START + timedelta(minutes=minute, seconds=40),
        "direction": "inbound",
        "caller_number": "13800138000",
        "caller_name": "王芳",
        "queue": "support",
        "agent": "li",
    }
    return msgspec.convert(known | facts, type=CallRecord)
