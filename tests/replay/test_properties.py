"""Whatever order the calls of a PBX mix in, and however the stream is mutilated."""

from __future__ import annotations

import heapq
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from cti.ami.messages import Message, SnapshotBegin, SnapshotEnd
from cti.events import AnyEvent, CallEvent, QueuePosition
from tests.replay.replaying import NAMES, fresh_trackers, messages_of, replay

Timed = tuple[float, Message]


@cache
def _recording(name: str) -> tuple[Timed, ...]:
    return tuple(messages_of(name))


@cache
def _alone(name: str) -> dict[str, list[AnyEvent]]:
    return _by_call(replay(list(_recording(name))))


def _by_call(events: list[AnyEvent]) -> dict[str, list[AnyEvent]]:
    """Without places in queues: those depend on who else waits."""
    calls: dict[str, list[AnyEvent]] = {}
    for event in events:
        if isinstance(event, CallEvent) and not isinstance(event, QueuePosition):
            calls.setdefault(event.call_id, []).append(event)
    return calls


@settings(max_examples=60, deadline=None, derandomize=True)
@given(data=st.data(), names=st.lists(st.sampled_from(NAMES), min_size=2, max_size=4, unique=True))
def test_calls_that_mix_are_told_as_if_each_were_alone(data: st.DataObject, names: list[str]) -> None:
    """Any order-preserving mix of recordings gives the union of their call events."""
    keyed: list[list[tuple[float, int, Timed]]] = []
    for number, name in enumerate(names):
        speed = data.draw(st.floats(0.1, 10.0))
        keyed.append([(index * speed, number, timed) for index, timed in enumerate(_recording(name))])
    mixed = [timed for _, _, timed in heapq.merge(*keyed, key=lambda entry: entry[:2])]
    expected = {call: events for name in names for call, events in _alone(name).items()}
    assert _by_call(replay(mixed)) == expected


@settings(max_examples=80, deadline=None, derandomize=True)
@given(name=st.sampled_from(NAMES), seed=st.randoms(use_true_random=False), loss=st.floats(0.0, 0.9))
def test_no_mutilated_stream_raises_or_leaves_anything_behind(name: str, seed, loss: float) -> None:
    """Messages lost, doubled and swapped; a snapshot of an empty PBX then clears everything."""
    messages = [
        timed for timed in _recording(name) for _ in range(seed.choice((1, 1, 2))) if seed.random() >= loss
    ]
    for _ in range(len(messages) // 5):
        here = seed.randrange(max(len(messages) - 1, 1))
        messages[here : here + 2] = messages[here : here + 2][::-1]
    trackers = fresh_trackers()
    told = [event for at, message in messages for event in trackers.handle(at, message)]
    at = max((at for at, _ in messages), default=0.0)
    told += trackers.handle(at, SnapshotBegin())
    told += trackers.handle(at, SnapshotEnd())
    assert (trackers.calls.live_calls, trackers.calls.live_channels) == (0, 0)
    started = [e.call_id for e in told if isinstance(e, CallEvent) and type(e).__name__ == "CallStarted"]
    ended = [e.call_id for e in told if isinstance(e, CallEvent) and type(e).__name__ == "CallEnded"]
    assert sorted(started) == sorted(ended)
    assert len(set(started)) == len(started)
