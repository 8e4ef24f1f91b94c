"""Recordings of hard call flows: told as declared, with the phones' own times, in one record per journey."""

from __future__ import annotations

import json
from typing import TypedDict

import msgspec
import pytest

from cti.ami.messages import AttendedTransfer, BridgeEnter, Hangup, Pickup, SoftHangupRequest
from cti.calls.record import CallRecord
from cti.events import AnyCallEvent, CallLegEnded, CallMerged, CallStarted, CallTransferred
from cti.records.ledger import applied, merged, opened
from cti.testbed.hard_scenarios import HARD_SCENARIOS
from cti.testbed.sip_log import busy_s
from tests.pbx.hard import by_call
from tests.pbx.hard_telling import as_told, who
from tests.replay.replaying import NAMES, RECORDINGS, messages_of, replay

RECORDED = tuple(name for name in NAMES if name in HARD_SCENARIOS)
DESK = "10"
"""Numbers of desks. People outside and conference rooms answer, too, but are no agents."""

A_MOMENT = 0.5
"""Phones and manager stream were read by different programs."""


class PhoneTime(TypedDict):
    """What a phone saw of one call; seconds from the start of the recording."""

    phone: str
    answer: float | None
    end: float | None
    refer: float | None


@pytest.mark.parametrize("name", RECORDED)
def test_every_journey_is_told_as_declared(name: str) -> None:
    calls = _calls(name)
    for journey in HARD_SCENARIOS[name].journeys:
        assert journey in [as_told(call) for call in calls.values()]


@pytest.mark.parametrize("name", RECORDED)
def test_the_time_of_every_phone_that_was_called_is_its_own(name: str) -> None:
    legs = [event for call in _calls(name).values() for event in call if isinstance(event, CallLegEnded)]
    for desk in HARD_SCENARIOS[name].desks:
        told = sum(leg.talk_s + leg.hold_s for leg in legs if who(leg.party) == desk.number)
        assert told == pytest.approx(_seen_by(name, desk.number), abs=A_MOMENT), desk.number


@pytest.mark.parametrize("name", RECORDED)
def test_one_record_has_everybody_who_answered_and_every_queue(name: str) -> None:
    records = _records(name)
    flow = HARD_SCENARIOS[name]
    assert len(records) == len(flow.journeys) + len(flow.others)
    for journey in flow.journeys:
        (record,) = [each for each in records if each.caller_number == journey.caller]
        talked = [leg.agent for leg in record.legs if leg.talk_s > 0]
        agents = [each for each in journey.answered_by if each.startswith(DESK)]
        assert {agent for agent in talked if agent} == set(agents)
        assert record.agent == next(iter(agents), None)
        assert tuple((visit.queue, visit.reason) for visit in record.visits) == journey.visits


def test_a_blonde_hand_over_is_told_though_asterisk_leaves_out_its_target() -> None:
    """By chance Asterisk names the Local half behind which the phone rings, or nobody."""
    unnamed = [
        (
            at,
            msgspec.structs.replace(message, target=None)
            if isinstance(message, AttendedTransfer)
            else message,
        )
        for at, message in messages_of("feature_blonde")
    ]
    transfers = [event for event in replay(unnamed) if isinstance(event, CallTransferred)]
    assert [(event.kind, who(event.to)) for event in transfers] == [("blonde", "1017")]


def test_a_pick_up_told_after_the_two_already_talk_is_told_the_same() -> None:
    """The queue's thread and the thread of the phone that picks up tell their parts in either order."""
    messages = messages_of("pick_up")
    (pickup,) = [message for _, message in messages if isinstance(message, Pickup)]
    told_by_the_phone = [
        each
        for each in messages
        if each[1] is pickup
        or (isinstance(each[1], SoftHangupRequest | Hangup) and each[1].uniqueid == pickup.target.uniqueid)
    ]
    by_the_queue = [each for each in messages if each not in told_by_the_phone]
    talking = max(n for n, (_, message) in enumerate(by_the_queue) if isinstance(message, BridgeEnter)) + 1
    moment = by_the_queue[talking - 1][0]
    late = [(moment, message) for _, message in told_by_the_phone]
    calls = by_call(
        [
            event
            for event in replay([*by_the_queue[:talking], *late, *by_the_queue[talking:]])
            if isinstance(event, AnyCallEvent)
        ]
    )
    (journey,) = HARD_SCENARIOS["pick_up"].journeys
    assert journey in [as_told(call) for call in calls.values()]


def _call_events(name: str) -> list[AnyCallEvent]:
    return [event for event in replay(messages_of(name)) if isinstance(event, AnyCallEvent)]


def _calls(name: str) -> dict[str, list[AnyCallEvent]]:
    return by_call(_call_events(name))


def _seen_by(name: str, phone: str) -> float:
    truth = json.loads((RECORDINGS / f"{name}.truth.json").read_text("utf-8"))
    legs: list[PhoneTime] = truth["calls"][0]["legs"]
    return busy_s(
        (leg["answer"], leg["refer"] or leg["end"])
        for leg in legs
        if leg["phone"] == phone and leg["answer"] is not None and leg["end"] is not None
    )


def _records(name: str) -> list[CallRecord]:
    """The records as the server makes them: a merged call's record goes into the other."""
    records: dict[str, CallRecord] = {}
    for event in _call_events(name):
        if isinstance(event, CallStarted):
            records[event.call_id] = opened(event, None)
        elif isinstance(event, CallMerged):
            records[event.call_id] = merged(records[event.call_id], records.pop(event.other_call_id))
        elif event.call_id in records:
            records[event.call_id] = applied(records[event.call_id], event)
    return list(records.values())
