"""Records hard call flows of a real Asterisk into tests/recordings, with the truth told by its books and the
phones: `python -m tests.pbx.record_hard [NAME...]`. Each flow is played alone."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence

import msgspec

from cti.testbed.asterisk import Asterisk
from cti.testbed.books import QueueLogRow
from cti.testbed.flows import Flow, Journey
from cti.testbed.hard_scenarios import HARD_SCENARIOS
from cti.testbed.sip_log import PhoneLeg
from tests.pbx.hard import HARD_HOUSE, Witnessed, witness
from tests.replay.replaying import RECORDINGS

KEPT = (
    "refer_blind",
    "refer_attended",
    "refer_blonde",
    "feature_blonde",
    "to_another_queue",
    "there_and_back",
    "park_and_retrieve",
    "pick_up",
    "conference_of_three",
    "three_way",
    "spy",
    "local_optimised",
    "forwarded_by_the_phone",
    "two_phones_ring",
    "outside_and_back",
    "conference_of_five",
    "parked_too_long",
    "parked_and_given_up",
    "manager_three_way",
    "ring_all",
    "queue_asked",
    "queue_asked_in_vain",
    "queue_asked_and_left_to_it",
)
"""What is recorded unless names are given."""

_COMPLETED = ("COMPLETECALLER", "COMPLETEAGENT")


async def record(names: Sequence[str]) -> None:
    """Play and write each flow."""
    asterisk = await Asterisk.start(house=HARD_HOUSE)
    try:
        for name in names:
            heard, told = await witness(asterisk, [HARD_SCENARIOS[name]])
            write(heard, told[name])
            print(name, sum(len(chunk) for _, chunk in heard))
    finally:
        await asterisk.stop()


def write(heard: list[tuple[float, bytes]], told: Witnessed) -> None:
    """The three files of one recording."""
    place, start = RECORDINGS / told.flow.name, heard[0][0]
    place.with_suffix(".ami").write_bytes(b"".join(chunk for _, chunk in heard))
    place.with_suffix(".idx").write_text("".join(f"{at - start:.6f} {len(chunk)}\n" for at, chunk in heard))
    truth = msgspec.json.format(msgspec.json.encode(truth_of(told, start)), indent=1)
    place.with_suffix(".truth.json").write_bytes(truth + b"\n")


def truth_of(told: Witnessed, start: float) -> dict[str, object]:
    """What happened, by everybody but us."""
    flow = told.flow
    return {
        "scenario": flow.name,
        "about": flow.about,
        "t0": start,
        "calls": [_call(told, journey, start) for journey in flow.journeys],
        "queue_log": [_line(row) for row in told.queue_log],
        "cdr": told.cdr,
        "expected": [_expected(journey) for journey in flow.journeys],
    }


def _call(told: Witnessed, journey: Journey, start: float) -> dict[str, object]:
    linkedid = next(row.linkedid for row in told.cdr if row.src == journey.caller)
    return {
        "linkedid": linkedid,
        "caller": journey.caller,
        "visits": [
            _visit(told.flow, journey, row, told.queue_log)
            for row in told.queue_log
            if row.event == "CONNECT" and row.call == linkedid
        ],
        "legs": [_leg(leg, start) for leg in told.phones],
    }


def _visit(
    flow: Flow, journey: Journey, connect: QueueLogRow, rows: Sequence[QueueLogRow]
) -> dict[str, object]:
    end = next((row for row in rows if row.queue == connect.queue and row.event in _COMPLETED), None)
    others = len(journey.answered_by) > 1 or bool(journey.joined) or bool(journey.parked)
    return {
        "queue": connect.queue,
        "agent": connect.agent,
        "outcome": "answered",
        "hold": int(connect.data[0]),
        "talk": int(end.data[1]) if end else None,
        "transfer": {"kind": journey.transfers[0][0] if journey.transfers else "company"} if others else None,
        "books_credit": flow.books_credit,
    }


def _leg(leg: PhoneLeg, start: float) -> dict[str, object]:
    return {
        "phone": leg.phone,
        "invite": round(leg.invited_at - start, 3),
        "answer": None if leg.answered_at is None else round(leg.answered_at - start, 3),
        "end": None if leg.ended_at is None else round(leg.ended_at - start, 3),
        "status": leg.status,
        "held": [[round(begin - start, 3), round(end - start, 3)] for begin, end in leg.held],
        "refer": None if leg.handed_at is None else round(leg.handed_at - start, 3),
        "ended_by": "phone" if leg.ended_by_phone else "pbx",
    }


def _expected(journey: Journey) -> dict[str, object]:
    expected: dict[str, object] = {
        "caller": journey.caller,
        "outcome": "answered",
        "agent": journey.answered_by[0],
        "agents": journey.answered_by,
        "hangup_by": journey.ended_by,
    }
    if len(journey.visits) == 1:
        expected["queue"] = journey.visits[0][0]
    if len(journey.transfers) == 1:
        kind, _, to = journey.transfers[0]
        expected["transfer"] = {"kind": kind, "to": to}
    return expected


def _line(row: QueueLogRow) -> str:
    return "|".join((str(row.at), row.call, row.queue, row.agent, row.event, *row.data))


if __name__ == "__main__":
    asyncio.run(record(sys.argv[1:] or KEPT))
