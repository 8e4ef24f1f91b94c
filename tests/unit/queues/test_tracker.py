"""Queue figures: waiting, service level and agents per queue, by adding and subtracting only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from cti.events import (
    AgentState,
    AgentStateName,
    CallEnded,
    CallLeftQueue,
    CallQueued,
    LeaveReason,
    QueueFigures,
)
from cti.queues.tracker import QueueTracker
from cti.tracker_settings import TrackerSettings

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


@pytest.fixture
def tracker() -> QueueTracker:
    return QueueTracker("main", TrackerSettings(service_level_s={"support": 20}))


def _queued(call: str) -> CallQueued:
    return CallQueued(at=NOW, pbx="main", call_id=call, queue="support", position=1)


def _left(call: str, reason: LeaveReason, waited_s: float) -> CallLeftQueue:
    return CallLeftQueue(at=NOW, pbx="main", call_id=call, queue="support", reason=reason, waited_s=waited_s)


def _state(state: AgentStateName, queues: tuple[str, ...], paused: tuple[str, ...] = ()) -> AgentState:
    return AgentState(
        at=NOW,
        pbx="main",
        agent="mei",
        state=state,
        reason=None,
        since=NOW,
        queues=queues,
        paused_queues=paused,
    )


def _support(tracker: QueueTracker, at: float) -> QueueFigures:
    return {figures.queue: figures for figures in tracker.changed(at)}["support"]


def test_the_longest_wait_is_that_of_the_first_who_still_waits(tracker: QueueTracker) -> None:
    tracker.hear([_queued("a")], 100.0)
    tracker.hear([_queued("b")], 110.0)
    assert (_support(tracker, 115.0).waiting, tracker.changed(115.0)) == (2, [])
    tracker.hear([_left("a", "answered", 20.0)], 120.0)
    figures = _support(tracker, 125.0)
    assert (figures.waiting, figures.longest_wait_s) == (1, 15.0)


def test_service_level_is_answered_in_time_of_all_offered_and_counts_at_the_answer(
    tracker: QueueTracker,
) -> None:
    for call, reason, waited in (
        ("a", "answered", 20.0),
        ("b", "answered", 20.1),
        ("c", "abandoned", 3.0),
        ("d", "timeout", 60.0),
    ):
        tracker.hear([_queued(call)], 0.0)
        tracker.hear([_left(call, reason, waited)], waited)  # type: ignore[arg-type]
    figures = _support(tracker, 100.0)
    assert (figures.answered, figures.abandoned) == (2, 1)
    assert figures.service_level == pytest.approx(33.33)


def test_without_calls_there_is_no_service_level(tracker: QueueTracker) -> None:
    tracker.hear([_queued("a")], 0.0)
    assert _support(tracker, 1.0).service_level is None


def test_a_call_that_ends_unseen_waits_no_longer(tracker: QueueTracker) -> None:
    tracker.hear([_queued("a")], 0.0)
    ended = CallEnded(
        at=NOW, pbx="main", call_id="a", reason="unknown", ended_by="unknown", waited_s=0, talk_s=0, hold_s=0
    )
    tracker.hear([ended], 5.0)
    assert _support(tracker, 5.0).waiting == 0


def test_an_agent_counts_once_in_each_queue_and_moves_with_the_state(tracker: QueueTracker) -> None:
    tracker.hear([_state("ready", ("support", "vip"))], 0.0)
    tracker.hear([_state("talking", ("support",))], 1.0)
    figures = {f.queue: f for f in tracker.changed(2.0)}
    assert (figures["support"].ready, figures["support"].talking) == (0, 1)
    assert (figures["vip"].ready, figures["vip"].talking) == (0, 0)


def test_paused_in_one_queue_is_ready_in_the_other(tracker: QueueTracker) -> None:
    tracker.hear([_state("paused", ("support", "vip"), ("support",))], 0.0)
    figures = {f.queue: f for f in tracker.changed(1.0)}
    assert (figures["support"].paused, figures["support"].ready) == (1, 0)
    assert (figures["vip"].paused, figures["vip"].ready) == (0, 1)


def test_a_new_local_day_starts_the_counts_anew_and_keeps_who_waits() -> None:
    shanghai = timezone(timedelta(hours=8))
    tracker = QueueTracker("main", TrackerSettings(timezone=shanghai))
    midnight = datetime(2026, 11, 22, 0, 0, tzinfo=shanghai).timestamp()
    tracker.tick(midnight - 60)
    tracker.hear([_queued("a"), _queued("b")], midnight - 60)
    tracker.hear([_left("a", "answered", 5.0)], midnight - 55)
    tracker.tick(midnight - 1)
    assert _support(tracker, midnight - 1).answered == 1
    tracker.tick(midnight + 1)
    figures = _support(tracker, midnight + 1)
    assert (figures.answered, figures.waiting, figures.longest_wait_s) == (0, 1, 61.0)


def test_a_restart_goes_on_from_the_records(tracker: QueueTracker) -> None:
    tracker.seed({"support": (10, 9, 2)})
    tracker.hear([_queued("a"), _left("a", "answered", 1.0)], 0.0)
    figures = _support(tracker, 1.0)
    assert (figures.answered, figures.answered_in_service_level, figures.abandoned) == (11, 10, 2)
