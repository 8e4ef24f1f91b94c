"""Members and queues that appear, change and vanish while the server runs."""

from __future__ import annotations

from cti.ami import messages as ami
from cti.events import AgentState, AnyEvent, QueueFigures, QueueGone, QueueMemberGone, QueueMemberState
from cti.tracker_settings import TrackerSettings
from cti.trackers import Trackers
from tests.unit.calls.wire import CALLER, Wire, directory

MEI = "PJSIP/1001"
ALL = frozenset({("support", MEI)})


def _trackers() -> Trackers:
    return Trackers("main", directory(), TrackerSettings(default_wrap_up_s=30))


def _told(trackers: Trackers, *messages: ami.Message, at: float = 100.0) -> list[AnyEvent]:
    told = [event for message in messages for event in trackers.handle(at, message)]
    return told + trackers.settle()


def _member(**facts: object) -> ami.QueueMember:
    return ami.QueueMember(queue="support", interface=MEI, **facts)  # type: ignore[arg-type]


def _states(events: list[AnyEvent]) -> list[QueueMemberState]:
    return [event for event in events if isinstance(event, QueueMemberState)]


def test_each_event_of_a_member_changes_what_it_says_and_no_more() -> None:
    trackers = _trackers()
    (added,) = _states(_told(trackers, _member(member_name="Mei", penalty=2, paused=False, added=True)))
    (penalty,) = _states(_told(trackers, _member(penalty=5)))
    (ringing,) = _states(_told(trackers, _member(ring_in_use=True)))
    assert (added.agent, added.name, added.penalty, added.ring_in_use) == ("mei", "Mei", 2, None)
    assert (penalty.penalty, penalty.paused, ringing.penalty, ringing.ring_in_use) == (5, False, 5, True)


def test_a_phone_that_gets_busy_changes_no_member() -> None:
    trackers = _trackers()
    _told(trackers, _member(status=1, paused=False))
    assert _states(_told(trackers, _member(status=2, in_call=True), _member(status=6))) == []
    (unreachable,) = _states(_told(trackers, _member(status=5)))
    assert unreachable.reachable is False


def test_a_changed_pause_reason_is_told_and_its_end_forgets_it() -> None:
    trackers = _trackers()
    changes = [("lunch", True), ("training", True), (None, False)]
    messages = [_member(paused=p, paused_reason=r, pause_changed=True) for r, p in changes]
    told = _told(trackers, *messages)
    assert [(s.paused, s.reason) for s in _states(told)] == [(p, r) for r, p in changes]
    states = [(e.state, e.reason) for e in told if isinstance(e, AgentState)]
    assert states == [("paused", "lunch"), ("paused", "training"), ("ready", None)]


def test_a_queue_that_vanished_has_no_figures_until_it_is_back() -> None:
    trackers = _trackers()
    _told(trackers, ami.QueueParams(queue="support"), ami.QueueParams(queue="sales"), _member(paused=False))
    told = _told(trackers, ami.QueuesSeen(queues=frozenset({"sales"})))
    assert [e.queue for e in told if isinstance(e, QueueGone)] == ["support"]
    assert [(e.queue, e.device) for e in told if isinstance(e, QueueMemberGone)] == [("support", MEI)]
    assert not [e for e in told if isinstance(e, QueueFigures) and e.queue == "support"]
    back = _told(trackers, ami.QueueParams(queue="support"))
    assert [e.queue for e in back if isinstance(e, QueueFigures)] == ["support"]


def test_a_queue_in_which_somebody_waits_is_not_gone() -> None:
    trackers = _trackers()
    wire = Wire(trackers)
    wire.born(CALLER, state=4, exten="4008001")
    wire.joins_queue(CALLER, "support")
    assert not [e for e in _told(trackers, ami.QueuesSeen(), at=wire.at) if isinstance(e, QueueGone)]


def test_of_a_talk_that_ended_unseen_only_the_rest_of_the_wrap_up_remains() -> None:
    trackers = _trackers()
    wire = Wire(trackers)
    wire.send(ami.SnapshotBegin())
    wire.send(ami.SnapshotEnd())
    wire.send(_member(paused=False))
    wire.answered_queue_call()
    wire.send(ami.LinkLost(reason="reset"), after=10.0)
    wire.send(ami.SnapshotBegin(gap_s=20.0), after=20.0)
    row = _member(paused=False, last_call=int(wire.at) - 12)
    told = _told(trackers, row, ami.SnapshotEnd(members=ALL, queues=frozenset({"support"})), at=wire.at)
    (wrap_up,) = [e for e in told if isinstance(e, AgentState) and e.state == "wrap_up"]
    assert wrap_up.until is not None
    assert round(wrap_up.until.timestamp() - wire.at) == 18


def test_ring_in_use_is_unknown_again_after_a_gap_until_asterisk_says_it() -> None:
    trackers = _trackers()
    _told(trackers, _member(penalty=1, ring_in_use=True))
    _told(trackers, ami.LinkLost(reason="reset"), ami.SnapshotBegin())
    (row,) = _states(_told(trackers, _member(penalty=1)))
    assert (row.penalty, row.ring_in_use) == (1, None)
    assert _states(_told(trackers, _member(penalty=1))) == []
    (said,) = _states(_told(trackers, _member(penalty=1, ring_in_use=True)))
    assert said.ring_in_use is True
