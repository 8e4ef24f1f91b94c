"""Hard call flows played on a real Asterisk, many at once, and everything that is known of each.

The witnesses: our domain events, queue_log, CDR, and what the phones themselves saw.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from cti.events import AnyCallEvent, CallMerged, CallStarted
from cti.testbed.asterisk import Asterisk
from cti.testbed.books import CdrRow, QueueLogRow
from cti.testbed.configuration import House
from cti.testbed.flows import Flow
from cti.testbed.hard_player import play_flow
from cti.testbed.hard_scenarios import HARD_ENTRANCES, HARD_QUEUES, HARD_SCENARIOS
from cti.testbed.sip_log import PhoneLeg, busy_s, read_phone
from cti.testbed.waiting import until
from tests.pbx.performance import eavesdrop, manager_of
from tests.pbx.telling import call_events

HARD_HOUSE = House(queues=HARD_QUEUES, entrances=HARD_ENTRANCES)
AT_ONCE = 14
"""More phones than those of so many flows make each other late on a small machine."""


class Witnessed(msgspec.Struct, frozen=True, kw_only=True):
    """One flow as it went. `calls` are its calls, each with its events in order."""

    flow: Flow
    calls: dict[str, list[AnyCallEvent]]
    queue_log: list[QueueLogRow]
    cdr: list[CdrRow]
    phones: list[PhoneLeg]

    def call_of(self, caller: str) -> list[AnyCallEvent]:
        """The one call that `caller` began and that did not become part of another."""
        (found,) = [call for call in self.own_calls() if _started(call).caller.number == caller]
        return found

    def phone_s(self, phone: str) -> float:
        """For how many seconds this phone had calls, by its own log."""
        return busy_s(span for leg in self.phones if leg.phone == phone for span in leg.connected)

    def own_calls(self) -> list[list[AnyCallEvent]]:
        """All calls of the flow that did not become part of another."""
        merged = {e.other_call_id for call in self.calls.values() for e in call if isinstance(e, CallMerged)}
        return [call for call_id, call in self.calls.items() if call_id not in merged]


async def play_all(asterisk: Asterisk, flows: Iterable[Flow]) -> dict[str, Witnessed]:
    """Every flow by name, those that share no phone at the same time."""
    witnessed: dict[str, Witnessed] = {}
    for batch in batches(flows):
        _, told = await witness(asterisk, batch)
        witnessed |= told
    return witnessed


def batches(flows: Iterable[Flow]) -> list[list[Flow]]:
    """The flows in groups that share no phone, the earliest group that has room for each."""
    groups: list[list[Flow]] = []
    for flow in flows:
        free = (g for g in groups if len(g) < AT_ONCE and not any(phones_of(flow) & phones_of(f) for f in g))
        group = next(free, None)
        if group is None:
            groups.append([flow])
        else:
            group.append(flow)
    return groups


def phones_of(flow: Flow) -> set[str]:
    """The numbers of all phones of a flow, those behind forwards and transfers included."""
    return {each.number for each in flow.desks} | {each.number for each in flow.callers}


async def witness(
    asterisk: Asterisk, flows: Sequence[Flow]
) -> tuple[list[tuple[float, bytes]], dict[str, Witnessed]]:
    """The manager stream while these flows are played at the same time, and each of them by name."""
    queue_rows, details = len(asterisk.queue_log()), len(asterisk.cdr())
    heard_before = {path for paths in asterisk.phones.said().values() for path in paths}
    async with eavesdrop(*manager_of(asterisk)) as ear:
        async with asyncio.TaskGroup() as group:
            for flow in flows:
                group.create_task(play_flow(asterisk, flow))
        await _written(asterisk, flows, queue_rows)
    calls = by_call(call_events(ear.heard))
    logs = asterisk.phones.said()
    own_logs = {
        number: [path for path in paths if path not in heard_before] for number, paths in logs.items()
    }
    rows, rest = asterisk.queue_log()[queue_rows:], asterisk.cdr()[details:]
    return ear.heard, {flow.name: _witnessed(flow, calls, rows, rest, own_logs) for flow in flows}


async def _written(asterisk: Asterisk, flows: Sequence[Flow], before: int) -> None:
    """Until queue_log has said of every member that it left: then all that went before is written."""
    members = sum(len(members) for flow in flows for members in flow.members.values())

    def all_left() -> bool:
        return sum(row.event == "REMOVEMEMBER" for row in asterisk.queue_log()[before:]) >= members

    await until(all_left, f"{members} members to leave in queue_log")


def _witnessed(
    flow: Flow,
    calls: dict[str, list[AnyCallEvent]],
    queue_log: list[QueueLogRow],
    cdr: list[CdrRow],
    logs: dict[str, list[Path]],
) -> Witnessed:
    phones = phones_of(flow)
    own = {call_id: call for call_id, call in calls.items() if _started(call).caller.number in phones}
    journeys = {_started(call).linkedid for call in own.values()}
    return Witnessed(
        flow=flow,
        calls=own,
        queue_log=[row for row in queue_log if row.call in journeys or _is_caller_of(flow, row)],
        cdr=[row for row in cdr if row.linkedid in journeys],
        phones=[
            leg for phone in sorted(phones) for log in logs.get(phone, []) for leg in read_phone(phone, log)
        ],
    )


def _is_caller_of(flow: Flow, row: QueueLogRow) -> bool:
    """An agent who asks a queue waits in it under a channel of its own."""
    return row.queue in flow.members and row.call != "MANAGER"


def by_call(events: Iterable[AnyCallEvent]) -> dict[str, list[AnyCallEvent]]:
    """The events of each call, in order."""
    calls: dict[str, list[AnyCallEvent]] = {}
    for event in events:
        calls.setdefault(event.call_id, []).append(event)
    return calls


def _started(call: Sequence[AnyCallEvent]) -> CallStarted:
    assert isinstance(call[0], CallStarted), call[0]
    return call[0]


def all_flows() -> tuple[Flow, ...]:
    """Every hard flow, as declared."""
    return tuple(HARD_SCENARIOS.values())
