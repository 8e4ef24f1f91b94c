"""A person's time is credited once. Pure.

A phone with two lines holds the customer on one and asks a colleague on the other: when both turn out to be
parts of one journey, the person has two legs at the same time. Talk counts where it happens; hold counts only
while no other leg of the same person in the journey talks, or was on hold before (docs/decisions/0009).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cti.calls.model import Leg

Span = tuple[float, float]


def hold_of(leg: Leg, legs: Sequence[Leg], at: float) -> float:
    """Seconds of hold of `leg`, as far as they are its person's own; `legs` are all those of the journey."""
    if leg.party.agent is None or not leg.hold_s:
        return leg.hold_s
    busy: list[Span] = []
    first = True
    for other in legs:
        if other is leg:
            first = False
        elif other.party.agent == leg.party.agent:
            busy += _spans(other, "talking", at)
            busy += _spans(other, "held", at) if first else ()
    own = _spans(leg, "held", at)
    return leg.hold_s - sum(_overlap(span, busy) for span in own) if busy else leg.hold_s


def _spans(leg: Leg, state: str, at: float) -> Iterable[Span]:
    now = [(leg.state, leg.since, at)] if leg.state != "gone" else []
    return [(begin, end) for was, begin, end in [*leg.spans, *now] if was == state]


def _overlap(span: Span, others: Iterable[Span]) -> float:
    """How much of `span` the union of `others` covers."""
    covered, reached = 0.0, span[0]
    for begin, end in sorted(others):
        begin, end = max(begin, reached), min(end, span[1])
        if end > begin:
            covered += end - begin
            reached = end
    return covered
