"""The server may start in the middle of any call: recordings with their start cut off."""

from __future__ import annotations

import pytest

from tests.replay.claims import claims, journeys
from tests.replay.replaying import NAMES, fresh_trackers, messages_of, replay


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_start_never_raises_leaves_no_ghost_and_tells_no_falsehood(name: str) -> None:
    messages = messages_of(name)
    whole = replay(messages)
    merged = journeys(whole)
    true = claims(whole, merged)
    for cut in range(1, len(messages)):
        trackers = fresh_trackers()
        told = [event for at, message in messages[cut:] for event in trackers.handle(at, message)]
        assert trackers.calls.live_calls == 0, f"ghost call after cutting {cut}"
        assert trackers.calls.live_channels == 0, f"ghost channel after cutting {cut}"
        assert claims(told, merged) <= true, f"falsehood after cutting {cut}"
