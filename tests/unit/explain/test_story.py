"""The story of a call: every event of it, in order, with the messages that decided what it says."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from cti.ami.parse import Malformed
from cti.config import Config
from cti.events import (
    CallEnded,
    CallEvent,
    CallLeftQueue,
    CallMerged,
    CallParked,
    CallParted,
    CallStarted,
    CallTransferred,
)
from cti.explain.story import Statement, Stories
from cti.replaying import Meaning, meanings

RECORDINGS = Path(__file__).parents[2] / "recordings"
NAMES = sorted(path.name.removesuffix(".truth.json") for path in RECORDINGS.glob("*.truth.json"))


def recording(name: str) -> list[Meaning]:
    return list(meanings([RECORDINGS / f"{name}.ami"], Config(), "main"))


def told(name: str, call: str) -> list[Statement]:
    stories = Stories(call)
    for meaning in recording(name):
        assert not isinstance(meaning.said, Malformed)
        stories.hear(meaning.at, meaning.said, meaning.events)
    story = stories.story()
    assert story is not None
    return story.statements


def calls(name: str) -> dict[str, list[CallEvent]]:
    """The events of each call; those of a call that became part of another are the other's."""
    found: dict[str, list[CallEvent]] = defaultdict(list)
    into: dict[str, str] = {}
    for event in (event for meaning in recording(name) for event in meaning.events):
        if isinstance(event, CallEvent):
            found[into.get(event.call_id, event.call_id)].append(event)
        if isinstance(event, CallMerged):
            into[event.other_call_id] = event.call_id
            found[event.call_id] += found.pop(event.other_call_id, [])
    return found


def only(statements: list[Statement], kind: type[CallEvent]) -> Statement:
    (statement,) = [each for each in statements if isinstance(each.event, kind)]
    return statement


@pytest.mark.parametrize("name", NAMES)
def test_a_story_has_every_event_of_its_call_and_evidence_for_each(name: str) -> None:
    for call_id, events in calls(name).items():
        statements = told(name, call_id)
        assert sorted(map(repr, events)) == sorted(repr(statement.event) for statement in statements)
        assert [s.event.at for s in statements] == sorted(s.event.at for s in statements)
        for statement in statements:
            assert statement.text
            assert statement.evidence[0].headers
            assert all(evidence.at <= statement.evidence[0].at for evidence in statement.evidence)


@pytest.mark.parametrize(("name", "phone"), [("answered_caller_hangs_up", "trunk"), ("hold_unhold", "")])
def test_who_hung_up_rests_on_the_request_of_that_phone(name: str, phone: str) -> None:
    (call_id,) = list(calls(name))[:1]
    end = only(told(name, call_id), CallEnded)
    request = next(evidence for evidence in end.evidence if evidence.name == "HangupRequest")
    assert dict(request.headers)["Channel"].startswith(f"PJSIP/{phone}")


def test_a_time_out_rests_on_the_word_of_the_queue_application() -> None:
    (call_id,) = calls("queue_timeout")
    left = only(told("queue_timeout", call_id), CallLeftQueue)
    assert "timeout" in left.text
    assert ("Value", "TIMEOUT") in [header for evidence in left.evidence for header in evidence.headers]


def test_a_call_is_found_by_any_of_its_linkedids() -> None:
    (call_id,) = calls("attended_transfer")
    statements = told("attended_transfer", call_id.removeprefix("main-"))
    assert only(statements, CallStarted).event.call_id == call_id


def test_a_call_that_did_not_end_is_told_as_far_as_it_went() -> None:
    stories = Stories("main-1795290920.4")
    for meaning in recording("abandoned_in_queue")[:12]:
        assert not isinstance(meaning.said, Malformed)
        stories.hear(meaning.at, meaning.said, meaning.events)
    assert stories.found is None
    story = stories.story()
    assert story is not None
    assert not story.over


@pytest.mark.parametrize(
    ("name", "kind", "message"),
    [
        ("refer_blind", CallTransferred, "BlindTransfer"),
        ("three_way", CallParted, "BridgeLeave"),
        ("park_and_retrieve", CallParked, "ParkedCall"),
    ],
)
def test_what_is_told_when_it_is_settled_rests_on_the_message_that_said_it(
    name: str, kind: type[CallEvent], message: str
) -> None:
    (call,) = (key for key, events in calls(name).items() if any(isinstance(each, kind) for each in events))
    statement = only(told(name, call), kind)
    assert message in [each.name for each in statement.evidence]
