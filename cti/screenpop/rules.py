"""Who is shown which caller, and when. Pure: facts of a call and an event in, what to pop out.

A phone that rings pops its agent; who calls out, picks up a call never offered, or is handed one, is
popped too. A call that a colleague has talked in comes as transferred, however it came. Once per call and
agent is not decided here: the store of work items is the truth of that.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Literal

import msgspec

from cti.events import (
    CallAnswered,
    CallEvent,
    CallFound,
    CallMerged,
    CallOffered,
    CallQueued,
    CallStarted,
    CallTransferred,
    Direction,
    Party,
)
from cti.screenpop.story import Story, continued

PopReason = Literal["offered", "answered", "transferred", "resumed"]
replace = msgspec.structs.replace


class CallFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a pop says of its call. `other` is the person our agent talks to; `consults` is the call of
    whoever called here in the middle of it, `merged` are calls that became part of this one."""

    call_id: str
    pbx: str
    direction: Direction
    started_at: datetime
    caller: Party
    dialed: str | None
    queue: str | None = None
    transferred: bool = False
    story: Story = Story()
    consults: str | None = None
    merged: tuple[str, ...] = ()

    def handed_on_to(self, agent: str) -> bool:
        """A colleague of `agent` had the call before, or has it."""
        return self.transferred or bool(self.story.talkers() - {agent})

    @property
    def other(self) -> Party:
        """The customer: who calls, for outbound calls who is called."""
        return Party(number=self.dialed) if self.direction == "outbound" else self.caller


class PopWanted(msgspec.Struct, frozen=True):
    """`agent` is to be shown the call for `reason`, unless shown it before."""

    agent: str
    reason: PopReason


def begun(event: CallStarted) -> CallFacts:
    """The facts of a call that just began."""
    return CallFacts(
        call_id=event.call_id,
        pbx=event.pbx,
        direction=event.direction,
        started_at=event.at,
        caller=event.caller,
        dialed=event.dialed,
    )


def noted(facts: CallFacts, event: CallEvent) -> CallFacts:
    """The facts after `event`."""
    facts = replace(facts, story=continued(facts.story, event, facts.caller))
    match event:
        case CallQueued() | CallFound() if event.queue:
            return replace(facts, queue=event.queue)
        case CallOffered() if event.queue:
            return replace(facts, queue=event.queue)
        case CallTransferred():
            return replace(facts, transferred=True)
        case CallMerged():
            return replace(facts, merged=(*facts.merged, event.other_call_id))
    return facts


def pops(facts: CallFacts, event: CallEvent) -> Iterator[PopWanted]:
    """The agents whom `event` shows the call; `facts` are those after the event."""
    match event:
        case CallStarted(direction="outbound", caller=Party(agent=str(agent))):
            yield PopWanted(agent, "offered")
        case CallOffered(to=Party(agent=str(agent))) if agent != facts.caller.agent:
            yield PopWanted(agent, "transferred" if facts.handed_on_to(agent) else "offered")
        case CallAnswered(by=Party(agent=str(agent))) if agent != facts.caller.agent:
            yield PopWanted(agent, "transferred" if facts.handed_on_to(agent) else "answered")
        case CallTransferred(to=Party(agent=str(agent))):
            yield PopWanted(agent, "transferred")
        case CallFound():
            yield from (PopWanted(party.agent, "resumed") for party in event.talking if party.agent)
