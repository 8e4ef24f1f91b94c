"""In which order, and with which times, things are told that did not come in their order."""

from __future__ import annotations

from cti.ami import messages as ami
from cti.events import AgentState, AnyEvent, QueueFigures
from cti.tracker_settings import TrackerSettings
from cti.trackers import Trackers
from tests.unit.calls.wire import directory

_PAUSED = ami.QueueMember(
    queue="support", interface="PJSIP/1001", paused=True, paused_reason="meal", pause_changed=True
)


def trackers() -> Trackers:
    made = Trackers("main", directory(), TrackerSettings())
    made.handle(100.0, ami.QueueMember(queue="support", interface="PJSIP/1001", paused=False, added=True))
    made.settle()
    return made


def paused_at(events: list[AnyEvent]) -> list[float]:
    return [each.at.timestamp() for each in events if isinstance(each, AgentState) and each.state == "paused"]


def test_what_came_late_is_told_when_it_happened() -> None:
    late = trackers()
    late.tick(110.0)
    assert paused_at(late.handle(105.0, _PAUSED)) == [105.0]


def test_but_not_before_what_an_agent_said_meanwhile() -> None:
    late = trackers()
    late.set_agent(110.0, "mei", "ready", None)
    assert paused_at(late.handle(105.0, _PAUSED)) == [110.0]


def test_nor_before_what_a_timer_ended_meanwhile() -> None:
    late = trackers()
    late.set_agent(101.0, "mei", "wrap_up", None, 109.0)
    assert late.tick(110.0)
    assert paused_at(late.handle(105.0, _PAUSED)) == [110.0]


def test_todays_figures_that_a_server_begins_with_are_told_at_its_first_moment() -> None:
    begun = Trackers("main", directory(), TrackerSettings())
    begun.seed({"support": (10, 9, 2)})
    (figures,) = begun.handle(100.0, ami.FullyBooted(uptime_s=3))
    assert isinstance(figures, QueueFigures)
    assert (figures.at.timestamp(), figures.answered) == (100.0, 10)
