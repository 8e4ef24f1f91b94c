"""Who is a member of which queue: penalty, pause with its reason, ring-in-use, reachability. Pure.

In: rows of QueueStatus and the member events, which each say only a part. Out: an event when a member's facts
change (the state of the phone from call to call is none of them), and when a member or a queue is gone.
"""

from __future__ import annotations

import msgspec

from cti.ami.messages import LinkLost, Message, QueueMember, QueueMemberRemoved, QueuesSeen, SnapshotEnd
from cti.events import QueueMemberGone, QueueMemberState
from cti.parties import Directory
from cti.times import moment

UNREACHABLE = (4, 5)
"""Device states invalid and unavailable (Asterisk devicestate.h)."""

MemberEvent = QueueMemberState | QueueMemberGone


class MemberTracker:
    """The members of the queues of one PBX."""

    def __init__(self, pbx: str, directory: Directory) -> None:
        self._pbx = pbx
        self._directory = directory
        self._members: dict[tuple[str, str], QueueMemberState] = {}
        self._doubtful: set[tuple[str, str]] = set()
        """Members whose ring-in-use may have changed unseen: rows do not say it."""

    def handle(self, at: float, message: Message) -> list[MemberEvent]:
        """What one message changes."""
        match message:
            case QueueMember():
                return self._member(at, message)
            case QueueMemberRemoved():
                return self._gone(at, message.queue, message.interface)
            case LinkLost():
                self._doubtful = {key for key, one in self._members.items() if one.ring_in_use is not None}
            case SnapshotEnd(complete=True) | QueuesSeen():
                lost = [key for key in self._members if key not in message.members]
                return [event for key in lost for event in self._gone(at, *key)]
        return []

    def _member(self, at: float, message: QueueMember) -> list[MemberEvent]:
        key = (message.queue, message.interface)
        before = self._members.get(key)
        known = before or self._new(at, message)
        if key in self._doubtful:
            self._doubtful.discard(key)
            if message.ring_in_use is None:
                known = msgspec.structs.replace(known, ring_in_use=None)
        changes = _changes(known, message)
        if known is before and not changes:
            return []
        after = self._members[key] = msgspec.structs.replace(known, at=moment(at), **changes)
        return [after]

    def _new(self, at: float, message: QueueMember) -> QueueMemberState:
        agent = self._directory.agent_of_device(message.interface)
        if agent is None and message.state_interface is not None:
            agent = self._directory.agent_of_device(message.state_interface)
        return QueueMemberState(
            at=moment(at), pbx=self._pbx, queue=message.queue, device=message.interface, agent=agent
        )

    def _gone(self, at: float, queue: str, device: str) -> list[MemberEvent]:
        if self._members.pop((queue, device), None) is None:
            return []
        return [QueueMemberGone(at=moment(at), pbx=self._pbx, queue=queue, device=device)]


def _changes(known: QueueMemberState, message: QueueMember) -> dict[str, object]:
    """What the message says that was not known; what it is silent about stays."""
    said: dict[str, object] = {
        "name": message.member_name,
        "paused": message.paused,
        "penalty": message.penalty,
        "ring_in_use": message.ring_in_use,
        "dynamic": message.dynamic,
        "reachable": None if message.status is None else message.status not in UNREACHABLE,
    }
    if message.paused and (message.paused_reason is not None or message.pause_changed):
        reason = message.paused_reason
    else:
        reason = known.reason if message.paused is not False else None
    changes = {
        name: value for name, value in said.items() if value is not None and value != getattr(known, name)
    }
    return changes if reason == known.reason else {**changes, "reason": reason}
