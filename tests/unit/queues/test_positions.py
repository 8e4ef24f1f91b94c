"""The place of each caller in a queue: joins push back, leaves let move up, rows of QueueStatus correct."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from cti.ami.messages import (
    Hangup,
    QueueCallerJoin,
    QueueCallerLeave,
    QueueParams,
    QueuesSeen,
    SnapshotEnd,
)
from cti.events import CallLeftQueue, CallMerged, CallQueued
from cti.queues.positions import Positions

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


class Line:
    """Positions with a queue in front of them; `places` is what listeners believe now."""

    def __init__(self) -> None:
        self.calls: dict[str, str] = {}
        self.positions = Positions("main", lambda uniqueid: self.calls.get(uniqueid))
        self.places: dict[str, int | None] = {}

    def joins(self, who: str, position: int, count: int | None = None) -> None:
        self.calls[who] = f"main-{who}"
        self.positions.handle(_join(who, position, count or position))
        self.positions.hear(
            [CallQueued(at=NOW, pbx="main", call_id=f"main-{who}", queue="support", position=position)]
        )
        self.places[who] = position
        self._listen()

    def row(self, who: str, position: int) -> None:
        self.positions.handle(_join(who, position, None))
        self._listen()

    def leaves(self, who: str, position: int, count: int) -> None:
        self.positions.handle(
            QueueCallerLeave(
                channel=f"c-{who}", uniqueid=who, queue="support", position=position, count=count
            )
        )
        self.positions.hear(
            [
                CallLeftQueue(
                    at=NOW, pbx="main", call_id=f"main-{who}", queue="support", reason="abandoned", waited_s=1
                )
            ]
        )
        self.places.pop(who, None)
        self._listen()

    def _listen(self) -> None:
        for event in self.positions.changed(1.0):
            self.places[event.call_id.removeprefix("main-")] = event.position


def _join(who: str, position: int, count: int | None) -> QueueCallerJoin:
    return QueueCallerJoin(channel=f"c-{who}", uniqueid=who, queue="support", position=position, count=count)


def test_who_gives_up_lets_those_behind_move_up_and_nobody_else() -> None:
    line = Line()
    for number, who in enumerate("abcd", start=1):
        line.joins(who, number)
    line.leaves("b", 2, 3)
    assert line.places == {"a": 1, "c": 2, "d": 3}


def test_a_caller_of_higher_priority_pushes_the_others_back() -> None:
    line = Line()
    line.joins("a", 1)
    line.joins("b", 2)
    line.joins("vip", 1, count=3)
    assert line.places == {"vip": 1, "a": 2, "b": 3}


def test_the_place_of_the_join_is_not_said_twice() -> None:
    line = Line()
    line.calls["a"] = "main-a"
    line.positions.handle(_join("a", 1, 1))
    line.positions.hear([CallQueued(at=NOW, pbx="main", call_id="main-a", queue="support", position=1)])
    assert line.positions.changed(1.0) == []


def test_people_not_seen_joining_keep_their_places() -> None:
    line = Line()
    line.joins("c", 3, count=3)
    line.leaves("unseen", 1, 2)
    assert line.places == {"c": 2}
    line.leaves("unseen too", 1, 1)
    assert line.places == {"c": 1}


def test_rows_of_the_queue_correct_what_was_missed() -> None:
    line = Line()
    for number, who in enumerate("abc", start=1):
        line.joins(who, number)
    line.positions.handle(QueueParams(queue="support", calls=1))
    line.row("c", 1)
    assert line.places["c"] == 1


def test_rows_that_say_the_same_are_not_told() -> None:
    line = Line()
    line.joins("a", 1)
    line.joins("b", 2)
    line.positions.handle(QueueParams(queue="support", calls=2))
    line.positions.handle(_join("a", 1, None))
    line.positions.handle(_join("b", 2, None))
    line.positions.handle(QueuesSeen(queues=frozenset({"support"})))
    assert line.positions.changed(2.0) == []


def test_a_call_is_told_its_place_once_it_is_known() -> None:
    line = Line()
    line.positions.handle(QueueParams(queue="support", calls=1))
    line.positions.handle(_join("a", 1, None))
    assert line.positions.changed(1.0) == []
    line.calls["a"] = "main-a"
    line.positions.handle(SnapshotEnd(queues=frozenset({"support"})))
    assert [(event.call_id, event.position) for event in line.positions.changed(1.0)] == [("main-a", 1)]


def test_who_became_part_of_another_call_has_the_place_there() -> None:
    line = Line()
    line.joins("a", 1)
    line.calls["a"] = "main-customer"
    line.positions.hear([CallMerged(at=NOW, pbx="main", call_id="main-customer", other_call_id="main-a")])
    assert [(event.call_id, event.position) for event in line.positions.changed(2.0)] == [
        ("main-customer", 1)
    ]


def test_a_caller_whose_leave_was_missed_is_out_with_the_hang_up() -> None:
    line = Line()
    line.joins("a", 1)
    line.joins("b", 2)
    line.positions.handle(Hangup(channel="c-a", uniqueid="a"))
    assert [event.position for event in line.positions.changed(2.0)] == [1]


def test_a_queue_that_is_gone_has_no_line() -> None:
    line = Line()
    line.joins("a", 1)
    line.positions.handle(QueuesSeen())
    line.joins("b", 1)
    assert line.places["b"] == 1


def test_a_long_line_is_told_its_places_once_a_second() -> None:
    """Everybody behind moves with each who leaves: a burst would be callers times leavers."""
    line = Line()
    for number in range(1, 151):
        line.joins(f"{number}", number)
    for number in range(1, 21):
        left = QueueCallerLeave(
            channel="c", uniqueid=f"{number}", queue="support", position=1, count=150 - number
        )
        line.positions.handle(left)
        told = line.positions.changed(10.0 + number / 100)
        assert len(told) == (149 if number == 1 else 0)
    assert [event.position for event in line.positions.changed(11.1)] == list(range(1, 131))


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 30)), max_size=60), st.integers(0, 60))
def test_places_are_those_of_the_pbx_whenever_we_began_to_look(
    moves: list[tuple[bool, int]], unseen: int
) -> None:
    line, callers = Line(), list[str]()
    for number, (joins, place) in enumerate(moves):
        seen = number >= unseen
        if joins:
            who, index = f"caller-{number}", place % (len(callers) + 1)
            callers.insert(index, who)
            if seen:
                line.joins(who, index + 1, count=len(callers))
        elif callers:
            index = place % len(callers)
            who = callers.pop(index)
            if seen:
                line.leaves(who, index + 1, len(callers))
    told = {who: place for who, place in line.places.items() if place is not None}
    true = {who: place for place, who in enumerate(callers, start=1)}
    assert told == {who: place for who, place in true.items() if who in line.calls}
