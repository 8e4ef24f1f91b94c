"""What a call went through before it came to the person who is shown it. Pure: events in, lines out.

Each line is a message id with its values; the web part turns it into the reader's words. Only what is over
for the caller is told: the ringing and waiting of this moment stand in the call itself.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

import msgspec

from cti.events import (
    CallAnswered,
    CallEvent,
    CallFound,
    CallHeld,
    CallLeftQueue,
    CallLegEnded,
    CallOfferEnded,
    CallParked,
    CallResumed,
    CallTransferred,
    CallUnparked,
    Party,
)

TEXTS: Final = {
    "story.waited": "Waited {time} in {queue}",
    "story.gave_up": "Waited {time} in {queue}, nobody answered",
    "story.no_answer": "{who} was rung for {time}, no answer",
    "story.busy": "{who} was busy",
    "story.rejected": "{who} declined the call",
    "story.failed": "{who} could not be reached",
    "story.talks": "{who} has been talking for {time}",
    "story.talks_held": "{who} has been talking for {time}, on hold for {hold}",
    "story.talked": "{who} talked for {time}",
    "story.talked_held": "{who} talked for {time}, on hold for {hold}",
    "story.blind": "{who} transferred the call to {to}",
    "story.attended": "{who} talked to {to} and transferred the call",
    "story.blonde": "{who} transferred the call while it rang at {to}",
    "story.parked": "{who} parked the call",
    "story.parked_place": "{who} parked the call at {place}",
    "story.unparked": "Nobody took the parked call",
    "story.unseen": "What happened before was not seen",
    "story.gap": "What happened until then was not seen in full",
}
"""Every line a story can have, in English with its placeholders; the web part translates the ids."""

MOST_LINES = 12
_RUNG_IN_VAIN = {
    "no_answer": "story.no_answer",
    "cancelled": "story.no_answer",
    "busy": "story.busy",
    "rejected": "story.rejected",
    "failed": "story.failed",
}
replace = msgspec.structs.replace


class Line(msgspec.Struct, frozen=True):
    """One thing that happened; `what` is a key of `TEXTS`."""

    at: datetime
    what: str
    values: dict[str, str] = {}


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """The talk of one of our people: open until `until` is set; `hold_s` without the hold of now."""

    who: str
    since: datetime
    until: datetime | None = None
    held_since: datetime | None = None
    hold_s: float = 0.0

    def line(self, now: datetime) -> Line:
        """How long they talked, or have been talking."""
        end = self.until or now
        hold = self.hold_s + (_seconds(self.held_since, end) if self.held_since else 0.0)
        values = {"who": self.who, "time": _clock(_seconds(self.since, end) - hold)}
        what = "story.talks" if self.until is None else "story.talked"
        return Line(self.since, what, values) if hold < 1 else self._held(what, values, hold)

    def _held(self, what: str, values: dict[str, str], hold: float) -> Line:
        return Line(self.since, f"{what}_held", {**values, "hold": _clock(hold)})


class Story(msgspec.Struct, frozen=True):
    """What is told so far, and who of ours talked, in the order in which they began."""

    told: tuple[Line, ...] = ()
    parts: tuple[Part, ...] = ()

    def lines(self, now: datetime, reader: str) -> tuple[Line, ...]:
        """The story as it stands, oldest first, at most `MOST_LINES` of the latest; `reader` is not told
        of the talk they are in."""
        parts = (part for part in self.parts if part.until is not None or part.who != reader)
        every = [*self.told, *(part.line(now) for part in parts)]
        return tuple(sorted(every, key=lambda line: line.at)[-MOST_LINES:])

    def talkers(self) -> frozenset[str]:
        """Everybody of ours who talked in this call."""
        return frozenset(part.who for part in self.parts)

    def talks(self, agent: str) -> bool:
        """`agent` is in conversation, on hold or not."""
        return any(part.who == agent and part.until is None for part in self.parts)


Step = Callable[[Part], Part]


def continued(story: Story, event: CallEvent, caller: Party) -> Story:
    """The story after `event`; `caller` is who called."""
    match event:
        case CallFound():
            return _found(story, event)
        case CallLeftQueue():
            return _left_queue(story, event)
        case CallOfferEnded():
            return _rung_in_vain(story, event)
        case CallAnswered():
            calling = caller.agent if caller.agent not in story.talkers() else None
            return _begin(story, event.by.agent or calling, event.at)
        case CallHeld() | CallResumed():
            return _change(story, event.by.agent, lambda part: _held(part, event))
        case CallTransferred():
            values = {"who": _name(event.by), "to": _name(event.to)}
            story = _add(story, event.at, f"story.{event.kind}", **values)
            return _change(story, event.by.agent, lambda part: _over(part, event.at))
        case CallParked():
            return _parked(story, event)
        case CallUnparked(reason="timeout"):
            return _add(story, event.at, "story.unparked")
        case CallLegEnded():
            return _change(story, event.party.agent, lambda part: _over(part, event.at))
    return story


def _found(story: Story, event: CallFound) -> Story:
    """Met again, or for the first time, after nobody looked: who talks now; the others talk no more."""
    is_new = story == Story()
    story = _add(story, event.at, "story.unseen" if is_new else "story.gap")
    agents = [party.agent for party in event.talking]
    for part in story.parts:
        if part.who not in agents:
            story = _change(story, part.who, lambda open_part: _over(open_part, event.at))
    for agent in agents:
        story = _begin(story, agent, event.at)
    return story


def _parked(story: Story, event: CallParked) -> Story:
    what, values = "story.parked", {"who": _name(event.by)}
    if event.space:
        what, values = "story.parked_place", values | {"place": event.space}
    return _change(_add(story, event.at, what, **values), event.by.agent, lambda part: _over(part, event.at))


def _left_queue(story: Story, event: CallLeftQueue) -> Story:
    what = "story.waited" if event.reason in ("answered", "unknown") else "story.gave_up"
    return _add(story, event.at, what, time=_clock(event.waited_s), queue=event.queue)


def _rung_in_vain(story: Story, event: CallOfferEnded) -> Story:
    """Who is rung in vain again and again is told once, the last time."""
    what = _RUNG_IN_VAIN.get(event.reason)
    if what is None or event.to.agent is None:
        return story
    who = _name(event.to)
    values = {"who": who, "time": _clock(event.ring_s)} if what == "story.no_answer" else {"who": who}
    others = tuple(line for line in story.told if (line.what, line.values.get("who")) != (what, who))
    return _add(replace(story, told=others), event.at, what, **values)


def _begin(story: Story, agent: str | None, at: datetime) -> Story:
    if agent is None or story.talks(agent):
        return story
    return replace(story, parts=(*story.parts, Part(who=agent, since=at)))


def _change(story: Story, agent: str | None, step: Step) -> Story:
    parts = tuple(step(p) if p.who == agent and p.until is None else p for p in story.parts)
    return replace(story, parts=parts)


def _held(part: Part, event: CallHeld | CallResumed) -> Part:
    if isinstance(event, CallHeld):
        return replace(part, held_since=part.held_since or event.at)
    return _taken_back(part, event.at)


def _over(part: Part, at: datetime) -> Part:
    return replace(_taken_back(part, at), until=at)


def _taken_back(part: Part, at: datetime) -> Part:
    if part.held_since is None:
        return part
    return replace(part, held_since=None, hold_s=part.hold_s + _seconds(part.held_since, at))


def _add(story: Story, at: datetime, what: str, **values: str) -> Story:
    return replace(story, told=(*story.told, Line(at, what, values))[-MOST_LINES:])


def _name(party: Party) -> str:
    return party.agent or party.name or party.number or "?"


def _seconds(since: datetime, until: datetime) -> float:
    return max((until - since).total_seconds(), 0.0)


def _clock(seconds: float) -> str:
    """m:ss, h:mm:ss over an hour."""
    hours, rest = divmod(int(seconds), 3600)
    minutes, last = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{last:02d}" if hours else f"{minutes}:{last:02d}"
