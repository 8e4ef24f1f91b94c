"""The words in which hard call flows are declared: members, manager actions, and how a call must be told."""

import msgspec

from cti.events import CallEndReason, EndedBy, JoinMode, LeaveReason, TransferKind, UnparkReason
from cti.testbed.acts import Caller, Desk


class Member(msgspec.Struct, frozen=True):
    """A member of a queue: the desk's own phone unless `interface` says otherwise."""

    extension: str
    interface: str
    state_interface: str | None = None


class Manager(msgspec.Struct, frozen=True, kw_only=True):
    """An action of the manager interface; `channels` names phones whose channels go into these fields."""

    at_s: float
    action: str
    channels: dict[str, str] = {}
    fields: dict[str, str] = {}


class Journey(msgspec.Struct, frozen=True, kw_only=True):
    """How one call must be told. `answered_by`: everybody who answered, in order. `visits`: queues and how
    the caller left them. `transfers`: kind, by whom, to which number."""

    caller: str
    answered_by: tuple[str, ...] = ()
    visits: tuple[tuple[str, LeaveReason], ...] = ()
    transfers: tuple[tuple[TransferKind, str, str], ...] = ()
    reason: CallEndReason = "completed"
    ended_by: EndedBy = "caller"
    held_by: tuple[str, ...] = ()
    joined: tuple[tuple[str, JoinMode], ...] = ()
    """Who else was there, and how; sorted."""
    parked: tuple[tuple[str, UnparkReason], ...] = ()
    """Who parked it, and how it left the parking place."""
    merged: int = 0
    """How many consultations became part of it."""


class Flow(msgspec.Struct, frozen=True, kw_only=True):
    """One hard call flow and the journeys that it is."""

    name: str
    about: str
    members: dict[str, tuple[Member, ...]] = {}
    desks: tuple[Desk, ...] = ()
    callers: tuple[Caller, ...] = ()
    steps: tuple[Manager, ...] = ()
    journeys: tuple[Journey, ...]
    others: tuple[str, ...] = ()
    """Who began further calls that stay calls of their own."""
    books_credit: str | None = None
    """The agent whom queue_log credits, where that is not who answered."""
