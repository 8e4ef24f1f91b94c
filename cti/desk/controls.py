"""What an agent can do with a call now, and why not what cannot be done: computed here, shown by the desks.

Pure: a situation, the agent and the agent's means in; `Controls` out. The reasons are fixed texts (they are
translated where they are shown). What is done when a control is used is in `control.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from cti.desk.situation import Situation

Phase = Literal["ringing", "calling", "talking", "held", "consulting", "asked", "conference", "parked"]
By = Literal["server", "browser", "phone"]
Seat = Literal["talking", "held", "ringing"]

PICK_UP = "Pick up the phone first"
PICK_UP_ONLY = "Pick up the phone: this one cannot be answered from here"
NOT_ANSWERED = "The other side has not answered yet"
ON_HOLD = "The call is on hold: take it back first"
NOT_ON_HOLD = "The call is not on hold"
WHILE_ASKING = "Complete the transfer or go back to the customer first"
ASK_FIRST = "Ask a colleague first: T, then Enter"
ASKED_RINGS = "The colleague has not answered yet"
BEING_ASKED = "You are being asked about this call: only the colleague can do that"
THREE_TALK = "Three are talking: leave the call, or let one of them leave"
NOT_RECORDED = "The call is not being recorded"
PARKED = "The call waits in a parking place: fetch it first"
NOT_PARKED = "The call is not parked"
ANSWERED = "The call is answered already"
NOBODY = "Nobody is on the line, only the telephone system"
NO_LINK = "There is no link to the telephone system"
AT_THE_PHONE = "Press hold at the phone"
HELD_AT_PHONE = "Held at the phone: take the call back there"
TEXTS: dict[str, str] = {
    text: text
    for text in (
        PICK_UP, PICK_UP_ONLY, NOT_ANSWERED, ON_HOLD, NOT_ON_HOLD, WHILE_ASKING, ASK_FIRST, ASKED_RINGS,
        BEING_ASKED, THREE_TALK, NOT_RECORDED, PARKED, NOT_PARKED, ANSWERED, NOBODY, NO_LINK, AT_THE_PHONE,
        HELD_AT_PHONE,
    )
}  # fmt: skip

ACTIONS = (
    "answer", "hangup", "hold", "resume", "mute", "transfer", "consult", "complete", "return", "swap",
    "conference", "park", "retrieve", "keys", "record", "pause_recording",
)  # fmt: skip


class Means(msgspec.Struct, frozen=True, kw_only=True):
    """What the agent's phone and PBX can: who answers and who holds, and whether there is a link."""

    answers: By = "phone"
    holds: By = "server"
    linked: bool = True


class Action(msgspec.Struct, frozen=True, omit_defaults=True):
    """`can` be used now, else `why` not; `by`: the server does it, or the browser that is the phone."""

    can: bool
    why: str | None = None
    by: By = "server"


class OnTheLine(msgspec.Struct, frozen=True, kw_only=True):
    """Another person of the call; `colleague`: one of ours, or whom the agent asks."""

    number: str | None
    name: str | None
    agent: str | None
    colleague: bool
    seat: Seat


class Recording(msgspec.Struct, frozen=True):
    """That the call is recorded; `by` whose desk asked for it, None: the PBX of itself."""

    paused: bool
    by: str | None


class Controls(msgspec.Struct, frozen=True, kw_only=True):
    """One call of one agent, for the desk; `asking`: the queue in which somebody is asked for; `place`: where
    the call is parked."""

    call_id: str
    phase: Phase
    parties: tuple[OnTheLine, ...]
    asking: str | None
    muted: bool
    recording: Recording | None
    place: str | None
    actions: dict[str, Action]


def controls(s: Situation, agent: str, means: Means) -> Controls | None:
    """What `agent` sees; None for who has no part in the call now."""
    channel = s.channel_of(agent)
    phase = _phase(s, agent, channel)
    if phase is None:
        return None
    why = {name: _why(name, phase, s, channel or "", means) for name in ACTIONS}
    by: Mapping[str, By] = {"answer": means.answers, "hold": means.holds, "resume": means.holds}
    return Controls(
        call_id=s.call_id,
        phase=phase,
        parties=tuple(_seats(s, channel)) if channel else (),
        asking=s.asking.get(channel or ""),
        muted=channel in s.muted,
        recording=_recording(s),
        place=s.place if phase == "parked" else None,
        actions={name: Action(not why[name], why[name], by.get(name, "server")) for name in ACTIONS},
    )


def _phase(s: Situation, agent: str, channel: str | None) -> Phase | None:
    if channel is None:
        return "parked" if s.parked_by == agent and s.place is not None else None
    line = s.people[channel].line
    if line == "ringing":
        return "ringing"
    if channel in s.asked or channel in s.asking:
        return "consulting"
    if s.asker(channel) is not None:
        return "asked"
    if channel in s.holders:
        return "held"
    if line == "waiting" or not s.others(channel):
        return "talking" if s.machine else "calling"
    return "conference" if s.three else "talking"


def _seats(s: Situation, channel: str) -> list[OnTheLine]:
    asked, asker = s.asked.get(channel), s.asker(channel)
    seats: list[OnTheLine] = []
    for other, person in s.people.items():
        if other == channel:
            continue
        seat: Seat = "talking" if person.line == "up" else "ringing"
        if person.line == "up" and _waits(s, channel, other, asked, asker):
            seat = "held"
        party = person.party
        seats.append(
            OnTheLine(
                number=party.number, name=party.name, agent=party.agent,
                colleague=party.agent is not None or other == asked, seat=seat,
            )
        )  # fmt: skip
    return seats


def _waits(s: Situation, channel: str, other: str, asked: str | None, asker: str | None) -> bool:
    """Whether `other` is on hold while the agent of `channel` does what they do."""
    if channel in s.holders:
        return other != asked
    if asked is not None:  # back with the customer for a moment: whom the agent asks waits
        return other == asked
    return asker is not None and other != asker


def _recording(s: Situation) -> Recording | None:
    sounds = list(s.sounds.values())
    if not sounds:
        return None
    return Recording(all(sound.paused for sound in sounds), sounds[0].by)


_ALWAYS = {
    "ringing": PICK_UP, "calling": NOT_ANSWERED, "held": ON_HOLD, "consulting": WHILE_ASKING,
    "asked": BEING_ASKED, "conference": THREE_TALK, "parked": PARKED,
}  # fmt: skip
"""Why most things cannot be done in a phase."""

_ALLOWED: dict[Phase, frozenset[str]] = {
    "ringing": frozenset({"hangup"}),
    "calling": frozenset({"hangup"}),
    "talking": frozenset({"hangup", "hold", "mute", "transfer", "consult", "park", "keys", "record"}),
    "held": frozenset({"hangup", "resume", "record"}),
    "consulting": frozenset({"complete", "return", "swap", "conference", "mute", "record", "keys"}),
    "asked": frozenset({"hangup", "mute"}),
    "conference": frozenset({"hangup", "mute", "record"}),
    "parked": frozenset({"retrieve"}),
}


_WITH_A_MACHINE = frozenset({"hangup", "keys", "mute", "record"})
"""What can be done in a talk with nobody."""


def _why(name: str, phase: Phase, s: Situation, channel: str, means: Means) -> str | None:
    """The reason against it; None when it can be done."""
    if not means.linked:
        return NO_LINK
    if name == "answer":
        return _why_not_answered(phase, means)
    if name == "pause_recording":
        return None if s.sounds and phase not in ("parked", "asked") else NOT_RECORDED
    if name in ("hold", "resume") and means.holds == "phone":
        return AT_THE_PHONE
    if name == "resume" and phase == "held" and means.holds == "server" and channel not in s.apart:
        return HELD_AT_PHONE
    if phase == "talking" and name in _ALLOWED[phase] - _WITH_A_MACHINE and not s.others(channel):
        return NOBODY
    if name == "resume" and phase == "talking":
        return NOT_ON_HOLD
    if name == "retrieve" and phase != "parked":
        return NOT_PARKED
    if name in ("complete", "return", "swap", "conference") and phase in ("talking", "held"):
        return ASK_FIRST
    if name in ("conference", "swap", "keys") and phase == "consulting":
        asked = s.people.get(s.asked.get(channel, ""))
        return None if asked is not None and asked.line == "up" else ASKED_RINGS
    return None if name in _ALLOWED[phase] else _ALWAYS[phase]


def _why_not_answered(phase: Phase, means: Means) -> str | None:
    if phase != "ringing":
        return ANSWERED
    return PICK_UP_ONLY if means.answers == "phone" else None
