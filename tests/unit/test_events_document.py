"""docs/events.md and the program name the same events, fields and values."""

from __future__ import annotations

import re
import typing
from pathlib import Path

from cti import events

PAGE = (Path(__file__).parents[2] / "docs" / "events.md").read_text("utf-8")
KINDS = {kind.__struct_config__.tag: kind for kind in typing.get_args(events.AnyEvent)}


def test_every_event_is_documented_and_nothing_else() -> None:
    assert set(re.findall(r"^## `(\w+)`$", PAGE, re.MULTILINE)) == set(KINDS)


def test_every_field_is_documented_and_nothing_else() -> None:
    for name, kind in KINDS.items():
        section = PAGE.split(f"## `{name}`\n")[1].split("\n## ")[0]
        documented = set(re.findall(r"`(\w+)`", section.rpartition("Fields: ")[2]))
        common = {"at", "pbx"} | ({"call_id"} if issubclass(kind, events.CallEvent) else set())
        assert documented == set(kind.__struct_fields__) - common, name


def test_every_value_is_documented() -> None:
    for values in (
        events.Direction,
        events.LeaveReason,
        events.OfferEnd,
        events.TransferKind,
        events.JoinMode,
        events.UnparkReason,
        events.RecordingState,
        events.CallEndReason,
        events.EndedBy,
        events.AgentStateName,
        events.LinkStateName,
    ):
        row = " | " + ", ".join(f"`{value}`" for value in typing.get_args(values)) + " |"
        assert row in PAGE
