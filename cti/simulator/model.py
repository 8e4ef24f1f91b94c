"""The state of the simulated PBX: channels, bridges, queues with members and waiting callers.

Plain mutable records. They are changed by `exchange.py` and the modules that play calls, each change
together with its event; `messages.py` shows them to clients.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from cti.simulator.inbox import Call
from cti.simulator.settings import QueueSettings
from cti.simulator.sound import Tape
from cti.simulator.timeline import Alarm

DOWN, RING, RINGING, UP = 0, 4, 5, 6


class CallerId(msgspec.Struct, frozen=True):
    """Number and name of a party; None is what Asterisk shows as `<unknown>`."""

    number: str | None = None
    name: str | None = None


NOBODY = CallerId()


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What the person at a phone is going to do; seconds, None means never.

    Called: picks up after ringing `answers_after_s`, or rejects (486) after `rejects_after_s`.
    Calling: gives up `patience_s` after dialling if nobody answered, hangs up `leaves_after_s` after
    dialling in any case. Both: hangs up when having talked `talks_s`; holds the line from `hold_after_s`
    of talk for `hold_s`.
    """

    answers_after_s: float | None = None
    rejects_after_s: float | None = None
    patience_s: float | None = None
    leaves_after_s: float | None = None
    talks_s: float | None = None
    hold_after_s: float | None = None
    hold_s: float = 10.0


class Ending(msgspec.Struct, frozen=True):
    """Why a channel ends. `by_phone`: its own phone hung up, else the PBX was told to."""

    by_phone: bool
    cause: int = 16
    tech_cause: int | None = None


@dataclass(slots=True, eq=False)
class Bridge:
    """Where channels hear each other."""

    uniqueid: str
    channels: list[Channel] = field(default_factory=list)
    kind: str = "basic"
    technology: str = "simple_bridge"


@dataclass(slots=True, eq=False)
class Channel:
    """One phone's connection to the PBX. `application` is what the dialplan runs on it."""

    name: str
    uniqueid: str
    linkedid: str
    device: str
    state: int
    caller: CallerId
    context: str
    exten: str
    created_at: float
    plan: Plan
    call: Call
    connected: CallerId = NOBODY
    dnid: str = ""
    priority: int = 1
    application: str = ""
    application_data: str = ""
    bridge: Bridge | None = None
    on_hold: bool = False
    phone_holds: bool = False
    """Its own phone pressed hold, not the PBX for it."""
    hears_music: bool = False
    ending: Ending | None = None
    tape: Tape | None = None
    """What MixMonitor writes."""
    keys: str = ""
    """Keys pressed in the phone's name, until they are a feature code."""
    alarms: list[Alarm] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Member:
    """A member of one queue; times are whole seconds since 1970, 0 for never."""

    queue: str
    interface: str
    name: str
    login_time: int
    dynamic: bool = True
    penalty: int = 0
    calls_taken: int = 0
    last_call: int = 0
    last_pause: int = 0
    in_call: bool = False
    paused: bool = False
    paused_reason: str = ""


@dataclass(slots=True, eq=False)
class Waiting:
    """A caller in a queue."""

    channel: Channel
    joined_at: float
    position_at_join: int


@dataclass(slots=True, eq=False)
class Queue:
    """A queue with its members in order of joining and its callers in order of waiting."""

    settings: QueueSettings
    members: dict[str, Member] = field(default_factory=dict)
    callers: list[Waiting] = field(default_factory=list)
    last_rung: str | None = None
    completed: int = 0
    completed_in_level: int = 0
    abandoned: int = 0
    hold_time: int = 0
    talk_time: int = 0
    available: bool = False

    @property
    def name(self) -> str:
        """As in queues.conf."""
        return self.settings.name
