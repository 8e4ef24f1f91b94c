"""Agents' states: what rings and talks, wrap-up timed by us, pauses and their reasons."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cti.agents.shift import Next
from cti.agents.tracker import AgentTracker
from cti.ami.messages import QueueMember, QueueMemberRemoved, SnapshotEnd
from cti.events import AgentState, CallEnded, CallLegEnded, CallOffered, CallOfferEnded, OfferEnd, Party
from cti.tracker_settings import TrackerSettings
from tests.unit.calls.wire import directory

MEI = Party(number="1001", channel="PJSIP/1001-00000002", device="PJSIP/1001", agent="mei")
NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


@pytest.fixture
def tracker() -> AgentTracker:
    return AgentTracker("main", directory(), TrackerSettings(wrap_up_s={"support": 30.0}))


def _member(queue: str = "support", **known: object) -> QueueMember:
    return QueueMember(queue=queue, interface="PJSIP/1001", **known)  # type: ignore[arg-type]


def _offered(call: str = "c1") -> CallOffered:
    return CallOffered(at=NOW, pbx="main", call_id=call, to=MEI, queue="support", caller=Party())


def _offer_ended(reason: OfferEnd) -> CallOfferEnded:
    return CallOfferEnded(at=NOW, pbx="main", call_id="c1", to=MEI, reason=reason)


def _leg_ended(talk_s: float = 60.0) -> CallLegEnded:
    return CallLegEnded(
        at=NOW, pbx="main", call_id="c1", party=MEI, queue="support", ring_s=1.0, talk_s=talk_s, hold_s=0.0
    )


def _states(events: list[AgentState]) -> list[tuple[str, str | None]]:
    return [(event.state, event.reason) for event in events]


def test_a_member_who_is_not_paused_is_ready(tracker: AgentTracker) -> None:
    assert _states(tracker.handle(1.0, _member(paused=False, status=1))) == [("ready", None)]


def test_the_same_news_twice_is_told_once(tracker: AgentTracker) -> None:
    tracker.handle(1.0, _member(paused=False, status=1))
    assert tracker.handle(2.0, _member(paused=False, status=1)) == []


def test_a_changed_pause_reason_ends_one_interval_and_begins_another(tracker: AgentTracker) -> None:
    tracker.handle(1.0, _member(paused=True, paused_reason="lunch", pause_changed=True))
    (changed,) = tracker.handle(61.0, _member(paused=True, paused_reason="training", pause_changed=True))
    assert (changed.reason, changed.since.timestamp()) == ("training", 61.0)


def test_ring_talk_wrap_up_ready(tracker: AgentTracker) -> None:
    tracker.handle(1.0, _member(paused=False))
    assert _states(tracker.hear(2.0, _offered())) == [("ringing", None)]
    assert _states(tracker.hear(5.0, _offer_ended("answered"))) == [("talking", None)]
    (wrap_up,) = tracker.hear(65.0, _leg_ended())
    assert (wrap_up.state, wrap_up.call_id) == ("wrap_up", "c1")
    assert wrap_up.until is not None
    assert wrap_up.until.timestamp() == 95.0
    assert tracker.tick(94.9) == []
    assert _states(tracker.tick(95.0)) == [("ready", None)]


def test_a_call_that_was_not_answered_brings_no_wrap_up(tracker: AgentTracker) -> None:
    tracker.handle(1.0, _member(paused=False))
    tracker.hear(2.0, _offered())
    assert _states(tracker.hear(9.0, _offer_ended("no_answer"))) == [("ready", None)]
    assert tracker.hear(9.0, _leg_ended(talk_s=0.0)) == []


def test_wrap_up_can_be_extended_and_ended_early(tracker: AgentTracker) -> None:
    tracker.handle(1.0, _member(paused=False))
    tracker.hear(2.0, _offered())
    tracker.hear(3.0, _offer_ended("answered"))
    tracker.hear(10.0, _leg_ended())
    tracker.command(20.0, "mei", "wrap_up", None, until=100.0)
    assert tracker.tick(41.0) == []
    assert _states(tracker.command(50.0, "mei", "ready", None)) == [("ready", None)]


def test_the_pause_that_protects_wrap_up_is_shown_as_wrap_up(tracker: AgentTracker) -> None:
    assert _states(tracker.handle(1.0, _member(paused=True, paused_reason="wrap_up"))) == [("wrap_up", None)]


def test_an_agent_without_queues_is_what_was_said_at_the_desk(tracker: AgentTracker) -> None:
    assert _states(tracker.command(1.0, "tom", "ready", None)) == [("ready", None)]
    assert _states(tracker.command(2.0, "tom", "paused", "lunch")) == [("paused", "lunch")]
    assert _states(tracker.command(3.0, "tom", "offline", None)) == [("offline", None)]


def test_a_member_removed_from_the_last_queue_is_offline(tracker: AgentTracker) -> None:
    tracker.handle(1.0, _member(paused=False))
    removed = QueueMemberRemoved(queue="support", interface="PJSIP/1001")
    assert _states(tracker.handle(2.0, removed)) == [("offline", None)]


def test_a_phone_that_cannot_be_reached_is_not_ready(tracker: AgentTracker) -> None:
    assert _states(tracker.handle(1.0, _member(paused=False, status=5))) == [("offline", "phone_unreachable")]


def test_a_snapshot_removes_memberships_it_does_not_name(tracker: AgentTracker) -> None:
    tracker.handle(1.0, _member("support", paused=False))
    tracker.handle(1.0, _member("vip", paused=False))
    (state,) = tracker.handle(2.0, SnapshotEnd(members=frozenset({("vip", "PJSIP/1001")})))
    assert state.queues == ("vip",)


def test_the_end_of_a_call_frees_an_agent_whose_own_end_was_not_seen(tracker: AgentTracker) -> None:
    tracker.handle(1.0, _member(paused=False))
    tracker.hear(2.0, _offered())
    ended = CallEnded(
        at=NOW, pbx="main", call_id="c1", reason="unknown", ended_by="unknown", waited_s=0, talk_s=0, hold_s=0
    )
    assert _states(tracker.hear(3.0, ended)) == [("ready", None)]


MEAL = Next(state="paused", reason="meal")


def _talking(tracker: AgentTracker, at: float = 3.0) -> None:
    tracker.hear(at - 1, _offered())
    tracker.hear(at, _offer_ended("answered"))


def test_what_comes_after_the_call_is_told_at_once_and_comes_after_wrap_up(tracker: AgentTracker) -> None:
    tracker.command(1.0, "mei", "ready", None)
    _talking(tracker)
    (planned,) = tracker.plan(4.0, "mei", MEAL)
    assert (planned.state, planned.next_state, planned.next_reason) == ("talking", "paused", "meal")
    (wrap_up,) = tracker.hear(65.0, _leg_ended())
    assert (wrap_up.state, wrap_up.next_state) == ("wrap_up", "paused")
    (rest,) = tracker.tick(95.0)
    assert (rest.state, rest.reason, rest.next_state) == ("paused", "meal", None)


def test_what_was_planned_and_taken_back_does_not_come(tracker: AgentTracker) -> None:
    tracker.command(1.0, "mei", "ready", None)
    _talking(tracker)
    tracker.plan(4.0, "mei", MEAL)
    (taken_back,) = tracker.plan(5.0, "mei", None)
    assert taken_back.next_state is None
    tracker.hear(65.0, _leg_ended())
    assert _states(tracker.tick(95.0)) == [("ready", None)]


def test_a_call_without_wrap_up_is_followed_by_the_plan_at_once() -> None:
    tracker = AgentTracker("main", directory(), TrackerSettings())
    tracker.command(1.0, "mei", "ready", None)
    _talking(tracker)
    tracker.plan(4.0, "mei", Next(state="offline", by="boss"))
    (rest,) = tracker.hear(65.0, _leg_ended())
    assert (rest.state, rest.by, rest.next_state) == ("offline", "boss", None)


def test_a_plan_told_to_somebody_at_rest_is_what_they_are_now(tracker: AgentTracker) -> None:
    tracker.command(1.0, "mei", "ready", None)
    assert _states(tracker.plan(2.0, "mei", MEAL)) == [("paused", "meal")]


def test_the_same_plan_twice_is_told_once(tracker: AgentTracker) -> None:
    _talking(tracker)
    assert len(tracker.plan(4.0, "mei", MEAL)) == 1
    assert tracker.plan(5.0, "mei", MEAL) == []


def test_who_else_set_a_state_is_told_with_it_until_it_changes(tracker: AgentTracker) -> None:
    tracker.handle(1.0, _member(paused=False))
    tracker.command(2.0, "mei", "paused", "meeting", by="boss")
    (paused,) = tracker.handle(2.1, _member(paused=True, paused_reason="meeting", pause_changed=True))
    assert (paused.state, paused.by) == ("paused", "boss")
    (ready,) = tracker.handle(9.0, _member(paused=False))
    assert (ready.state, ready.by) == ("ready", None)
    tracker.command(10.0, "mei", "paused", "meeting")
    (own,) = tracker.handle(10.1, _member(paused=True, paused_reason="meeting", pause_changed=True))
    assert own.by is None
