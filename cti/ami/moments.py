"""When did it happen? By arrival, and for what arrived late by the PBX's own word (manager.conf
`timestampevents = yes`).

Passes through: the framed messages of one read with the time of the read; the same messages out, in order,
in groups of one moment each. Does not pass: sockets, clocks, what a message means.

A network that stalls or a server that is busy brings events late, all at once: told by their arrival, a
customer's wait would grow by the delay. How far the two clocks are apart is what the quickest message of the
last moments needed; what needed longer was late by the difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, isfinite

from cti.ami.parse import Block

Moment = tuple[float, Sequence[Block]]
"""When, and what the PBX said of it."""

_HEADER = b"\nTimestamp: "
_WITHIN = 256
"""The header stands behind Event and Privilege; in a pong behind the ActionID."""
_ON_TIME_S = 0.05
"""Who was no later than this is told by the arrival."""
_BURST_S = 0.02
"""What happened within this time is one moment, as Asterisk reports it in one breath."""
_MOST_LATE_S = 10.0
"""Later than that: the clock of the PBX was set back."""
_REMEMBERED_S = 20.0


def stamp_of(block: Block) -> float | None:
    """When the PBX sent this message, epoch seconds by its own clock; None when it does not say."""
    if not isinstance(block, bytes):
        return None
    at = block.find(_HEADER, 0, _WITHIN)
    if at < 0:
        return None
    end = block.find(b"\r", at)
    try:
        stamp = float(block[at + len(_HEADER) : end if end > 0 else None])
    except ValueError:
        return None
    return stamp if isfinite(stamp) else None


class Moments:
    """Of one PBX. `anew` at each connection: clocks may have been set meanwhile."""

    def __init__(self) -> None:
        self._last = 0.0
        self.anew()

    def anew(self) -> None:
        """Forgets how far the clocks are apart."""
        self._lead = self._lead_before = inf
        self._since = -inf

    def of(self, arrival: float, blocks: Sequence[Block]) -> list[Moment]:
        """Times are epoch seconds of our clock; they never fall, nor pass `arrival`."""
        newest = stamp_of(blocks[-1]) if blocks else None
        if newest is not None:
            self._learn(arrival, arrival - newest)
        lead = min(self._lead, self._lead_before)
        if lead == inf:
            return self._at_once(arrival, blocks)
        oldest = next((stamp for block in blocks if (stamp := stamp_of(block)) is not None), None)
        if oldest is None or arrival - (oldest + lead) <= _ON_TIME_S:
            return self._at_once(arrival, blocks)
        return self._apart(arrival, lead, oldest, blocks)

    def _learn(self, arrival: float, lead: float) -> None:
        """`lead`: how far our clock is ahead, and the time that the message needed."""
        if lead > min(self._lead, self._lead_before) + _MOST_LATE_S:
            self.anew()
        if arrival - self._since > _REMEMBERED_S:
            self._lead_before, self._lead, self._since = self._lead, lead, arrival
        self._lead = min(self._lead, lead)

    def _at_once(self, arrival: float, blocks: Sequence[Block]) -> list[Moment]:
        self._last = max(self._last, arrival)
        return [(self._last, blocks)]

    def _apart(self, arrival: float, lead: float, oldest: float, blocks: Sequence[Block]) -> list[Moment]:
        """A message without a time of its own happened with the one before it."""
        self._last = max(self._last, oldest + lead)
        group: list[Block] = []
        groups: list[Moment] = [(self._last, group)]
        for block in blocks:
            at = min(arrival, (stamp_of(block) or oldest) + lead)
            if at > self._last + _BURST_S:
                self._last, group = at, []
                groups.append((at, group))
            group.append(block)
        return groups
