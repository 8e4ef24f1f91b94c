"""What our events say of a hard call flow, in the words and figures in which its witnesses speak."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cti.events import (
    AnyCallEvent,
    CallAnswered,
    CallEnded,
    CallHeld,
    CallJoined,
    CallLeftQueue,
    CallLegEnded,
    CallMerged,
    CallParked,
    CallStarted,
    CallTransferred,
    CallUnparked,
    Party,
)
from cti.testbed.flows import Journey
from tests.pbx.hard import Witnessed

_AT_ONCE_S = 0.5
"""Two lines of a phone that end with one transfer."""


def as_told(call: Sequence[AnyCallEvent]) -> Journey:
    """What the events of a call say, in the words of a declared journey."""
    end = ended(call)
    parked = [e for e in call if isinstance(e, CallParked)]
    unparked = [e for e in call if isinstance(e, CallUnparked)]
    return Journey(
        caller=who(started(call).caller),
        answered_by=tuple(who(e.by) for e in call if isinstance(e, CallAnswered)),
        visits=tuple((e.queue, e.reason) for e in call if isinstance(e, CallLeftQueue)),
        transfers=tuple((e.kind, who(e.by), who(e.to)) for e in call if isinstance(e, CallTransferred)),
        held_by=tuple(who(e.by) for e in call if isinstance(e, CallHeld)),
        joined=tuple(sorted((who(e.party), e.mode) for e in call if isinstance(e, CallJoined))),
        parked=tuple(zip((who(e.by) for e in parked), (e.reason for e in unparked), strict=True)),
        merged=sum(isinstance(e, CallMerged) for e in call),
        reason=end.reason,
        ended_by=end.ended_by,
    )


def started(call: Sequence[AnyCallEvent]) -> CallStarted:
    """The first event of a call, which is its beginning."""
    assert isinstance(call[0], CallStarted), call[0]
    return call[0]


def ended(call: Sequence[AnyCallEvent]) -> CallEnded:
    """The end of a call: one, and the last that is said of it."""
    (end,) = [event for event in call if isinstance(event, CallEnded)]
    assert call[-1] is end
    return end


def visits_of(call: Sequence[AnyCallEvent]) -> list[CallLeftQueue]:
    """The call's stays in queues, in order."""
    return [event for event in call if isinstance(event, CallLeftQueue)]


def legs_of(witnessed: Witnessed, phone: str) -> list[CallLegEnded]:
    """All parts that a phone had in the flow's calls."""
    events = (event for call in witnessed.calls.values() for event in call)
    return [e for e in events if isinstance(e, CallLegEnded) and who(e.party) == phone]


def first_stay_s(call: Sequence[AnyCallEvent], agent: str) -> float:
    """Talk and hold of an agent until they were out of the call for the first time, on all their lines."""
    return sum(leg.talk_s + leg.hold_s for leg in _first_legs(call, agent))


def first_left_at(call: Sequence[AnyCallEvent], agent: str) -> datetime:
    """When an agent was out of the call for the first time."""
    return max(leg.at for leg in _first_legs(call, agent))


def _first_legs(call: Sequence[AnyCallEvent], agent: str) -> list[CallLegEnded]:
    legs = [event for event in call if isinstance(event, CallLegEnded) and who(event.party) == agent]
    return [leg for leg in legs if (leg.at - legs[0].at).total_seconds() < _AT_ONCE_S]


def who(party: Party) -> str:
    """The agent, else the number."""
    return party.agent or party.number or "nobody known"
