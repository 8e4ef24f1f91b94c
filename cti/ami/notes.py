"""What our own side told the trackers between the messages of the PBX, so that a replay can tell it again.

Passes through: notes as one line of JSON, `{"LinkLost":{"reason":"..."}}`, and back. Does not pass: what a
PBX said (that is in the stream itself) and when (the time stands beside it).
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from cti.agents.shift import Next, NextStateName
from cti.ami.messages import (
    HangupOrdered,
    HoldOrdered,
    HoldRefused,
    HoldSeen,
    LinkConnecting,
    LinkLost,
    Message,
    MuteOrdered,
    QueuesSeen,
    RecordingOrdered,
    SnapshotBegin,
    SnapshotEnd,
)
from cti.events import AgentStateName


class TimePassed(Message, frozen=True, kw_only=True, gc=False):
    """Ours: the trackers were told the time."""


class AgentSaid(Message, frozen=True, kw_only=True, gc=False):
    """Ours: an agent's word at the desk, or that of `by` for them; `until` in epoch seconds."""

    agent: str
    state: AgentStateName
    reason: str | None = None
    until: float | None = None
    by: str | None = None


class AgentPlans(Message, frozen=True, kw_only=True, gc=False):
    """Ours: what an agent is to be when no call keeps them, as `by` or they themselves said; None: ready."""

    agent: str
    state: NextStateName | None = None
    reason: str | None = None
    by: str | None = None

    def after(self) -> Next | None:
        """As the tracker takes it."""
        return Next(state=self.state, reason=self.reason, by=self.by) if self.state else None


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """As much of a user as tells whose phone it is."""

    name: str
    extension: str | None = None
    device: str | None = None


class AccountsRead(Message, frozen=True, kw_only=True, gc=False):
    """Ours: from now on these are all accounts."""

    accounts: tuple[Account, ...] = ()


class CountsSeeded(Message, frozen=True, kw_only=True, gc=False):
    """Ours, before the first message: today's figures of each queue, from the records, and when (epoch
    seconds) a server before this one last saw the PBX."""

    counts: Mapping[str, tuple[int, int, int]]
    seen_until: float | None = None


_KINDS: dict[str, type[Message]] = {
    kind.__name__: kind
    for kind in (
        AccountsRead, AgentPlans, AgentSaid, CountsSeeded, HangupOrdered, HoldOrdered, HoldRefused,
        HoldSeen, LinkConnecting, LinkLost, MuteOrdered, QueuesSeen, RecordingOrdered, SnapshotBegin,
        SnapshotEnd, TimePassed,
    )
}  # fmt: skip


def written(note: Message) -> bytes:
    """The note as one line of JSON, without the line's end."""
    return msgspec.json.encode({type(note).__name__: note})


def read(line: bytes) -> Message:
    """A note back from its line. Raises ValueError when it is none."""
    try:
        ((kind, body),) = msgspec.json.decode(line, type=dict[str, msgspec.Raw]).items()
        return msgspec.json.decode(body, type=_KINDS[kind])
    except (KeyError, msgspec.MsgspecError) as error:
        raise ValueError(f"no note of ours: {error}") from error
