"""What our events say of a hard call flow, in the words and figures in which its witnesses speak."""

from __future__ import annotations

from collections.abc import Sequence

from cti.events import (
    AnyCallEvent,
    CallAnswered,
    CallEnded,
    CallHeld,
    CallJoined,
    CallLeftQueue,
    CallLegEnded,
    CallMerged,
    CallStarted,
    CallTransferred,
    Party,
)
from cti.testbed.flows import Journey
from tests.pbx.hard import Witnessed


def as_told(call: Sequence[AnyCallEvent]) -> Journey:
    """What the events of a call say, in the words of a declared journey."""
    end = ended(call)
    return Journey(
        caller=who(started(call).caller),
        answered_by=tuple(who(e.by) for e in call if isinstance(e, CallAnswered)),
        visits=tuple((e.queue, e.reason) for e in call if isinstance(e, CallLeftQueue)),
        transfers=tuple((e.kind, who(e.by), who(e.to)) for e in call if isinstance(e, CallTransferred)),
        held_by=tuple(who(e.by) for e in call if isinstance(e, CallHeld)),
        joined=tuple((who(e.party), e.mode) for e in call if isinstance(e, CallJoined)),
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


def who(party: Party) -> str:
    """The agent, else the number."""
    return party.agent or party.number or "nobody known"
