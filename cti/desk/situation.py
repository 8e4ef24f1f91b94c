"""Who is on the line in one call, who holds whom, who is being asked: what its controls are made from. Pure.

In: the events of a call. Out: frozen situations. A person is known by the channel, for one agent may have
two lines. What an agent may do in a situation is in `controls.py`.
"""

from __future__ import annotations

from functools import singledispatch
from typing import Literal

import msgspec

from cti.events import (
    CallAnswered,
    CallEvent,
    CallFound,
    CallHeld,
    CallJoined,
    CallLeftQueue,
    CallLegEnded,
    CallMuted,
    CallOffered,
    CallOfferEnded,
    CallParked,
    CallQueued,
    CallRecording,
    CallResumed,
    CallStarted,
    CallTransferred,
    CallUnparked,
    Direction,
    Party,
)

replace = msgspec.structs.replace
Line = Literal["waiting", "ringing", "up"]


class Person(msgspec.Struct, frozen=True):
    """Somebody on the line: `waiting` is off the hook and talks to nobody yet."""

    party: Party
    line: Line


class Sound(msgspec.Struct, frozen=True):
    """A recording that goes on; `by` whose desk asked for it."""

    channel: str
    paused: bool
    file: str | None
    by: str | None


class Situation(msgspec.Struct, frozen=True, kw_only=True):
    """One call. By channel: `people`; `holders` who put the others on hold, those `apart` at the desk;
    `asked` whom a holder consults, `asking` the queue in which a holder waits for somebody; `sounds`.
    `parked_by` and `place` while it waits in a parking place. `machine`: an application or a room of the PBX
    answered."""

    call_id: str
    pbx: str
    direction: Direction
    people: dict[str, Person] = {}
    holders: frozenset[str] = frozenset()
    apart: frozenset[str] = frozenset()
    asked: dict[str, str] = {}
    asking: dict[str, str] = {}
    muted: frozenset[str] = frozenset()
    sounds: dict[str, Sound] = {}
    three: bool = False
    machine: bool = False
    place: str | None = None
    parked_by: str | None = None

    def channel_of(self, agent: str) -> str | None:
        """The line on which this agent talks, else the one that rings."""
        own = [(channel, person) for channel, person in self.people.items() if person.party.agent == agent]
        up = next((channel for channel, person in own if person.line == "up"), None)
        return up or next((channel for channel, _ in own), None)

    def others(self, channel: str) -> list[str]:
        """The channels of everybody else who is up."""
        return [other for other, person in self.people.items() if other != channel and person.line == "up"]

    def customer(self, channel: str) -> str | None:
        """Whom the agent of `channel` serves: an outsider before one of ours, never whom the agent asks."""
        asked = self.asked.get(channel)
        others = [other for other in self.others(channel) if other != asked]
        return min(others, key=lambda other: self.people[other].party.agent is not None, default=None)

    def asker(self, channel: str) -> str | None:
        """The channel of the colleague who asks the person of `channel` about their call."""
        return next((holder for holder, asked in self.asked.items() if asked == channel), None)


def begun(event: CallStarted) -> Situation:
    """A call that just began."""
    fresh = Situation(call_id=event.call_id, pbx=event.pbx, direction=event.direction)
    return _with(fresh, event.caller, "waiting")


def merged(into: Situation, other: Situation) -> Situation:
    """`other` became part of `into`."""
    return replace(
        into,
        people=into.people | other.people,
        holders=into.holders | other.holders,
        asked=into.asked | other.asked,
        asking=into.asking | other.asking,
        muted=into.muted | other.muted,
        sounds=into.sounds | other.sounds,
    )


def _with(s: Situation, party: Party, line: Line) -> Situation:
    if party.channel is None:
        return s
    return replace(s, people=s.people | {party.channel: Person(party, line)})


def without(s: Situation, channel: str | None) -> Situation:
    """Somebody is not on the line any more."""
    if channel is None or channel not in s.people:
        return s
    people = {other: person for other, person in s.people.items() if other != channel}
    gone = {channel}
    return replace(
        s,
        people=people,
        holders=s.holders - gone,
        apart=s.apart - gone,
        asked={holder: asked for holder, asked in s.asked.items() if channel not in (holder, asked)},
        asking={holder: queue for holder, queue in s.asking.items() if holder != channel},
        muted=s.muted - gone,
        sounds={other: sound for other, sound in s.sounds.items() if other != channel},
        three=s.three and sum(person.line == "up" for person in people.values()) > 2,
    )


@singledispatch
def after(event: CallEvent, s: Situation) -> Situation:
    """The situation after `event`."""
    return s


@after.register
def _found(event: CallFound, s: Situation) -> Situation:
    for party in event.talking:
        s = _with(s, party, "up")
    asker, asked = event.asked_by, event.asked
    if asker is None or asked is None or asker.channel is None or asked.channel is None:
        return s
    s = s if asked.channel in s.people else _with(s, asked, "ringing")
    return replace(s, asked=s.asked | {asker.channel: asked.channel})


def _consults(s: Situation, other: str | None = None) -> str | None:
    """The holder who asks; `other` is whom, when that is known. On hold at the desk nobody is asked."""
    return next((holder for holder in s.holders - s.apart if holder != other), None)


@after.register
def _queued(event: CallQueued, s: Situation) -> Situation:
    holder = _consults(s)
    s = replace(s, machine=False) if s.machine else s
    return s if holder is None else replace(s, asking=s.asking | {holder: event.queue})


@after.register
def _left_queue(event: CallLeftQueue, s: Situation) -> Situation:
    return replace(s, asking={}) if s.asking else s


@after.register
def _offered(event: CallOffered, s: Situation) -> Situation:
    s = _with(replace(s, machine=False), event.to, "ringing")
    holder = _consults(s, event.to.channel)
    if holder is None or event.to.channel is None:
        return s
    return replace(s, asked=s.asked | {holder: event.to.channel})


@after.register
def _offer_ended(event: CallOfferEnded, s: Situation) -> Situation:
    if event.reason != "answered":
        return without(s, event.to.channel)
    return _with(s, event.to, "waiting")


@after.register
def _answered(event: CallAnswered, s: Situation) -> Situation:
    people = {
        channel: replace(person, line="up") if person.line == "waiting" else person
        for channel, person in s.people.items()
    }
    holder = _consults(s, event.by.channel)
    if holder is not None and event.by.channel in people:  # several phones of a queue may have rung
        s = replace(s, asked=s.asked | {holder: event.by.channel})
    return _with(replace(s, people=people, machine=event.by.channel is None), event.by, "up")


@after.register
def _held(event: CallHeld, s: Situation) -> Situation:
    if event.by.channel is None:
        return s
    holder = {event.by.channel}
    return replace(s, holders=s.holders | holder, apart=s.apart | holder if event.apart else s.apart)


@after.register
def _resumed(event: CallResumed, s: Situation) -> Situation:
    if event.by.channel is None:
        return s
    holder = {event.by.channel}
    asking = {other: queue for other, queue in s.asking.items() if other not in holder}
    return replace(s, holders=s.holders - holder, apart=s.apart - holder, asking=asking)


@after.register
def _transferred(event: CallTransferred, s: Situation) -> Situation:
    return without(s, event.by.channel)


@after.register
def _joined(event: CallJoined, s: Situation) -> Situation:
    if event.mode != "talk":
        return s
    return replace(_with(s, event.party, "up"), three=True, asked={}, asking={}, holders=frozenset())


@after.register
def _leg_ended(event: CallLegEnded, s: Situation) -> Situation:
    return without(s, event.party.channel)


@after.register
def _muted(event: CallMuted, s: Situation) -> Situation:
    own = {event.by.channel} if event.by.channel is not None else set()
    return replace(s, muted=s.muted | own if event.muted else s.muted - own)


@after.register
def _recording(event: CallRecording, s: Situation) -> Situation:
    others = {channel: sound for channel, sound in s.sounds.items() if channel != event.channel}
    if event.state == "stopped":
        return replace(s, sounds=others)
    sound = Sound(event.channel, event.state == "paused", event.file, event.by)
    return replace(s, sounds=others | {event.channel: sound})


@after.register
def _parked(event: CallParked, s: Situation) -> Situation:
    return replace(s, place=event.space, parked_by=event.by.agent)


@after.register
def _unparked(event: CallUnparked, s: Situation) -> Situation:
    return replace(s, place=None, parked_by=None)
