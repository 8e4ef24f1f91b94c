"""The states of one person's leg and every transition that can happen; the only place that lists them.

    dialing --answers--> waiting <--alone/together--> talking <--hold/resume--> held
       |                    |                            |                       |
       +--------------------+------------- gone ---------+-----------------------+

Rules: an impossible transition raises `ImpossibleTransition` and changes nothing; this file knows no
time and no AMI.
"""

from __future__ import annotations

from typing import Literal

LegState = Literal["dialing", "waiting", "talking", "held", "gone"]
"""Where one person stands. `waiting`: connected, but nobody to talk to (queue, announcement)."""


TRANSITIONS: dict[LegState, frozenset[LegState]] = {
    "dialing": frozenset({"waiting", "talking", "gone"}),
    "waiting": frozenset({"talking", "held", "gone"}),
    "talking": frozenset({"waiting", "held", "gone"}),
    "held": frozenset({"talking", "waiting", "gone"}),
    "gone": frozenset(),
}


class ImpossibleTransition(ValueError):
    """The leg cannot go from `before` to `after`."""

    def __init__(self, before: LegState, after: LegState) -> None:
        super().__init__(f"a leg cannot go from {before} to {after}")


def check(before: LegState, after: LegState) -> None:
    """Raises `ImpossibleTransition` unless the table allows the step."""
    if after not in TRANSITIONS[before]:
        raise ImpossibleTransition(before, after)
