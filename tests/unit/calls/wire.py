"""Messages as Asterisk sends them, made by hand; each method is one thing that happens on a PBX."""

from __future__ import annotations

from typing import TypedDict, TypeVar

from cti.ami import messages as ami
from cti.calls.tracker import CallTracker
from cti.directory import MemoryDirectory
from cti.events import AnyCallEvent
from cti.trackers import Trackers
from cti.users.model import User

CALLER = "PJSIP/trunk-00000001"


def directory() -> MemoryDirectory:
    """Agents mei (1001) and tom (1002); the trunk PJSIP/trunk; extensions of up to 5 digits."""
    known = MemoryDirectory(["PJSIP/trunk"], internal_digits=5)
    known.replace(
        [
            User(user_id="1", name="mei", role="agent", extension="1001"),
            User(user_id="2", name="tom", role="agent", extension="1002"),
        ]
    )
    return known


T = TypeVar("T")


class Fields(TypedDict):
    """Names a channel in a message."""

    channel: str
    uniqueid: str
    linkedid: str


class Wire:
    """A call tracker with a wire into it; `events` is all it said."""

    def __init__(self, trackers: Trackers | None = None) -> None:
        self.tracker = CallTracker("main", directory()) if trackers is None else trackers.calls
        self.events: list[AnyCallEvent] = []
        self._trackers = trackers
        self.at = 1_795_290_000.0
        self._channels: dict[str, tuple[str, str]] = {}

    def send(self, message: ami.Message, after: float = 0.0) -> list[AnyCallEvent]:
        """One message, `after` seconds later than the last."""
        self.at += after
        if self._trackers is not None:
            self._trackers.handle(self.at, message)
            return []
        said = self.tracker.handle(self.at, message)
        self.events += said
        return said

    def channel(self, name: str, state: int | None = None) -> ami.ChannelMessage:
        """The fields that every event repeats for this channel."""
        uniqueid, linkedid = self._channels[name]
        return ami.ChannelMessage(channel=name, uniqueid=uniqueid, linkedid=linkedid, state=state)

    def born(
        self,
        name: str,
        linkedid: str | None = None,
        *,
        state: int,
        after: float = 0.0,
        exten: str | None = None,
        caller_number: str | None = None,
    ) -> None:
        """Newchannel. Without `linkedid` it begins a call of its own."""
        uniqueid = f"{int(self.at + after)}.{len(self._channels)}"
        self._channels[name] = (uniqueid, linkedid or uniqueid)
        born = ami.NewChannel(**self.fields(name), state=state, exten=exten, caller_number=caller_number)
        self.send(born, after)

    def name(self, name: str, linkedid: str | None = None, born_at: float | None = None) -> None:
        """A channel that exists without its birth being seen."""
        uniqueid = f"{int(self.at if born_at is None else born_at)}.{len(self._channels)}"
        self._channels[name] = (uniqueid, linkedid or uniqueid)

    def linkedid(self, name: str) -> str:
        """The Linkedid this channel has now."""
        return self._channels[name][1]

    def relinked(self, name: str, linkedid: str) -> None:
        """From its next event on the channel carries another Linkedid, as after a bridge."""
        self._channels[name] = (self._channels[name][0], linkedid)

    def fields(self, name: str) -> Fields:
        """The same as keyword arguments."""
        uniqueid, linkedid = self._channels[name]
        return Fields(channel=name, uniqueid=uniqueid, linkedid=linkedid)

    def rings(
        self, source: str | None, dest: str, dial_string: str | None = None, after: float = 0.0
    ) -> None:
        """DialBegin."""
        began = ami.DialBegin(
            source=self.channel(source) if source else None, dest=self.channel(dest), dial_string=dial_string
        )
        self.send(began, after)

    def dial_ended(self, source: str | None, dest: str, status: str, after: float = 0.0) -> None:
        """DialEnd."""
        self.send(
            ami.DialEnd(
                source=self.channel(source) if source else None, dest=self.channel(dest), status=status
            ),
            after,
        )

    def enters(self, name: str, bridge: str, after: float = 0.0) -> None:
        """BridgeEnter."""
        self.send(ami.BridgeEnter(**self.fields(name), bridge=bridge, state=6), after)

    def leaves(self, name: str, bridge: str, after: float = 0.0) -> None:
        """BridgeLeave."""
        self.send(ami.BridgeLeave(**self.fields(name), bridge=bridge), after)

    def asks_to_hang_up(self, name: str, after: float = 0.0) -> None:
        """HangupRequest."""
        self.send(ami.HangupRequest(**self.fields(name)), after)

    def hung_up(self, name: str, cause: int = 16, after: float = 0.0) -> None:
        """Hangup."""
        self.send(ami.Hangup(**self.fields(name), cause=cause), after)

    def joins_queue(self, name: str, queue: str, after: float = 0.0) -> None:
        """QueueCallerJoin."""
        self.send(ami.QueueCallerJoin(**self.fields(name), queue=queue, position=1), after)

    def leaves_queue(self, name: str, queue: str, after: float = 0.0) -> None:
        """QueueCallerLeave."""
        self.send(ami.QueueCallerLeave(**self.fields(name), queue=queue), after)

    def is_given(self, caller: str, member: str, queue: str) -> None:
        """The queue gives its caller to a member."""
        self.send(
            ami.AgentConnect(
                queue=queue,
                interface=member.rpartition("-")[0],
                member_name=None,
                caller=self.channel(caller),
                member=self.channel(member),
                hold_time_s=5,
                ring_time_s=4,
            )
        )

    def holds(self, name: str, after: float = 0.0) -> None:
        """Hold."""
        self.send(ami.Hold(**self.fields(name)), after)

    def resumes(self, name: str, after: float = 0.0) -> None:
        """Unhold."""
        self.send(ami.Unhold(**self.fields(name)), after)

    def answered_queue_call(self, agent: str = "PJSIP/1001-00000002") -> None:
        """A customer calls 4008001, waits 5 s in support and talks with `agent`."""
        caller = CALLER
        self.born(caller, state=4, exten="4008001", caller_number="13800138000")
        self.joins_queue(caller, "support")
        self.born(agent, self.linkedid(caller), state=0, after=1.0)
        self.rings(caller, agent)
        self.dial_ended(caller, agent, "ANSWER", after=4.0)
        self.leaves_queue(caller, "support")
        self.is_given(caller, agent, "support")
        self.enters(agent, "bridge-a")
        self.enters(caller, "bridge-a")

    def of_kind(self, kind: type[T]) -> list[T]:
        """Everything of this kind said so far."""
        return [event for event in self.events if isinstance(event, kind)]
