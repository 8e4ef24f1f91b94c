"""How the trackers carry size: a snapshot of a big PBX taken in, and the cost of an event beside ever more
calls. Synthetic messages as Asterisk writes them, through parser and trackers, in CPU seconds.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator

import msgspec

from cti.ami.messages import Message, SnapshotBegin, SnapshotEnd
from cti.ami.parse import Framer, Malformed, parse_stream
from cti.bench.peer import QUEUE, OneCall, event
from cti.directory import MemoryDirectory
from cti.tracker_settings import TrackerSettings
from cti.trackers import Trackers

LIVE_CALLS, MEMBERS = 2_000, 5_000
FEW, MANY = 10, 5_000
_MORE_CALLS = 500
_ROUNDS = 5


class SnapshotResult(msgspec.Struct, frozen=True):
    """CPU seconds for the rows of `calls` live calls and `members` queue members, read and reconciled."""

    seconds: float
    calls: int
    members: int
    rows: int


class FlatResult(msgspec.Struct, frozen=True):
    """`ratio`: microseconds of CPU per message beside `many` concurrent calls over those beside `few`."""

    ratio: float
    us_beside_few: float
    us_beside_many: float
    few: int = FEW
    many: int = MANY


def snapshot(calls: int = LIVE_CALLS, members: int = MEMBERS) -> SnapshotResult:
    """A server that connects to a PBX in full swing."""
    rows = "".join((*_live(calls), *_members(members))).encode()
    best = min(_cpu_seconds(lambda: _reconcile(rows, calls, members)) for _ in range(_ROUNDS))
    return SnapshotResult(best, calls, members, rows.count(b"Event: "))


def flat(few: int = FEW, many: int = MANY) -> FlatResult:
    """The same calls told beside few and beside many others."""
    beside = {count: _crowd(count) for count in (few, many)}
    costs: dict[int, list[float]] = {few: [], many: []}
    first = many
    for _ in range(_ROUNDS):
        for count, trackers in beside.items():
            costs[count].append(_us_per_message(trackers, range(first, first + _MORE_CALLS)))
        first += _MORE_CALLS
    return FlatResult(min(costs[many]) / min(costs[few]), min(costs[few]), min(costs[many]), few, many)


def _fresh() -> Trackers:
    return Trackers("bench", MemoryDirectory(("PJSIP/trunk",), internal_digits=5), TrackerSettings())


def _read(stream: bytes) -> list[Message]:
    found = list(parse_stream(Framer(), stream))
    return [message for message in found if not isinstance(message, Malformed)]


def _reconcile(rows: bytes, calls: int, members: int) -> None:
    trackers = _fresh()
    trackers.handle(1.0, SnapshotBegin())
    named = set()
    for message in _read(rows):
        trackers.handle(1.0, message)
        named.add(getattr(message, "uniqueid", ""))
    belong = frozenset((QUEUE, f"PJSIP/{_extension(number)}") for number in range(members))
    trackers.handle(1.0, SnapshotEnd(uniqueids=frozenset(named), members=belong, queues=frozenset({QUEUE})))
    if trackers.calls.live_calls != calls:
        raise AssertionError(f"{trackers.calls.live_calls} calls found instead of {calls}")


def _live(calls: int) -> Iterator[str]:
    for number in range(calls):
        caller, agent = f"1795290900.{2 * number}", f"1795290900.{2 * number + 1}"
        yield _row(f"PJSIP/trunk-{number:08x}", caller, caller, number, f"13{number:09}")
        yield _row(f"PJSIP/{_extension(number)}-{number:08x}", agent, caller, number, _extension(number))


def _row(channel: str, uniqueid: str, linkedid: str, bridge: int, number: str) -> str:
    return event(
        "Status", f"Channel: {channel}", "ChannelState: 6", "ChannelStateDesc: Up", f"CallerIDNum: {number}",
        "CallerIDName: <unknown>", "ConnectedLineNum: <unknown>", "ConnectedLineName: <unknown>",
        "Context: from-trunk", "Exten: 4008001", "Priority: 1", f"Uniqueid: {uniqueid}",
        f"Linkedid: {linkedid}", "Application: Queue",
        f"Data: {QUEUE},tT", f"BridgeID: bridge-{bridge}", "Seconds: 60", "DNID: 4008001",
    )  # fmt: skip


def _members(members: int) -> Iterator[str]:
    yield event("QueueParams", f"Queue: {QUEUE}")
    for number in range(members):
        device = f"PJSIP/{_extension(number)}"
        yield event(
            "QueueMember",
            f"Queue: {QUEUE}",
            f"Name: {device}",
            f"Location: {device}",
            "Status: 1",
            "Paused: 0",
        )


def _extension(number: int) -> str:
    return str(10_000 + number)


def _crowd(count: int) -> Trackers:
    trackers = _fresh()
    for number in range(count):
        _tell(trackers, _read(_call(number).waits() + _call(number).rings()))
    return trackers


def _call(number: int) -> OneCall:
    return OneCall(number, f"13{number:09}", f"PJSIP/{_extension(number % MEMBERS)}")


def _us_per_message(trackers: Trackers, numbers: range) -> float:
    calls = [_call(number) for number in numbers]
    messages = _read(b"".join(call.waits() + call.rings() + call.ends() for call in calls))
    return _cpu_seconds(lambda: _tell(trackers, messages)) / len(messages) * 1e6


def _tell(trackers: Trackers, messages: list[Message]) -> None:
    for message in messages:
        trackers.handle(1.0, message)


def _cpu_seconds(work: Callable[[], object]) -> float:
    gc.collect()
    started = time.process_time()
    work()
    return time.process_time() - started
