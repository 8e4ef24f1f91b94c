"""Recordings of a real Asterisk against what really happened (queue_log, CDR and the phones' own logs)."""

from __future__ import annotations

from typing import cast

import pytest

from cti.events import (
    AgentState,
    AnyCallEvent,
    AnyEvent,
    CallAnswered,
    CallEnded,
    CallHeld,
    CallLeftQueue,
    CallOfferEnded,
    CallQueued,
    CallStarted,
    CallTransferred,
    QueueFigures,
)
from tests.pbx.hard_telling import who
from tests.replay.replaying import NAMES, Expected, messages_of, replay, truth_of

WITHOUT_QUEUE = ("click_to_call", "conference", "direct_inbound_to_extension", "two_phones_ring")
_ENDED_BY = {"caller": "caller", "agent": "agent", "customer": "caller", "pbx": "system"}


def _calls(events: list[AnyEvent]) -> dict[str, list[AnyCallEvent]]:
    calls: dict[str, list[AnyCallEvent]] = {}
    for event in events:
        if not isinstance(event, AgentState | QueueFigures) and hasattr(event, "call_id"):
            calls.setdefault(cast(AnyCallEvent, event).call_id, []).append(cast(AnyCallEvent, event))
    return calls


def _one(call: list[AnyCallEvent], kind: type) -> AnyCallEvent:
    found = [event for event in call if isinstance(event, kind)]
    assert len(found) == 1, f"{kind.__name__}: {found}"
    return found[0]


def _of_caller(events: list[AnyEvent], number: str) -> list[AnyCallEvent]:
    for call in _calls(events).values():
        if isinstance(call[0], CallStarted) and call[0].caller.number == number:
            return call
    raise AssertionError(f"no call of {number}")


CASES = [
    pytest.param(name, expected, id=f"{name}-{expected['caller']}")
    for name in NAMES
    for expected in truth_of(name)["expected"]
    if "caller" in expected
]


@pytest.mark.parametrize(("name", "expected"), CASES)
def test_every_call_ends_as_the_books_say(name: str, expected: Expected) -> None:
    call = _of_caller(replay(messages_of(name)), expected["caller"])
    ended = cast(CallEnded, _one(call, CallEnded))
    answered = [e for e in call if isinstance(e, CallAnswered)]
    outcome = expected.get("outcome")
    if outcome == "answered":
        assert ended.reason == "completed"
    elif outcome in ("abandoned", "busy"):
        assert ended.reason == outcome
        assert not answered
    elif outcome in ("timeout", "no answer"):
        assert ended.reason == "no_answer"
        assert not answered
    if expected.get("agent"):
        assert who(answered[0].by) == expected["agent"]
    if "agents" in expected:
        assert [who(e.by) for e in answered] == expected["agents"]
    if "hangup_by" in expected:
        assert ended.ended_by == _ENDED_BY[expected["hangup_by"]]
    if "queue" in expected:
        assert [e.queue for e in call if isinstance(e, CallQueued)] == [expected["queue"]]
    if "caller_name" in expected:
        assert cast(CallStarted, call[0]).caller.name == expected["caller_name"]
    missed = [e.to.agent for e in call if isinstance(e, CallOfferEnded) and e.reason == "no_answer"]
    if "not_answered_by" in expected:
        assert missed == expected["not_answered_by"]
    if "transfer" in expected:
        moved = cast(CallTransferred, _one(call, CallTransferred))
        assert (moved.kind, moved.to.number) == (expected["transfer"]["kind"], expected["transfer"]["to"])


@pytest.mark.parametrize("name", NAMES)
def test_waits_and_talks_equal_the_queue_log(name: str) -> None:
    """queue_log subtracts whole seconds, so a true time differs by less than one. Its talk includes hold;
    for a call handed on, the visit ends with the first agent."""
    calls = _calls(replay(messages_of(name)))
    compared = 0
    for truth in truth_of(name)["calls"]:
        told = calls[f"main-{truth['linkedid']}"]  # type: ignore[typeddict-item]
        ended = cast(CallEnded, _one(told, CallEnded))
        for visit in truth.get("visits") or []:  # type: ignore[attr-defined]
            left = next(e for e in told if isinstance(e, CallLeftQueue) and e.queue == visit["queue"])
            assert abs(left.waited_s - visit["hold"]) <= 1
            if visit["outcome"] == "answered" and not visit["transfer"]:
                assert abs(ended.talk_s + ended.hold_s - visit["talk"]) <= 1
            compared += 1
    assert compared or name in WITHOUT_QUEUE


@pytest.mark.parametrize("name", NAMES)
def test_every_call_that_starts_ends_exactly_once_and_says_nothing_afterwards(name: str) -> None:
    calls = _calls(replay(messages_of(name)))
    assert calls
    for told in calls.values():
        assert isinstance(told[0], CallStarted)
        assert isinstance(told[-1], CallEnded)
        assert sum(isinstance(e, CallEnded) for e in told) == 1


def test_each_hold_of_the_agent_is_told() -> None:
    held = [e for e in replay(messages_of("hold_unhold")) if isinstance(e, CallHeld)]
    assert [e.by.agent for e in held] == ["1001", "1001"]


def test_pauses_carry_their_reason_and_a_pause_in_one_queue_leaves_the_other_ready() -> None:
    events = replay(messages_of("pause_unpause_with_reason"))
    paused = [e for e in events if isinstance(e, AgentState) and e.state == "paused"]
    assert ("1001", "lunch") in {(e.agent, e.reason) for e in paused}
    meeting = next(e for e in paused if e.reason == "会议 meeting")
    assert (meeting.agent, meeting.paused_queues, meeting.queues) == (
        "1002",
        ("support",),
        ("support", "vip"),
    )
    assert not any(e.state == "paused" for e in [e for e in events if isinstance(e, AgentState)][-2:])


def test_queue_figures_count_a_call_when_it_is_answered() -> None:
    events = replay(messages_of("two_queues_at_once"))
    last = {e.queue: e for e in events if isinstance(e, QueueFigures)}
    assert {name: (f.answered, f.abandoned, f.waiting) for name, f in last.items()} == {
        "support": (2, 0, 0),
        "sales": (1, 0, 0),
    }
    assert last["support"].service_level == 100.0
