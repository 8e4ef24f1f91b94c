"""The call tracker: AMI messages in, call events out; one customer journey is one call.

`RULES` is the whole of it: which function looks at which message. Every function gets the tracking state
and the message, changes the state and emits events; none waits, none knows a clock (the time comes with
the message), none raises on what a PBX sends. Not here: queues' figures and agents' states, which are
made from these events (cti/queues, cti/agents).
"""

from __future__ import annotations

from collections.abc import Callable

from cti.ami import messages as ami
from cti.calls import (
    applications,
    company,
    conversing,
    endings,
    handing,
    holding,
    merging,
    offers,
    parking,
    queueing,
    reconciling,
    sound,
    transfers,
)
from cti.calls.gap import Gap
from cti.calls.model import Channel
from cti.calls.tracking import Tracking
from cti.events import AnyCallEvent
from cti.parties import Directory, is_service, number_or_none

_PREPARATIONS = frozenset(
    {
        "Set",
        "MSet",
        "NoOp",
        "Verbose",
        "Log",
        "Goto",
        "GotoIf",
        "GotoIfTime",
        "ExecIf",
        "Gosub",
        "GosubIf",
        "Return",
    }
)
"""Steps of a dialplan that go before those by which a caller notices something."""


class CallTracker:
    """Follows the calls of one PBX."""

    def __init__(self, pbx: str, directory: Directory) -> None:
        self._tracking = Tracking(pbx, directory)

    def handle(self, at: float, message: ami.Message) -> list[AnyCallEvent]:
        """Takes one message that arrived at `at` (epoch seconds); returns what it means, in order."""
        rule = RULES.get(type(message))
        if rule is None:
            return []
        t = self._tracking
        t.at = at
        t.out = []
        rule(t, message)
        return t.out

    def seen_until(self, at: float) -> None:
        """Before the first message: the PBX was last seen at `at` (epoch seconds)."""
        self._tracking.gap = Gap(at)

    def call_of(self, uniqueid: str) -> str | None:
        """The call of a live channel; None while `call_started` was not said of it."""
        channel = self._tracking.registry.channels.get(uniqueid)
        return channel.call.call_id if channel is not None and channel.call.announced else None

    @property
    def blind_since(self) -> float | None:
        """Since when nothing is seen; None while all is, and when nobody knows."""
        gap = self._tracking.gap
        return gap.since if gap is not None else None

    @property
    def last_gap(self) -> Gap | None:
        """The gap that the last snapshot ended; None when there was none."""
        return self._tracking.last_gap

    @property
    def live_calls(self) -> int:
        """How many calls live now."""
        return len(self._tracking.registry.calls)

    @property
    def live_channels(self) -> int:
        """How many channels live now."""
        return len(self._tracking.registry.channels)


def channel_born(t: Tracking, message: ami.NewChannel) -> None:
    """A channel appears. Who calls from outside is told when the dialplan has said whether the number may be
    shown; what one of ours begins, when it rings somebody, joins a queue, or reaches somebody."""
    if message.age_s is not None or (t.in_snapshot and message.application is not None):
        reconciling.row(t, message)
        return
    if is_service(message.channel) or t.get(message) is not None:
        return
    channel = t.add(message, seen_birth=True)
    if channel.call.partial or not t.calls_in(channel):
        _announce_caller(t, channel)


def _announce_caller(t: Tracking, channel: Channel) -> None:
    call = channel.call
    if call.announced or call.origin is not channel or channel.originated or channel.local:
        return
    if call.partial and t.unlisted:
        return  # the lists say more, and whether the number may be shown
    if t.is_outside(channel):
        t.announce(call, "inbound", None if call.partial else channel.exten)
    elif not call.partial and channel.exten and t.directory.is_internal_number(channel.exten):
        t.announce(call, "internal", channel.exten)


def state_changed(t: Tracking, message: ami.NewState) -> None:
    """Up: the phone was picked up (or Answer() ran on the caller's channel)."""
    channel = t.meet(message)
    if channel is None:
        return
    _announce_caller(t, channel)
    if message.state == 6 and not channel.up:
        channel.up = True
        if channel.leg is not None and channel.leg.offered_at is None:
            offers.answered(t, channel)
        applications.look(t, channel)


def caller_id_changed(t: Tracking, message: ami.NewCallerId) -> None:
    """A better number or name for who is at a channel that is still new."""
    channel = t.get(message)
    if channel is None:
        return
    hidden = message.caller_number is not None and number_or_none(message.caller_number) is None
    if hidden or not message.presentation_allowed:
        t.withhold(channel)
    elif not channel.up:
        channel.number = message.caller_number or channel.number
        if not channel.originated:
            channel.caller_name = message.caller_name or channel.caller_name


def dialplan_moved(t: Tracking, message: ami.NewExten) -> None:
    """The dialplan goes on: remembers the queue it will enter, settles a leave by key."""
    channel = t.meet(message)
    if channel is None:
        return
    if message.withheld:
        t.withhold(channel)
    if message.application not in _PREPARATIONS and not channel.call.announced and t.calls_in(channel):
        _announce_caller(t, channel)
    if message.application == "Queue":
        channel.queue_application = (message.application_data or "").partition(",")[0] or None
    elif message.application == "ChanSpy":
        channel.spy_options = (message.application_data or "").partition(",")[2]
    if channel.originated and channel is channel.call.origin and channel.exten in (None, "s"):
        channel.exten = message.exten
    channel.application = message.application
    applications.look(t, channel)
    queueing.going_on(t, channel, "key")
    if channel.parting is not None:
        company.settle(t, channel)
    if channel.handing is not None:
        handing.settle(t, channel)


def member_connected(t: Tracking, message: ami.AgentConnect) -> None:
    """A queue gave its caller to somebody."""
    queueing.connected(t, message)
    merging.connected(t, message)


def conference_joined(t: Tracking, message: ami.ConferenceJoin) -> None:
    """A conference room; the bridge events tell who talks. A call of ours into it is internal."""
    channel = t.meet(message)
    if channel is None:
        return
    if not channel.call.announced and not channel.call.partial:
        t.announce(channel.call, "internal", channel.exten)
    channel.call.in_room = True


RULES: dict[type[ami.Message], Callable[..., None]] = {
    ami.NewChannel: channel_born,
    ami.NewState: state_changed,
    ami.NewCallerId: caller_id_changed,
    ami.NewExten: dialplan_moved,
    ami.DialBegin: offers.dial_begins,
    ami.DialEnd: offers.dial_ends,
    ami.QueueCallerJoin: queueing.joined,
    ami.QueueCallerAbandon: queueing.abandoned,
    ami.QueueCallerLeave: queueing.left,
    ami.AgentConnect: member_connected,
    ami.QueueStatusVariable: queueing.status_set,
    ami.BridgeEnter: conversing.entered,
    ami.BridgeLeave: conversing.left,
    ami.BridgeDestroy: conversing.destroyed,
    ami.BridgeMerge: company.merging,
    ami.BridgeListed: reconciling.bridge,
    ami.BridgedChannel: reconciling.bridged,
    ami.BridgeTold: reconciling.bridge_told,
    ami.HoldOrdered: holding.ordered,
    ami.HoldRefused: holding.refused,
    ami.HoldSeen: conversing.hold_seen,
    ami.MuteOrdered: sound.muted,
    ami.RecordingFile: sound.file_named,
    ami.RecordingOrdered: sound.recording_ordered,
    ami.MixMonitor: sound.recorded,
    ami.Hold: conversing.held,
    ami.Unhold: conversing.resumed,
    ami.ConferenceJoin: conference_joined,
    ami.SpyStart: company.spy_started,
    ami.SpyStop: company.spy_stopped,
    ami.BlindTransfer: transfers.blind,
    ami.AttendedTransfer: transfers.attended,
    ami.ParkedCall: parking.changed,
    ami.Pickup: merging.picked_up,
    ami.HangupRequest: endings.hangup_requested,
    ami.SoftHangupRequest: endings.soft_hangup_requested,
    ami.HangupOrdered: endings.hangup_ordered,
    ami.Hangup: endings.hung_up,
    ami.LinkConnecting: reconciling.connecting,
    ami.LinkLost: reconciling.link_lost,
    ami.SnapshotBegin: reconciling.begins,
    ami.SnapshotEnd: reconciling.ends,
}
