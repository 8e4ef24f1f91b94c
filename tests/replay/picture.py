"""What Asterisk's lists would say at any moment of a recording: the rows of Status and QueueStatus."""

from __future__ import annotations

import msgspec

from cti.ami.messages import (
    BridgeDestroy,
    BridgeEnter,
    BridgeLeave,
    ChannelMessage,
    Hangup,
    Hold,
    HoldSeen,
    Message,
    NewChannel,
    NewExten,
    QueueCallerJoin,
    QueueCallerLeave,
    SnapshotBegin,
    SnapshotEnd,
    Unhold,
)
from cti.parties import is_service

replace = msgspec.structs.replace


class Picture:
    """Channels, bridges and waiting callers, kept from the messages."""

    def __init__(self) -> None:
        self._born: dict[str, float] = {}
        self._rows: dict[str, NewChannel] = {}
        self._waiting: dict[str, tuple[float, QueueCallerJoin]] = {}
        self._holds: dict[str, bool] = {}

    def see(self, at: float, message: Message) -> None:
        """One message of the recording."""
        if isinstance(message, BridgeDestroy):
            for row in list(self._rows.values()):
                if row.bridge == message.bridge:
                    self._change(row.uniqueid, bridge=None)
        if not isinstance(message, ChannelMessage) or is_service(message.channel):
            return
        if isinstance(message, NewChannel) and message.age_s is None:
            self._born[message.uniqueid] = at
            self._rows[message.uniqueid] = message
        if message.uniqueid in self._rows:
            self._follow(at, message)

    def snapshot(self, at: float) -> list[Message]:
        """The rows of now between their beginning and end."""
        rows = [replace(row, age_s=at - self._born[key]) for key, row in self._rows.items()]
        waiting = [replace(join, waited_s=at - since) for since, join in self._waiting.values()]
        end = SnapshotEnd(uniqueids=frozenset(self._rows), queues=frozenset(join.queue for join in waiting))
        return [SnapshotBegin(), *rows, *waiting, end]

    def holds(self) -> list[HoldSeen]:
        """What the PBX says of each phone that talks, asked behind the rows."""
        talking = [row for row in self._rows.values() if row.bridge is not None and row.state == 6]
        return [HoldSeen(channel=r.channel, held=self._holds.get(r.uniqueid, False)) for r in talking]

    def _follow(self, at: float, message: ChannelMessage) -> None:
        key = message.uniqueid
        self._change(key, linkedid=message.linkedid or self._rows[key].linkedid)
        if message.state is not None:
            self._change(key, state=message.state)
        match message:
            case BridgeEnter():
                self._change(key, bridge=message.bridge)
            case BridgeLeave():
                self._change(key, bridge=None)
                self._holds[key] = False  # of Atxfer: the PBX itself sends Hold, and the agent elsewhere
            case Hold() | Unhold():
                self._holds[key] = isinstance(message, Hold)
            case NewExten():
                self._change(key, application=message.application, application_data=message.application_data)
            case QueueCallerJoin():
                self._waiting[key] = (at, replace(message, count=None))
            case QueueCallerLeave():
                self._waiting.pop(key, None)
            case Hangup():
                self._waiting.pop(key, None)
                del self._rows[key]

    def _change(self, key: str, **changes: object) -> None:
        self._rows[key] = replace(self._rows[key], **changes)
