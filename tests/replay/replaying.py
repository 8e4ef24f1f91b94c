"""A recording through the trackers, and the truth recorded beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypedDict

from cti.ami.messages import Message
from cti.ami.parse import Malformed
from cti.ami.recording import timed_messages
from cti.directory import MemoryDirectory
from cti.events import AnyEvent
from cti.tracker_settings import TrackerSettings
from cti.trackers import Trackers

RECORDINGS = Path(__file__).parent.parent / "recordings"
NAMES = sorted(path.name.removesuffix(".truth.json") for path in RECORDINGS.glob("*.truth.json"))


class Expected(TypedDict, total=False):
    """What a truth file expects of one call."""

    caller: str
    caller_name: str
    outcome: str
    agent: str
    queue: str
    agents: list[str]
    not_answered_by: list[str]
    transfer: dict[str, str]
    hangup_by: str


def messages_of(name: str) -> list[tuple[float, Message]]:
    """Every message of a recording with its time; a malformed one fails the test."""
    found = list(timed_messages(RECORDINGS / f"{name}.ami"))
    assert not [message for _, message in found if isinstance(message, Malformed)]
    return [(at, message) for at, message in found if isinstance(message, Message)]


def truth_of(name: str) -> dict[str, list[Expected]]:
    """The truth file of a recording."""
    truth: dict[str, list[Expected]] = json.loads((RECORDINGS / f"{name}.truth.json").read_text("utf-8"))
    return truth


def fresh_trackers() -> Trackers:
    """Trackers as `cti replay` has them: no users, one trunk, extensions of up to five digits."""
    return Trackers("main", MemoryDirectory(["PJSIP/trunk"], internal_digits=5), TrackerSettings())


def replay(messages: list[tuple[float, Message]]) -> list[AnyEvent]:
    """All events of these messages, in order."""
    trackers = fresh_trackers()
    return [event for at, message in messages for event in trackers.handle(at, message)] + trackers.settle()
