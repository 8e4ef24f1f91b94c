"""The stories of calls: what was said of each, in order, and the messages that each statement rests on. Pure.

Passes through: messages with the events they meant. A statement rests on the message that brought it out and,
where another one decided what it says (who hung up, why a queue was left), on the last such one before it.
Does not pass: calls that nobody asked for, once they are over.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

import msgspec

from cti.ami.messages import Message
from cti.events import (
    CallAnswered,
    CallEnded,
    CallEvent,
    CallLeftQueue,
    CallLegEnded,
    CallMerged,
    CallOfferEnded,
    CallParted,
    CallTransferred,
    Event,
)
from cti.explain.evidence import Evidence, evidence_of, linkedids_of
from cti.explain.sentences import sentence

_HUNG_UP = ("HangupRequest", "SoftHangupRequest", "HangupOrdered")
_ALSO: dict[type[Event], tuple[str, ...]] = {
    CallAnswered: ("AgentConnect", "DialEnd"),
    CallLeftQueue: ("QueueCallerAbandon", "QueueCallerLeave", "VarSet", *_HUNG_UP),
    CallOfferEnded: ("DialEnd", "AgentRingNoAnswer", *_HUNG_UP),
    CallLegEnded: ("BridgeLeave", *_HUNG_UP),
    CallParted: ("BridgeLeave",),
    CallTransferred: ("BlindTransfer", "AttendedTransfer"),
    CallEnded: _HUNG_UP,
}
"""Which earlier messages may have decided what an event says."""
_DECIDING = frozenset(name for names in _ALSO.values() for name in names)
_DECIDING_KEPT = 200


class Statement(msgspec.Struct, frozen=True):
    """One sentence, when it became true, and what it rests on, the latest message first."""

    event: CallEvent
    text: str
    evidence: tuple[Evidence, ...]


class Story:
    """One call. `ids`: its call id, those of calls that became part of it, every Linkedid seen."""

    def __init__(self, call_id: str) -> None:
        self.call_id = call_id
        self.ids = {call_id}
        self.statements: list[Statement] = []
        self.over = False
        self._deciding: deque[Evidence] = deque(maxlen=_DECIDING_KEPT)

    def decide(self, evidence: Evidence) -> None:
        """A message that may decide a later statement."""
        self._deciding.append(evidence)

    def state(self, event: CallEvent, told_by: Evidence) -> None:
        """What an event says."""
        evidence = (told_by, *self._behind(event, told_by))
        self.statements.append(Statement(event, sentence(event), evidence))
        self.over = isinstance(event, CallEnded) and event.call_id == self.call_id

    def absorb(self, other: Story) -> None:
        """The other call became part of this one."""
        self.ids |= other.ids
        self.statements += other.statements
        self.statements.sort(key=lambda statement: statement.event.at)

    def _behind(self, event: CallEvent, told_by: Evidence) -> list[Evidence]:
        """The last of each kind that is about the same person."""
        party = getattr(event, "to", None) or getattr(event, "by", None) or getattr(event, "party", None)
        channel = getattr(party, "channel", None)
        last: dict[str, Evidence] = {}
        for evidence in self._deciding:
            if evidence is not told_by and (channel is None or evidence.ours or evidence.mentions(channel)):
                last[evidence.name] = evidence
        found = [last[name] for name in _ALSO.get(type(event), ()) if name in last]
        return sorted(found, key=lambda evidence: evidence.at, reverse=True)


class Stories:
    """Follows all calls until the one that was asked for is found; `found` is its story."""

    def __init__(self, call: str) -> None:
        self.found: Story | None = None
        self._call = call
        self._live: dict[str, Story] = {}
        self._by_linkedid: dict[str, Story] = {}
        self._merged: dict[str, Story] = {}

    def hear(self, at: float, said: bytes | Message, events: Iterable[Event]) -> None:
        """One message and what it meant."""
        calls = [event for event in events if isinstance(event, CallEvent)]
        evidence = evidence_of(at, said)
        linkedids = linkedids_of(said) if isinstance(said, bytes) else set[str]()
        if evidence.name in _DECIDING:
            for story in self._concerned(evidence, linkedids):
                story.decide(evidence)
        for event in calls:
            self._tell(event, evidence, linkedids)

    def story(self) -> Story | None:
        """The call that was asked for, over or not; None when it never occurred."""
        live = (story for story in self._live.values() if self._call in story.ids)
        return self.found or next(live, None)

    def _concerned(self, evidence: Evidence, linkedids: set[str]) -> list[Story]:
        if evidence.ours:
            return list(self._live.values())
        found = {id(story): story for one in linkedids if (story := self._by_linkedid.get(one)) is not None}
        return list(found.values())

    def _tell(self, event: CallEvent, evidence: Evidence, linkedids: set[str]) -> None:
        story = self._merged.get(event.call_id) or self._live.setdefault(event.call_id, Story(event.call_id))
        linkedid = event.call_id.removeprefix(f"{event.pbx}-")
        for one in (linkedid, getattr(event, "linkedid", None), *getattr(event, "linkedids", ())):
            self._name(story, one)
        if len(linkedids) == 1:
            self._name(story, *linkedids)
        if isinstance(event, CallMerged) and (other := self._live.pop(event.other_call_id, None)) is not None:
            story.absorb(other)
            self._by_linkedid.update(dict.fromkeys(other.ids, story))
            self._merged.update({one: story for one, into in self._merged.items() if into is other})
            self._merged[other.call_id] = story
        story.state(event, evidence)
        if story.over:
            self._close(story)

    def _name(self, story: Story, linkedid: str | None) -> None:
        if linkedid is not None and linkedid not in story.ids:
            story.ids.add(linkedid)
            self._by_linkedid[linkedid] = story

    def _close(self, story: Story) -> None:
        del self._live[story.call_id]
        for one in story.ids:
            self._by_linkedid.pop(one, None)
            self._merged.pop(one, None)
        if self.found is None and self._call in story.ids:
            self.found = story
