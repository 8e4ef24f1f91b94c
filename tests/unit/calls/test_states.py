"""The transition table: what it allows happens, everything else raises and changes nothing."""

import itertools

import pytest

from cti.calls.legs import advance, new_leg
from cti.calls.states import TRANSITIONS, ImpossibleTransition, LegState
from cti.events import Party

ALL = list(itertools.product(TRANSITIONS, TRANSITIONS))
ALLOWED = [(a, b) for a, b in ALL if b in TRANSITIONS[a]]
FORBIDDEN = [(a, b) for a, b in ALL if a != b and b not in TRANSITIONS[a]]


@pytest.mark.parametrize(("before", "after"), ALLOWED)
def test_an_allowed_transition_credits_the_time_to_the_state_that_ends(
    before: LegState, after: LegState
) -> None:
    leg = new_leg(Party(), 10.0, dialing=True)
    leg.state = before
    advance(leg, after, 13.5)
    assert leg.state == after
    assert leg.since == 13.5
    assert leg.talk_s == (3.5 if before == "talking" else 0.0)
    assert leg.hold_s == (3.5 if before == "held" else 0.0)


@pytest.mark.parametrize(("before", "after"), FORBIDDEN)
def test_an_impossible_transition_raises_and_changes_nothing(before: LegState, after: LegState) -> None:
    leg = new_leg(Party(), 10.0, dialing=True)
    leg.state = before
    with pytest.raises(ImpossibleTransition):
        advance(leg, after, 13.5)
    assert (leg.state, leg.since, leg.talk_s, leg.hold_s) == (before, 10.0, 0.0, 0.0)


def test_nobody_comes_back_from_gone() -> None:
    assert TRANSITIONS["gone"] == frozenset()
