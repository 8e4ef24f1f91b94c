"""On recordings of a real PBX: the place last told of a caller is the one from which they leave."""

from __future__ import annotations

import pytest

from cti.ami.messages import QueueCallerLeave
from cti.events import AnyEvent, CallQueued, QueuePosition
from tests.replay.replaying import NAMES, fresh_trackers, messages_of


def _places_at_leave(name: str, cut: int = 0) -> list[tuple[int | None, int | None]]:
    """Told and true place of everybody who left a queue; `cut` messages of the beginning are missing."""
    trackers, told = fresh_trackers(), dict[str, int | None]()
    found: list[tuple[int | None, int | None]] = []

    def hear(events: list[AnyEvent]) -> None:
        for event in events:
            if isinstance(event, CallQueued | QueuePosition):
                told[event.call_id] = event.position

    for at, message in messages_of(name)[cut:]:
        if isinstance(message, QueueCallerLeave):
            hear(trackers.settle())
            call_id = trackers.calls.call_of(message.uniqueid)
            if call_id in told:
                found.append((told[call_id], message.position))
        hear(trackers.handle(at, message))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_who_leaves_a_queue_leaves_it_from_the_place_last_told(name: str) -> None:
    places = _places_at_leave(name)
    assert [told for told, _ in places] == [true for _, true in places]


def test_of_four_in_line_each_moves_up_with_those_who_leave_before() -> None:
    assert [true for _, true in _places_at_leave("four_in_line")] == [2, 1, 1, 1]


def test_places_are_true_however_much_of_the_beginning_is_missing() -> None:
    for cut in range(len(messages_of("four_in_line"))):
        places = _places_at_leave("four_in_line", cut)
        assert [told for told, _ in places] == [true for _, true in places], cut
