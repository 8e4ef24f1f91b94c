"""One frozen type per AMI event that the trackers use: our field names, real types, nothing else.

`parse.py` makes them from bytes, `snapshot.py` from list answers, the trackers read them. Unknown
values ("", "<unknown>", "unknown", "<none>") are None here already. Source of every class: the AMI
event of the same name, Asterisk 22 event reference, and the recordings under tests/recordings.
"""

from __future__ import annotations

from typing import Literal

import msgspec

HOLD_CONTEXT, HELD_EXTEN, HOLDING_EXTEN = "cti-hold", "customer", "agent"
"""Where the dialplan lets the two people of a held call wait (docs/asterisk.md)."""

RecordingChange = Literal["started", "paused", "resumed", "stopped"]


class Message(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Base. The time is not part of a message: it travels beside it."""


class ChannelMessage(Message, frozen=True, gc=False):
    """Facts every channel event repeats. `state` is Asterisk's number (0 down, 4 ring: the phone
    called us, 5 ringing, 6 up). Made by position, which is quicker than by name."""

    channel: str
    uniqueid: str
    linkedid: str | None = None
    state: int | None = None
    caller_number: str | None = None
    caller_name: str | None = None
    connected_number: str | None = None
    connected_name: str | None = None
    context: str | None = None
    exten: str | None = None


class NewChannel(ChannelMessage, frozen=True, kw_only=True, gc=False):
    """Newchannel; also made from rows of channel lists, then `application` says what it runs, `bridge` where
    it is, `queue_wait_s` how long it waited in the queue that it left last, `withheld` that nobody is to be
    shown the number."""

    application: str | None = None
    application_data: str | None = None
    bridge: str | None = None
    age_s: float | None = None
    dnid: str | None = None
    queue_wait_s: float | None = None
    withheld: bool = False


class NewState(ChannelMessage, frozen=True, kw_only=True, gc=False):
    """Newstate."""


class NewCallerId(ChannelMessage, frozen=True, kw_only=True, gc=False):
    """NewCallerid."""

    presentation_allowed: bool = True


class NewExten(ChannelMessage, frozen=True, kw_only=True, gc=False):
    """Newexten: the dialplan starts an application on the channel. `withheld`: it is said here that the
    caller's number may not be shown."""

    application: str | None = None
    application_data: str | None = None
    withheld: bool = False


class Hangup(ChannelMessage, frozen=True, kw_only=True, gc=False):
    """Hangup: the channel is gone. `cause` is a Q.850 number (weak evidence, see docs)."""

    cause: int | None = None
    tech_cause: str | None = None


class HangupRequest(ChannelMessage, frozen=True, kw_only=True, gc=False):
    """HangupRequest: this channel's phone hung up."""


class SoftHangupRequest(ChannelMessage, frozen=True, kw_only=True, gc=False):
    """SoftHangupRequest: the PBX (or an action) asked the channel to hang up."""


class Hold(ChannelMessage, frozen=True, kw_only=True, gc=False):
    """Hold: this channel's phone pressed hold."""


class Unhold(ChannelMessage, frozen=True, kw_only=True, gc=False):
    """Unhold."""


class DialBegin(Message, frozen=True, kw_only=True, gc=False):
    """DialBegin: `source` (None for an Originate) rings `dest`."""

    source: ChannelMessage | None
    dest: ChannelMessage
    dial_string: str | None = None


class DialEnd(Message, frozen=True, kw_only=True, gc=False):
    """DialEnd. `status`: ANSWER, NOANSWER, BUSY, CANCEL, CHANUNAVAIL, CONGESTION, ABORT ..."""

    source: ChannelMessage | None
    dest: ChannelMessage
    status: str
    forward: str | None = None


class OriginateResponse(Message, frozen=True, kw_only=True, gc=False):
    """OriginateResponse: answers an Originate that somebody (perhaps we) sent."""

    success: bool
    channel: str | None
    uniqueid: str | None
    exten: str | None
    caller_number: str | None
    reason: int | None


class BridgeEnter(ChannelMessage, frozen=True, kw_only=True, gc=False):
    """BridgeEnter. `room`: the name of the conference room that this bridge is; `replaces`: the Uniqueid of
    the channel in whose place this one enters."""

    bridge: str
    bridge_type: str | None = None
    room: str | None = None
    replaces: str | None = None


class BridgeLeave(ChannelMessage, frozen=True, kw_only=True, gc=False):
    """BridgeLeave."""

    bridge: str


class BridgeDestroy(Message, frozen=True, kw_only=True, gc=False):
    """BridgeDestroy."""

    bridge: str


class BridgeListed(Message, frozen=True, kw_only=True, gc=False):
    """BridgeListItem row of BridgeList: a bridge that exists, and of which kind (basic, parking ...)."""

    bridge: str
    bridge_type: str | None
    room: str | None = None


class BridgedChannel(ChannelMessage, frozen=True, kw_only=True, gc=False):
    """BridgeInfoChannel row of BridgeInfo: a channel in the bridge that the `BridgeTold` behind the rows
    names."""


class BridgeTold(Message, frozen=True, kw_only=True, gc=False):
    """BridgeInfoComplete: the rows before it are all who are in this bridge."""

    bridge: str


class BridgeMerge(Message, frozen=True, kw_only=True, gc=False):
    """BridgeMerge: everybody of `from_bridge` moves to `to_bridge`."""

    to_bridge: str
    from_bridge: str


class BlindTransfer(Message, frozen=True, kw_only=True, gc=False):
    """BlindTransfer."""

    success: bool
    transferer: ChannelMessage
    transferee: ChannelMessage | None
    exten: str | None
    context: str | None
    external: bool = False


class AttendedTransfer(Message, frozen=True, kw_only=True, gc=False):
    """AttendedTransfer. `transferee` and `target` can be missing, `target` can be a Local half."""

    success: bool
    transferer: ChannelMessage
    second_transferer: ChannelMessage
    transferee: ChannelMessage | None
    target: ChannelMessage | None
    orig_bridge: str | None
    second_bridge: str | None
    dest_type: str | None
    dest_bridge: str | None
    dest_app: str | None = None


class ParkedCall(Message, frozen=True, kw_only=True, gc=False):
    """ParkedCall and its ends, told apart by `kind`; UnParkedCall names the retriever."""

    kind: str
    parkee: ChannelMessage
    parker_dial_string: str | None = None
    retriever: ChannelMessage | None = None
    space: str | None = None


class Pickup(Message, frozen=True, kw_only=True, gc=False):
    """Pickup: `picker` answered the call that rang at `target`."""

    picker: ChannelMessage
    target: ChannelMessage


class SpyStart(Message, frozen=True, kw_only=True, gc=False):
    """ChanSpyStart."""

    spyer: ChannelMessage
    spied: ChannelMessage | None


class SpyStop(Message, frozen=True, kw_only=True, gc=False):
    """ChanSpyStop."""

    spyer: ChannelMessage
    spied: ChannelMessage | None


class ConferenceJoin(ChannelMessage, frozen=True, kw_only=True, gc=False):
    """ConfbridgeJoin or MeetmeJoin."""

    conference: str
    bridge: str | None = None


class QueueStatusVariable(Message, frozen=True, kw_only=True, gc=False):
    """VarSet of QUEUESTATUS: why Queue() let the caller go on (TIMEOUT, FULL, JOINEMPTY, LEAVEEMPTY,
    JOINUNAVAIL, LEAVEUNAVAIL, CONTINUE, WITHDRAW)."""

    channel: str
    uniqueid: str
    value: str | None


class QueueCallerJoin(ChannelMessage, frozen=True, kw_only=True, gc=False):
    """QueueCallerJoin; from QueueEntry rows with `waited_s`."""

    queue: str
    position: int | None = None
    count: int | None = None
    waited_s: float = 0.0


class QueueCallerLeave(ChannelMessage, frozen=True, kw_only=True, gc=False):
    """QueueCallerLeave: every exit, answered or not."""

    queue: str
    position: int | None = None
    count: int | None = None


class QueueCallerAbandon(ChannelMessage, frozen=True, kw_only=True, gc=False):
    """QueueCallerAbandon: gave up, timed out, or codecs did not fit."""

    queue: str
    hold_time_s: int | None = None


class AgentCalled(Message, frozen=True, kw_only=True, gc=False):
    """AgentCalled: the queue rings `member`."""

    queue: str
    interface: str
    member_name: str | None
    caller: ChannelMessage | None
    member: ChannelMessage | None


class AgentRingNoAnswer(Message, frozen=True, kw_only=True, gc=False):
    """AgentRingNoAnswer; `ring_s` in seconds (AMI gives ms)."""

    queue: str
    interface: str
    member_name: str | None
    caller: ChannelMessage | None
    member: ChannelMessage | None
    ring_s: float


class AgentConnect(Message, frozen=True, kw_only=True, gc=False):
    """AgentConnect: whole seconds by Asterisk's clock."""

    queue: str
    interface: str
    member_name: str | None
    caller: ChannelMessage | None
    member: ChannelMessage | None
    hold_time_s: int | None
    ring_time_s: int | None


class AgentComplete(Message, frozen=True, kw_only=True, gc=False):
    """AgentComplete; either side's fields may be missing."""

    queue: str
    interface: str
    member_name: str | None
    caller: ChannelMessage | None
    member: ChannelMessage | None
    hold_time_s: int | None
    talk_time_s: int | None
    reason: str | None


class QueueMember(Message, frozen=True, kw_only=True, gc=False):
    """QueueMemberStatus, QueueMemberAdded, QueueMemberPause, QueueMemberPenalty, QueueMemberRinginuse and
    rows of QueueStatus. `status` is Asterisk's device state number (1 idle, 2 in use, 5 unavailable,
    6 ringing ...); None where the event does not say."""

    queue: str
    interface: str
    member_name: str | None = None
    state_interface: str | None = None
    status: int | None = None
    paused: bool | None = None
    paused_reason: str | None = None
    penalty: int | None = None
    in_call: bool | None = None
    last_call: int | None = None
    last_pause: int | None = None
    wrap_up_s: int | None = None
    ring_in_use: bool | None = None
    dynamic: bool | None = None
    added: bool = False
    pause_changed: bool = False


class QueueMemberRemoved(Message, frozen=True, kw_only=True, gc=False):
    """QueueMemberRemoved."""

    queue: str
    interface: str
    member_name: str | None = None


class QueueParams(Message, frozen=True, kw_only=True, gc=False):
    """QueueParams row of QueueStatus."""

    queue: str
    max_callers: int = 0
    strategy: str | None = None
    calls: int = 0
    completed: int = 0
    abandoned: int = 0
    service_level_s: int = 0


class FullyBooted(Message, frozen=True, kw_only=True, gc=False):
    """FullyBooted: sent after each log-in and at the end of a start. Uptime in seconds."""

    uptime_s: int | None = None


class SnapshotBegin(Message, frozen=True, kw_only=True, gc=False):
    """Ours, not AMI: after a connect the rows of a snapshot follow. `restarted` when the PBX started
    anew since we last saw it; `gap_s` how long we saw nothing."""

    restarted: bool = False
    gap_s: float | None = None


class SnapshotEnd(Message, frozen=True, kw_only=True, gc=False):
    """Ours: the snapshot is complete. What is in the trackers but not named here is gone.
    `complete` is False when a list failed: then nothing is concluded from absence."""

    uniqueids: frozenset[str] = frozenset()
    members: frozenset[tuple[str, str]] = frozenset()
    queues: frozenset[str] = frozenset()
    complete: bool = True


class QueuesSeen(Message, frozen=True, kw_only=True, gc=False):
    """Ours: QueueStatus was asked again and answered whole. Other queues and members are there no more."""

    members: frozenset[tuple[str, str]] = frozenset()
    queues: frozenset[str] = frozenset()


class Reload(Message, frozen=True, kw_only=True, gc=False):
    """Reload: a module read its configuration anew."""

    module: str | None = None


class RecordingFile(Message, frozen=True, kw_only=True, gc=False):
    """VarSet of MIXMONITOR_FILENAME: where the recording of this channel that begins now is written."""

    channel: str
    uniqueid: str
    file: str | None


class MixMonitor(ChannelMessage, frozen=True, kw_only=True, gc=False):
    """MixMonitorStart, MixMonitorStop, MixMonitorMute, told apart by `change`."""

    change: RecordingChange


class HangupOrdered(Message, frozen=True, kw_only=True, gc=False):
    """Ours: somebody hangs up through us. The PBX will not say who asked for it (no HangupRequest)."""

    channel: str


class HoldOrdered(Message, frozen=True, kw_only=True, gc=False):
    """Ours: the desk of `channel` puts the call on hold: it and `other` leave their bridge and wait, each
    at its extension of HOLD_CONTEXT."""

    channel: str
    other: str


class HoldRefused(Message, frozen=True, kw_only=True, gc=False):
    """Ours: the PBX did not take the hold that was ordered for `channel`."""

    channel: str


class HoldSeen(Message, frozen=True, kw_only=True, gc=False):
    """Ours: the PBX was asked after a snapshot whether the phone of `channel` holds its call."""

    channel: str
    held: bool


class MuteOrdered(Message, frozen=True, kw_only=True, gc=False):
    """Ours: the PBX was told not to let the others hear `channel`, or to let them again; it tells nobody."""

    channel: str
    muted: bool


class RecordingOrdered(Message, frozen=True, kw_only=True, gc=False):
    """Ours: `agent` asks for the next change of the recording of `channel`."""

    channel: str
    agent: str


class LinkLost(Message, frozen=True, kw_only=True, gc=False):
    """Ours: the link broke; nothing is seen until the next SnapshotBegin. `heard_at` (epoch seconds): since
    when nothing was heard, of a link that went silent."""

    reason: str
    heard_at: float | None = None


class LinkConnecting(Message, frozen=True, kw_only=True, gc=False):
    """Ours: trying to connect (again)."""

    attempt: int = 1
