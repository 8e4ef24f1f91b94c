"""The server may start in the middle of any call: recordings with their start cut off."""

from __future__ import annotations

import pytest

from cti.events import AnyEvent, CallAnswered, CallEnded, CallOffered, CallStarted, CallTransferred
from tests.replay.replaying import NAMES, fresh_trackers, messages_of, replay


def _claims(events: list[AnyEvent]) -> set[tuple[str, ...]]:
    """What was claimed of whom, without times: told from a part, it must be told from the whole, too."""
    claims: set[tuple[str, ...]] = set()
    for event in events:
        match event:
            case CallStarted():
                claims.add(("started", event.call_id, event.direction, str(event.caller.number)))
            case CallOffered():
                claims.add(("offered", event.call_id, str(event.to.channel)))
            case CallAnswered() if event.by.agent:
                claims.add(("answered", event.call_id, str(event.by.agent)))
            case CallTransferred():
                claims.add(("transferred", event.call_id, event.kind, str(event.to.number)))
            case CallEnded() if event.reason != "unknown":
                claims.add(("ended", event.call_id, event.reason))
    return claims


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_start_never_raises_leaves_no_ghost_and_tells_no_falsehood(name: str) -> None:
    messages = messages_of(name)
    whole = _claims(replay(messages))
    for cut in range(1, len(messages)):
        trackers = fresh_trackers()
        told = [event for at, message in messages[cut:] for event in trackers.handle(at, message)]
        assert trackers.calls.live_calls == 0, f"ghost call after cutting {cut}"
        assert trackers.calls.live_channels == 0, f"ghost channel after cutting {cut}"
        assert _claims(told) <= whole, f"falsehood after cutting {cut}"
