"""What every rule of the call tracker works with: the registry, the directory, and the events so far.

In: channel messages. Out: the `Channel` they speak of (made, moved or met in mid-course), parties,
and events in order. A call's events wait until `call_started` can be said truthfully.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from cti.ami.messages import BridgedChannel, ChannelMessage
from cti.calls.gap import Gap
from cti.calls.legs import new_leg
from cti.calls.merging import merge
from cti.calls.model import Call, Channel
from cti.calls.registry import Registry
from cti.events import AnyCallEvent, CallOffered, CallQueued, CallStarted, Direction, Party
from cti.parties import Directory, device_of, extension_of, is_local, is_service, number_or_none
from cti.times import born, moment

_SAME_CALL_S = 1.0
"""A Linkedid has whole seconds. One that is older than the call by more is that of a call never seen."""


class Tracking:
    """The tracker's state and the events of the message in hand."""

    def __init__(self, pbx: str, directory: Directory) -> None:
        self.pbx = pbx
        self.directory = directory
        self.registry = Registry()
        self.out: list[AnyCallEvent] = []
        self.at = self._now_at = 0.0
        self._now = moment(0.0)
        self.in_snapshot = False
        self.unlisted = False
        """A connection began, and its lists are not read yet."""
        self.parking: set[str] = set()
        """Bridges of a snapshot in which people only wait."""
        self.rooms: dict[str, str] = {}
        """Bridge -> the conference room that it is."""
        self.joining: dict[str, list[Channel]] = {}
        """Bridge that is being emptied into another -> the people of both."""
        self.dropping = False
        """What a snapshot no longer names is being ended."""
        self.gap: Gap | None = Gap()
        """The gap we are in; None while everything is seen."""
        self.last_gap: Gap | None = None
        self.ringing_rows: list[Channel] = []
        self.picked_rows: list[Channel] = []
        self.waiting_rows: set[str] = set()
        self.bridged_rows: list[BridgedChannel] = []
        self.queued_rows: list[tuple[Call, CallQueued]] = []
        """Queues in which Local halves wait: perhaps an agent asks there."""
        self.queue_waits: dict[str, float] = {}
        """Uniqueid -> seconds in the queue left last, as the rows say."""

    @property
    def now(self) -> datetime:
        """The time of the message in hand."""
        if self.at != self._now_at:
            self._now_at, self._now = self.at, moment(self.at)
        return self._now

    @property
    def seen_at(self) -> float:
        """Until when the matter in hand is known: of what ended unseen, until the gap began."""
        gap = self.gap
        return gap.since if self.dropping and gap is not None and gap.since is not None else self.at

    def emit(self, call: Call, event: AnyCallEvent) -> None:
        """Says it now, or after `call_started`."""
        (self.out if call.announced else call.pending).append(event)

    # channels ---------------------------------------------------------------

    def get(self, message: ChannelMessage | None) -> Channel | None:
        """The live channel a message speaks of; follows a changed Linkedid."""
        if message is None:
            return None
        channel = self.registry.channels.get(message.uniqueid)
        if channel is not None and message.linkedid is not None and message.linkedid != channel.linkedid:
            self._relink(channel, message.linkedid)
        return channel

    def meet(self, message: ChannelMessage) -> Channel | None:
        """The channel, made now if its birth was not seen; None for announcers and the dead."""
        channel = self.get(message)
        if (
            channel is None
            and not self.registry.is_dead(message.uniqueid)
            and not is_service(message.channel)
        ):
            channel = self.add(message, seen_birth=False)
        return channel

    def add(self, message: ChannelMessage, *, seen_birth: bool) -> Channel:
        """A channel appears: it joins the call of its Linkedid or begins a new one."""
        linkedid = message.linkedid or message.uniqueid
        created = self.at if seen_birth else born(message.uniqueid, self.at)
        call = self.registry.call_of_alias(linkedid) or self._new_call(message.uniqueid, linkedid, seen_birth)
        channel = Channel(
            uniqueid=message.uniqueid,
            name=message.channel,
            device=device_of(message.channel),
            call=call,
            linkedid=linkedid,
            created_at=created,
            local=is_local(message.channel),
            up=message.state == 6,
            originated=seen_birth and message.state == 0,
            number=number_or_none(message.caller_number),
            caller_name=message.caller_name,
            exten=message.exten,
        )
        self.registry.add(channel)
        if not channel.local:
            channel.leg = new_leg(self.party(channel), self.at, dialing=not channel.up and message.state != 4)
            call.legs.append(channel.leg)
        if call.origin is None and (message.uniqueid == linkedid or (seen_birth and not call.partial)):
            call.origin = channel
        return channel

    def _new_call(self, uniqueid: str, linkedid: str, seen_birth: bool) -> Call:
        complete = seen_birth and uniqueid == linkedid
        call = Call(
            call_id=f"{self.pbx}-{linkedid}",
            started_at=self.at if complete else born(linkedid, self.at),
            partial=not complete,
            certain=complete,
        )
        self.registry.add_call(call, linkedid)
        return call

    def _relink(self, channel: Channel, linkedid: str) -> None:
        channel.linkedid = linkedid
        other = self.registry.call_of_alias(linkedid)
        if other is None and born(linkedid, self.at) < channel.call.started_at - _SAME_CALL_S:
            other = self._new_call(linkedid, linkedid, seen_birth=False)
        if other is None:
            self.registry.alias(channel.call, linkedid)
        elif other is not channel.call:
            merge(self, other, channel.call)

    # people -----------------------------------------------------------------

    def party(self, channel: Channel, number: str | None = None) -> Party:
        """Who is at this channel. An agent's number is the extension: an Originate shows the customer's."""
        agent = self.directory.agent_of_device(channel.device)
        own = extension_of(channel.device) if not self.directory.is_trunk(channel.device) else None
        return Party(
            number=number or own or channel.number,
            name=None if channel.originated and agent is None else channel.caller_name,
            channel=channel.name,
            device=channel.device,
            agent=agent,
        )

    def is_outside(self, channel: Channel) -> bool:
        """True for a line to the outside world."""
        return self.directory.is_trunk(channel.device)

    def calls_in(self, channel: Channel) -> bool:
        """True for a line to the outside world on which somebody calls us."""
        return not (channel.originated or channel.local) and self.is_outside(channel)

    def withhold(self, channel: Channel) -> None:
        """Whoever calls from outside does not want to be known, in nothing that waits to be said either."""
        if not self.calls_in(channel):
            return
        channel.number = channel.caller_name = None
        unknown = self.party(channel)
        if channel.leg is not None:
            channel.leg.party = unknown
        for place, event in enumerate(channel.call.pending):
            if isinstance(event, CallOffered) and event.caller.channel == channel.name:
                channel.call.pending[place] = msgspec.structs.replace(event, caller=unknown)

    # the beginning of a call ------------------------------------------------

    def announce(self, call: Call, direction: Direction, dialed: str | None) -> None:
        """Says `call_started`, as of the first channel, then everything that waited for it. Who calls from
        outside calls in, whatever was concluded from what the call did first."""
        if call.announced or call.origin is None:
            return
        if direction != "inbound" and self.calls_in(call.origin):
            direction, dialed = "inbound", None if call.partial else call.origin.exten
        call.announced = True
        call.direction = direction
        call.dialed = dialed
        call.caller = self.party(call.origin)
        call.customer = call.origin.leg
        if call.customer is not None:
            call.customer.party = call.caller
        self.out.append(
            CallStarted(
                at=moment(call.started_at),
                pbx=self.pbx,
                call_id=call.call_id,
                direction=direction,
                caller=call.caller,
                dialed=dialed,
                linkedid=call.origin.linkedid,
            )
        )
        self.out.extend(msgspec.structs.replace(event, call_id=call.call_id) for event in call.pending)
        call.pending.clear()
