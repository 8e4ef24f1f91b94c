"""The states of one person's leg and every transition that can happen; the only place that lists them.

    dialing --answers--> waiting <--alone/together--> talking <--hold/resume--> held
       |                    |                            |                       |
       +--------------------+------------- gone ---------+-----------------------+

Rules: an impossible transition raises `ImpossibleTransition` and changes nothing; this file knows no
time and no AMI.
"""

from __future__ import annotations

from enum import Enum


class LegState(Enum):
    """Where one person stands. `WAITING`: connected, but nobody to talk to (queue, announcement)."""

    DIALING = "dialing"
    WAITING = "waiting"
    TALKING = "talking"
    HELD = "held"
    GONE = "gone"


TRANSITIONS: dict[LegState, frozenset[LegState]] = {
    LegState.DIALING: frozenset({LegState.WAITING, LegState.TALKING, LegState.GONE}),
    LegState.WAITING: frozenset({LegState.TALKING, LegState.HELD, LegState.GONE}),
    LegState.TALKING: frozenset({LegState.WAITING, LegState.HELD, LegState.GONE}),
    LegState.HELD: frozenset({LegState.TALKING, LegState.WAITING, LegState.GONE}),
    LegState.GONE: frozenset(),
}


class ImpossibleTransition(ValueError):
    """The leg cannot go from `before` to `after`."""

    def __init__(self, before: LegState, after: LegState) -> None:
        super().__init__(f"a leg cannot go from {before.value} to {after.value}")


def check(before: LegState, after: LegState) -> None:
    """Raises `ImpossibleTransition` unless the table allows the step."""
    if after not in TRANSITIONS[before]:
        raise ImpossibleTransition(before, after)
