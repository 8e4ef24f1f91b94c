"""A message of the PBX, cut down to the headers that decide something: what a statement rests on. Pure.

Passes through: one message as it came, or a note of ours. Does not pass: headers that nobody reads.
"""

from __future__ import annotations

import msgspec

from cti.ami.fields import Fields
from cti.ami.messages import Message

_DECISIVE: dict[str, str] = {
    "Newchannel": "Channel ChannelStateDesc CallerIDNum Exten Uniqueid Linkedid",
    "Newstate": "Channel ChannelStateDesc Uniqueid",
    "Newexten": "Channel Application AppData",
    "Status": "Channel ChannelStateDesc Application Seconds BridgeID Uniqueid Linkedid",
    "CoreShowChannel": "Channel ChannelStateDesc Application Duration BridgeId Uniqueid Linkedid",
    "DialBegin": "Channel DestChannel DialString DestUniqueid",
    "DialEnd": "DestChannel DialStatus DestUniqueid",
    "QueueCallerJoin": "Queue Position CallerIDNum Uniqueid",
    "QueueEntry": "Queue Position Wait Uniqueid",
    "QueueCallerLeave": "Queue Position Uniqueid",
    "QueueCallerAbandon": "Queue Position HoldTime Uniqueid",
    "AgentCalled": "Queue Interface DestChannel",
    "AgentConnect": "Queue Interface HoldTime RingTime Uniqueid",
    "AgentRingNoAnswer": "Queue Interface RingTime",
    "AgentComplete": "Queue Interface HoldTime TalkTime Reason",
    "BridgeEnter": "Channel BridgeUniqueid BridgeNumChannels",
    "BridgeLeave": "Channel BridgeUniqueid BridgeNumChannels",
    "BridgeMerge": "FromBridgeUniqueid ToBridgeUniqueid",
    "BlindTransfer": "Result TransfererChannel TransfereeChannel Context Extension",
    "AttendedTransfer": "Result OrigTransfererChannel OrigTransfererLinkedid SecondTransfererChannel "
    "SecondTransfererLinkedid DestType",
    "ChanSpyStart": "SpyerChannel SpyeeChannel",
    "ChanSpyStop": "SpyerChannel SpyeeChannel",
    "Pickup": "Channel TargetChannel TargetUniqueid",
    "ParkedCall": "ParkeeChannel ParkingSpace ParkerDialString ParkingTimeout",
    "ParkedCallTimeOut": "ParkeeChannel ParkingSpace ParkerDialString",
    "ParkedCallGiveUp": "ParkeeChannel ParkingSpace",
    "UnParkedCall": "ParkeeChannel RetrieverChannel ParkingSpace",
    "LocalBridge": "LocalOneChannel LocalTwoChannel LocalOptimization",
    "LocalOptimizationBegin": "LocalOneChannel LocalTwoChannel SourceChannel Id",
    "ConfbridgeJoin": "Channel Conference BridgeUniqueid",
    "ConfbridgeLeave": "Channel Conference BridgeUniqueid",
    "BridgeDestroy": "BridgeUniqueid BridgeType",
    "QueueMemberPause": "Queue Interface Paused PausedReason",
    "HangupRequest": "Channel Cause",
    "SoftHangupRequest": "Channel Cause",
    "Hangup": "Channel Cause Cause-txt Uniqueid",
    "VarSet": "Channel Variable Value",
}
_LINKEDIDS = (
    "Linkedid",
    "DestLinkedid",
    "OrigTransfererLinkedid",
    "SecondTransfererLinkedid",
    "TransfererLinkedid",
    "TransfereeLinkedid",
)
_USUAL = "Channel DestChannel Uniqueid Linkedid"


class Evidence(msgspec.Struct, frozen=True):
    """One message: when it came (epoch seconds), its name, its decisive headers. `ours`: the server said it
    to itself."""

    at: float
    name: str
    headers: tuple[tuple[str, str], ...]
    ours: bool = False

    def mentions(self, channel: str) -> bool:
        """It is about this channel."""
        return any(value == channel for _, value in self.headers)


def evidence_of(at: float, said: bytes | Message) -> Evidence:
    """The evidence in a message of the PBX, or in a note of ours."""
    if isinstance(said, Message):
        return Evidence(at, type(said).__name__, _of_note(said), ours=True)
    fields = Fields(said.strip(b"\r\n"))
    name = fields.get("Event") or "?"
    found = ((header, fields.get(header)) for header in _DECISIVE.get(name, _USUAL).split())
    return Evidence(at, name, tuple((header, value) for header, value in found if value))


def linkedids_of(said: bytes) -> set[str]:
    """Every Linkedid in the message."""
    fields = Fields(said.strip(b"\r\n"))
    return {value for name in _LINKEDIDS if (value := fields.get(name))}


def _of_note(note: Message) -> tuple[tuple[str, str], ...]:
    values = msgspec.structs.asdict(note).items()
    return tuple(
        (name, f"{len(value)} named" if isinstance(value, frozenset | tuple) else str(value))
        for name, value in values
        if value is not None
    )
