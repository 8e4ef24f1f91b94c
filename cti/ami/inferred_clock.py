"""When did each message of a recording without arrival times arrive? Answered from the messages alone.

Passes through: the framed blocks of a whole recording in, one epoch time (seconds) per block out. Does
not pass: files, typed messages.

Messages come in bursts: something happens (a phone answers, hangs up, presses hold) and Asterisk
reports all it leads to within milliseconds. So one time is sought per burst. Evidence bounds it, either
against the clock (the epoch second in a new channel's Uniqueid, `EventTV`, `SentNTP`, a member's
`LastCall`) or against an earlier burst (`HoldTime`, `TalkTime`, `RingTime`, `QUEUEWAIT_MS` ...).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from math import inf

from cti.ami.fields import Fields, number

_SWEEPS = 12
_LATE_S = 0.15  # how long a report may trail what it reports


class Bound:
    """`low <= time(later) - time(earlier) <= high` seconds; `earlier` 0 is the epoch."""

    __slots__ = ("earlier", "high", "later", "low")

    @property
    def width(self) -> float:
        """How much it leaves open."""
        return self.high - self.low

    def __init__(self, earlier: int, later: int, low: float, high: float) -> None:
        self.earlier, self.later, self.low, self.high = earlier, later, low, high


class _Evidence:
    """Reads blocks in order, numbers the bursts from 1 and collects bounds on their times."""

    def __init__(self) -> None:
        self.burst = 1
        self.bounds: list[Bound] = []
        self.weak: list[Bound] = []
        self._began: dict[tuple[str, str], int] = {}
        self._seen: dict[tuple[str, str, str], int] = {}
        self.incoming: set[str | None] = set()
        self._ended: set[str | None] = set()
        self._ending: tuple[int, str | None] = (0, None)

    def add(self, block: bytes) -> int:
        """The burst that `block` belongs to."""
        text = block.lstrip(b"\r\n")
        name = text[7 : text.find(b"\r", 7)]
        reader = _READERS.get(name)
        fields = Fields(text) if reader or name in _STARTERS else None
        if fields is not None and name in _STARTERS and _STARTERS[name](self, fields):
            self.burst += 1
        if reader and fields is not None:
            reader(self, fields)
        return self.burst

    def at(self, low: float, high: float) -> None:
        """This burst is between two epoch times."""
        self.bounds.append(Bound(0, self.burst, low, high))

    def after(self, kind: str, key: str | None, low: float, high: float) -> None:
        """This burst is `low` to `high` seconds after the last one that began `kind` for `key`."""
        began = self._began.get((kind, key or ""))
        if began is not None and began < self.burst:
            self.bounds.append(Bound(began, self.burst, low, high))

    def counted(self, kind: str, key: str | None, seconds: float) -> None:
        """As `after`, by packets: believed only where nothing better contradicts."""
        strong, self.bounds = self.bounds, self.weak
        self.after(kind, key, seconds - _LATE_S, seconds + _LATE_S)
        self.bounds = strong

    def begin(self, kind: str, key: str | None) -> None:
        """Durations of `kind` for `key` count from this burst on."""
        self._began[kind, key or ""] = self.burst

    def same(self, kind: str, other: str, key: str | None) -> bool:
        """Both kinds began for `key` in one burst."""
        return self._began.get((kind, key or "")) == self._began.get((other, key or ""))

    def first_of_call(self, fields: Fields) -> bool:
        """The first sign in this burst that a phone of the call hung up; the others follow from it."""
        call = (self.burst, fields.get("Linkedid"))
        if self._ending == call or fields.get("Uniqueid") in self._ended:
            return False
        self._ended.add(fields.get("Uniqueid"))
        self._ending = (self.burst + 1, fields.get("Linkedid"))
        return True

    def grew(self, fields: Fields, header: str) -> None:
        """A member's epoch second that was smaller when last seen has just been set."""
        key = (fields.get("Queue") or "", fields.get("Interface") or "", header)
        value = number(fields.get(header)) or 0
        if 0 < self._seen.get(key, inf) < value or (self._seen.get(key) == 0 and value):
            self.at(value, value + 1 + _LATE_S)
        self._seen[key] = value


def _created(fields: Fields) -> int | None:
    """The epoch second in a Uniqueid, `[SYSTEM-]SECOND.COUNT`."""
    return number((fields.get("Uniqueid") or "").rpartition("-")[2].partition(".")[0])


def _new_channel(evidence: _Evidence, fields: Fields) -> None:
    created = _created(fields)
    if created:
        evidence.at(created, created + 1 + _LATE_S)
    evidence.begin("life", fields.get("Uniqueid"))
    if fields.get("ChannelState") == "4":
        evidence.incoming.add(fields.get("Uniqueid"))


def _any_channel(evidence: _Evidence, fields: Fields) -> None:
    created = _created(fields)
    if created:
        evidence.at(created, inf)


def _event_time(evidence: _Evidence, fields: Fields) -> None:
    try:
        at = datetime.fromisoformat(fields.get("EventTV") or "").timestamp()
    except ValueError:
        return
    evidence.at(at, at + _LATE_S)


def _rtcp(evidence: _Evidence, fields: Fields) -> None:
    try:
        at = float(fields.get("SentNTP") or "")
    except ValueError:
        return
    evidence.at(at, at + _LATE_S)


def _joined(evidence: _Evidence, fields: Fields) -> None:
    evidence.begin("wait", fields.get("Uniqueid"))
    _any_channel(evidence, fields)


def _called(evidence: _Evidence, fields: Fields) -> None:
    evidence.begin("ring", fields.get("DestUniqueid"))


def _whole_seconds(evidence: _Evidence, kind: str, key: str | None, value: str | None) -> None:
    seconds = number(value)
    if seconds is not None:
        evidence.after(kind, key, max(0.0, seconds - 1), seconds + 1)


def _connected(evidence: _Evidence, fields: Fields) -> None:
    _whole_seconds(evidence, "wait", fields.get("Uniqueid"), fields.get("HoldTime"))
    _whole_seconds(evidence, "ring", fields.get("DestUniqueid"), fields.get("RingTime"))
    evidence.begin("talk", fields.get("Interface"))


def _completed(evidence: _Evidence, fields: Fields) -> None:
    _whole_seconds(evidence, "talk", fields.get("Interface"), fields.get("TalkTime"))


def _abandoned(evidence: _Evidence, fields: Fields) -> None:
    _whole_seconds(evidence, "wait", fields.get("Uniqueid"), fields.get("HoldTime"))


def _rang_in_vain(evidence: _Evidence, fields: Fields) -> None:
    rang = number(fields.get("RingTime"))
    if rang:
        evidence.after("ring", fields.get("DestUniqueid"), rang / 1000 - _LATE_S, rang / 1000 + _LATE_S)


_VARIABLES = {"QUEUEWAIT_MS": "wait", "DIALEDTIME_MS": "life", "ANSWEREDTIME_MS": "up"}


_PACKET_S = 0.02
_PACKETS = re.compile(r"[rt]xcount=(\d+)")


def _variable(evidence: _Evidence, fields: Fields) -> None:
    """ANSWEREDTIME counts from the channel's own answer in Dial(), from the agent's in Queue(): it says
    something only where the two are one. Packets flow from the answer on, 50 a second."""
    variable, value, uniqueid = (
        fields.get("Variable") or "",
        fields.get("Value") or "",
        fields.get("Uniqueid"),
    )
    if variable == "RTPAUDIOQOS":
        packets = max(map(int, _PACKETS.findall(value)), default=0)
        if packets:
            evidence.counted("up", uniqueid, packets * _PACKET_S)
        return
    kind, counted = _VARIABLES.get(variable), number(value)
    if not kind or not counted or (kind == "up" and not evidence.same("up", "answer", uniqueid)):
        return
    evidence.after(kind, uniqueid, counted / 1000 - _LATE_S, counted / 1000 + _LATE_S)


def _dial_ended(evidence: _Evidence, fields: Fields) -> None:
    if fields.get("DialStatus") == "ANSWER":
        evidence.begin("answer", fields.get("Uniqueid"))


def _came_up(evidence: _Evidence, fields: Fields) -> None:
    _any_channel(evidence, fields)
    if fields.get("ChannelState") == "6":
        evidence.begin("up", fields.get("Uniqueid"))


def _member(evidence: _Evidence, fields: Fields) -> None:
    for header in ("LastCall", "LastPause", "LoginTime"):
        evidence.grew(fields, header)


_READERS: dict[bytes, Callable[[_Evidence, Fields], None]] = {
    b"Newchannel": _new_channel,
    b"Newstate": _came_up,
    b"SuccessfulAuth": _event_time,
    b"ChallengeSent": _event_time,
    b"RTCPSent": _rtcp,
    b"QueueCallerJoin": _joined,
    b"AgentCalled": _called,
    b"AgentConnect": _connected,
    b"AgentComplete": _completed,
    b"QueueCallerAbandon": _abandoned,
    b"AgentRingNoAnswer": _rang_in_vain,
    b"DialEnd": _dial_ended,
    b"VarSet": _variable,
    b"QueueMemberStatus": _member,
    b"QueueMemberPause": _member,
    b"QueueMemberAdded": _member,
}


def _always(evidence: _Evidence, fields: Fields) -> bool:
    return True


def _own_channel(evidence: _Evidence, fields: Fields) -> bool:
    return fields.get("Uniqueid") == fields.get("Linkedid")


def _is_local(fields: Fields) -> bool:
    return (fields.get("Channel") or "").startswith("Local/")


def _answered(evidence: _Evidence, fields: Fields) -> bool:
    """A phone that was rung answers; a caller's own channel comes up only in consequence."""
    rung = fields.get("Uniqueid") not in evidence.incoming and not _is_local(fields)
    return rung and fields.get("ChannelState") == "6"


def _starting_variable(evidence: _Evidence, fields: Fields) -> bool:
    variable = fields.get("Variable")
    if variable == "RTPAUDIOQOS":
        return evidence.first_of_call(fields)
    return variable in ("ABANDONED", "TRANSFER_CONTEXT", "PLAYBACKSTATUS")


def _hangup_request(evidence: _Evidence, fields: Fields) -> bool:
    return not _is_local(fields) and evidence.first_of_call(fields)


_STARTERS: dict[bytes, Callable[[_Evidence, Fields], bool]] = {
    b"Newchannel": _own_channel,
    b"Newstate": _answered,
    b"VarSet": _starting_variable,
    b"HangupRequest": _hangup_request,
    b"RTCPSent": _always,
    b"Hold": _always,
    b"Unhold": _always,
    b"DTMFBegin": _always,
    b"DTMFEnd": _always,
    b"QueueMemberPause": _always,
    b"AgentRingNoAnswer": _always,
}


def infer_times(blocks: Iterable[bytes]) -> list[float]:
    """Epoch seconds of each block, never falling."""
    evidence = _Evidence()
    bursts = [evidence.add(block) for block in blocks]
    times = _times(evidence.bounds, evidence.weak, evidence.burst)
    return [times[burst] for burst in bursts]


def _times(bounds: list[Bound], weak: list[Bound], count: int) -> list[float]:
    """For each burst what its narrowest bound makes likely, once those before it are fixed."""
    low, high = _tighten(bounds, weak, count)
    against: dict[int, list[Bound]] = {}
    for bound in [*bounds, *weak]:
        if bound.earlier:
            against.setdefault(bound.later, []).append(bound)
    times = [0.0, *[max(low[1], 0.0)] * count]
    for burst in range(1, count + 1):
        earliest = max(low[burst], times[burst - 1])
        times[burst] = _likely(against.get(burst, []), times, earliest, high[burst])
    return times


def _likely(bounds: list[Bound], times: list[float], earliest: float, latest: float) -> float:
    narrowest = None
    for bound in bounds:
        began = times[bound.earlier]
        if began + bound.low <= latest and began + bound.high >= earliest:
            earliest, latest = max(earliest, began + bound.low), min(latest, began + bound.high)
            narrowest = bound if narrowest is None or bound.width < narrowest.width else narrowest
    if narrowest is not None:
        return min(max(times[narrowest.earlier] + (narrowest.low + narrowest.high) / 2, earliest), latest)
    return earliest if latest == inf else (earliest + max(earliest, latest)) / 2


def _tighten(bounds: list[Bound], weak: list[Bound], count: int) -> tuple[list[float], list[float]]:
    """Carries every bound forwards and backwards until nothing moves; one that contradicts what is
    known already is passed over."""
    low, high = [-inf] * (count + 1), [inf] * (count + 1)
    low[0] = high[0] = 0.0
    chain = [*bounds, *(Bound(burst, burst + 1, 0.0, inf) for burst in range(1, count))]
    for more in ([], weak):
        chain = sorted([*chain, *more], key=lambda bound: bound.later)
        _sweep(chain, low, high)
    return low, high


def _sweep(chain: list[Bound], low: list[float], high: list[float]) -> None:
    for sweep in range(_SWEEPS):
        moved = False
        for bound in chain if sweep % 2 == 0 else reversed(chain):
            moved |= _apply(bound, low, high)
        if not moved:
            return


def _apply(bound: Bound, low: list[float], high: list[float]) -> bool:
    a, b = bound.earlier, bound.later
    new_low, new_high = max(low[b], low[a] + bound.low), min(high[b], high[a] + bound.high)
    old_low, old_high = max(low[a], low[b] - bound.high), min(high[a], high[b] - bound.low)
    if new_low > new_high or old_low > old_high:
        return False
    moved = (new_low, new_high, old_low, old_high) != (low[b], high[b], low[a], high[a])
    low[b], high[b] = new_low, new_high
    if a:
        low[a], high[a] = old_low, old_high
    return moved
