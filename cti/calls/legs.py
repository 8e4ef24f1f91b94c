"""One person's time in a call: ring, talk and hold, added up at each change of state.

Rule: talk is time connected with another person while nobody holds; hold is time after the first
conversation when the person is connected but on hold or left alone in a bridge (a consultation, a
parking place). Ring, talk and hold never overlap; of one of ours with two lines, hold on one does not
overlap talk on the other (cti/calls/credit.py).
"""

from __future__ import annotations

from cti.calls.model import Leg
from cti.calls.states import LegState, check
from cti.events import Party


def new_leg(party: Party, at: float, *, dialing: bool) -> Leg:
    """A leg of a phone that is being rung (`dialing`), or that called us and waits."""
    return Leg(party=party, state="dialing" if dialing else "waiting", since=at)


def advance(leg: Leg, state: LegState, at: float) -> None:
    """Moves the leg to `state` at time `at` and credits the time spent in the state before.

    Raises `ImpossibleTransition` and changes nothing when the table does not allow it.
    """
    if state is leg.state:
        return
    check(leg.state, state)
    if leg.state in ("talking", "held"):
        spent = max(at - leg.since, 0.0)
        if leg.state == "talking":
            leg.talk_s += spent
        else:
            leg.hold_s += spent
        if leg.party.agent is not None:
            leg.spans.append((leg.state, leg.since, at))
    leg.state = state
    leg.since = at
    if state == "talking":
        leg.conversed = True


def up(leg: Leg, at: float) -> None:
    """The phone was picked up."""
    if leg.state == "dialing":
        advance(leg, "waiting", at)
    if leg.answered_at is None:
        leg.answered_at = at
