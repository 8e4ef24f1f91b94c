"""The server may connect at any moment of any recording and is told by the PBX's lists what is there."""

from __future__ import annotations

import pytest

from cti.ami.messages import LinkLost, Message
from cti.events import AnyEvent, CallEnded
from tests.replay.claims import claims, journeys
from tests.replay.picture import Picture
from tests.replay.replaying import NAMES, fresh_trackers, messages_of, replay


def _joined(messages: list[tuple[float, Message]], seen: int, joined: int) -> tuple[list[AnyEvent], int]:
    """Sees the first `seen` messages, nothing until `joined`, then a snapshot and the rest; gives what was
    told and how many calls and channels are left over."""
    trackers, picture = fresh_trackers(), Picture()
    told: list[AnyEvent] = []
    if seen:
        told += [e for row in picture.snapshot(0.0) for e in trackers.handle(messages[0][0], row)]
    for number, (at, message) in enumerate(messages):
        if number == joined:
            for row in (*picture.snapshot(at), *picture.holds()):
                told += trackers.handle(at, row)
        if number < seen or number >= joined:
            told += trackers.handle(at, message)
        if number == seen - 1:
            told += trackers.handle(at, LinkLost(reason="pulled out"))
        picture.see(at, message)
    return told, trackers.calls.live_calls + trackers.calls.live_channels


@pytest.mark.parametrize("name", NAMES)
def test_joined_in_the_middle_nothing_is_left_over_and_nothing_false_is_told(name: str) -> None:
    messages = messages_of(name)
    whole = replay(messages)
    merged = journeys(whole)
    true = claims(whole, merged)
    for joined in range(1, len(messages)):
        told, left_over = _joined(messages, 0, joined)
        assert left_over == 0, f"ghost after joining at {joined}"
        assert claims(told, merged) <= true, f"falsehood after joining at {joined}"


@pytest.mark.parametrize("name", NAMES)
def test_a_link_lost_for_a_while_leaves_nothing_over_and_tells_nothing_false(name: str) -> None:
    messages = messages_of(name)
    whole = replay(messages)
    merged = journeys(whole)
    true = claims(whole, merged)
    for length in (5, 17, 60):
        for seen in range(1, len(messages) - length, 3):
            told, left_over = _joined(messages, seen, seen + length)
            assert left_over == 0, f"ghost after {seen}+{length}"
            assert claims(told, merged) <= true, f"falsehood after {seen}+{length}"
            ended = [event.call_id for event in told if isinstance(event, CallEnded)]
            assert len(ended) == len(set(ended))
