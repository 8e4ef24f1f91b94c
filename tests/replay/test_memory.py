"""Memory is flat over calls of every kind: what ended leaves nothing behind, however mutilated."""

from __future__ import annotations

import gc
from collections import Counter

import pytest

from cti.bench.link import files_of
from cti.bench.memory import Exchange, mark
from cti.bench.retelling import Recorded, recorded

ENOUGH_TO_FILL_EVERY_BOUNDED_MEMORY = 2_000
ALL = 5_000
SLACK_BLOCKS = 3_000
"""A bounded table may still change its size; one object left behind per call would be 3,000 blocks."""


@pytest.fixture(scope="module")
def stories() -> list[Recorded]:
    return recorded(files_of(None))


def test_no_two_tellings_share_an_identity(stories: list[Recorded]) -> None:
    for story in stories:
        first, second = (_identities(story.told(number, 1_795_290_000)) for number in (7, 8))
        assert first
        assert not first & second


def _identities(messages: list[bytes]) -> set[bytes]:
    told = (message for message in messages if not message.startswith(b"Event: OriginateResponse"))
    lines = [line for message in told for line in message.split(b"\r\n")]
    kinds = (b"Uniqueid: ", b"Channel: ", b"BridgeUniqueid: ")
    return {line for line in lines for kind in kinds if kind in line and not line.endswith(b": ")}


def _things() -> Counter[str]:
    return Counter(type(thing).__name__ for thing in gc.get_objects())


async def test_thousands_of_calls_leave_nothing_behind(stories: list[Recorded]) -> None:
    """Answered, abandoned, handed on, met; three of ten mutilated; the link breaks now and then."""
    exchange = Exchange(stories)
    exchange.play(ENOUGH_TO_FILL_EVERY_BOUNDED_MEMORY)
    before, things = mark(), _things()
    exchange.play(ALL)
    after = mark()
    assert exchange.mutilated > 700
    assert exchange.breaks >= 3
    assert after.blocks - before.blocks < SLACK_BLOCKS, _things() - things


async def test_a_snapshot_that_names_nothing_leaves_nothing(stories: list[Recorded]) -> None:
    exchange = Exchange(stories)
    exchange.play(200)
    assert exchange.trackers.calls.live_calls == exchange.trackers.calls.live_channels == 0
    assert exchange.bus.calls >= 200
