"""Asterisk's threads tell their parts of one moment in either order: what happened is told the same."""

from __future__ import annotations

import random
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from cti.events import AnyCallEvent, AnyEvent, CallMerged, CallStarted
from tests.pbx.hard import by_call
from tests.pbx.hard_telling import as_told
from tests.replay.replaying import NAMES, fresh_trackers, messages_of, replay
from tests.replay.threads import Timed, shuffled

Journeys = dict[str, tuple[object, ...]]


@cache
def _recording(name: str) -> tuple[Timed, ...]:
    return tuple(messages_of(name))


@cache
def _told_in_order(name: str) -> Journeys:
    return _journeys(replay(list(_recording(name))))


def _journeys(events: list[AnyEvent]) -> Journeys:
    """Of each call that did not become part of another: who began it, and the journey."""
    calls = by_call([event for event in events if isinstance(event, AnyCallEvent)])
    merged = {e.other_call_id for call in calls.values() for e in call if isinstance(e, CallMerged)}
    return {call_id: _journey(call) for call_id, call in calls.items() if call_id not in merged}


def _journey(call: list[AnyCallEvent]) -> tuple[object, ...]:
    (started,) = (event for event in call if isinstance(event, CallStarted))
    return started.direction, started.dialed, as_told(call)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(name=st.sampled_from(NAMES), seed=st.integers(0, 10_000), swaps=st.sampled_from((10, 100, 1000, 4000)))
def test_what_threads_tell_in_another_order_is_told_the_same(name: str, seed: int, swaps: int) -> None:
    """Same journeys, same people, same reasons; nothing raises and no ghost stays."""
    trackers = fresh_trackers()
    mixed = shuffled(list(_recording(name)), random.Random(seed), swaps)
    events = [event for at, message in mixed for event in trackers.handle(at, message)]
    assert (trackers.calls.live_calls, trackers.calls.live_channels) == (0, 0)
    assert _journeys(events) == _told_in_order(name)
