"""Which channels exist, which call each belongs to, and who is connected with whom.

In: channels, Linkedids, bridges as the messages name them. Out: the people who share a conversation,
followed through Local channels. A call is found by *any* Linkedid it ever had: Asterisk changes the
Linkedid of a channel in mid-call without an event (Asterisk CDR specification, "LinkedID Propagation").
"""

from __future__ import annotations

from collections import OrderedDict

from cti.calls.model import Call, Channel
from cti.parties import local_twin

_REMEMBERED_DEAD = 4096


class Registry:
    """Channels, bridges and calls that live now; forgets everything when they end."""

    def __init__(self) -> None:
        self.channels: dict[str, Channel] = {}
        self.calls: dict[str, Call] = {}
        self._by_name: dict[str, Channel] = {}
        self._by_alias: dict[str, Call] = {}
        self._bridges: dict[str, dict[str, Channel]] = {}
        self._dead: OrderedDict[str, None] = OrderedDict()

    def call_of_alias(self, linkedid: str) -> Call | None:
        """The call that has or had this Linkedid."""
        return self._by_alias.get(linkedid)

    def named(self, name: str) -> Channel | None:
        """The live channel of this name."""
        return self._by_name.get(name)

    def is_dead(self, uniqueid: str) -> bool:
        """True when this channel hung up lately: late events must not bring it back."""
        return uniqueid in self._dead

    def add_call(self, call: Call, linkedid: str) -> None:
        """A new journey."""
        self.calls[call.call_id] = call
        self.alias(call, linkedid)

    def alias(self, call: Call, linkedid: str) -> None:
        """From now on this Linkedid, too, means this call."""
        call.aliases.add(linkedid)
        self._by_alias[linkedid] = call

    def add(self, channel: Channel) -> None:
        """A new channel of `channel.call`."""
        self.channels[channel.uniqueid] = channel
        self._by_name[channel.name] = channel
        channel.call.channels[channel.uniqueid] = channel

    def remove(self, channel: Channel) -> None:
        """The channel hung up."""
        self.leave(channel)
        del self.channels[channel.uniqueid]
        channel.call.channels.pop(channel.uniqueid, None)
        if self._by_name.get(channel.name) is channel:
            del self._by_name[channel.name]
        self._dead[channel.uniqueid] = None
        if len(self._dead) > _REMEMBERED_DEAD:
            self._dead.popitem(last=False)

    def forget(self, call: Call) -> None:
        """The call is over."""
        self.calls.pop(call.call_id, None)
        for linkedid in call.aliases:
            if self._by_alias.get(linkedid) is call:
                del self._by_alias[linkedid]

    def absorb(self, into: Call, other: Call) -> None:
        """Every channel and Linkedid of `other` belongs to `into` now; `other` is forgotten."""
        self.forget(other)
        for channel in other.channels.values():
            channel.call = into
        into.channels.update(other.channels)
        other.channels.clear()
        for linkedid in other.aliases:
            self.alias(into, linkedid)

    def enter(self, channel: Channel, bridge: str) -> None:
        """The channel is in this bridge (and in no other)."""
        if channel.bridge is not None and channel.bridge != bridge:
            self.leave(channel)
        channel.bridge = bridge
        self._bridges.setdefault(bridge, {})[channel.uniqueid] = channel

    def leave(self, channel: Channel) -> None:
        """The channel is in no bridge."""
        members = self._bridges.get(channel.bridge or "")
        if members is not None:
            members.pop(channel.uniqueid, None)
            if not members:
                del self._bridges[channel.bridge or ""]
        channel.bridge = None

    def members(self, bridge: str) -> list[Channel]:
        """Everybody in this bridge, Local halves too."""
        return list(self._bridges.get(bridge, {}).values())

    def connected(self, bridge: str) -> list[Channel]:
        """The people (never Local halves) who hear each other through this bridge and the Local channels
        that tie it to others."""
        there = self._bridges.get(bridge, {}).values()
        people = [channel for channel in there if not channel.local]
        return people if len(people) == len(there) else self._through_locals(bridge)

    def _through_locals(self, bridge: str) -> list[Channel]:
        people: list[Channel] = []
        seen = {bridge}
        todo = [bridge]
        while todo:
            for channel in self._bridges.get(todo.pop(), {}).values():
                if not channel.local:
                    people.append(channel)
                    continue
                beyond = self._twin_bridge(channel)
                if beyond is not None and beyond not in seen:
                    seen.add(beyond)
                    todo.append(beyond)
        return people

    def behind(self, half: Channel) -> list[Channel]:
        """The people at the far end of a Local half: in its twin's bridge, or (not answered yet) those of
        the same call who still ring."""
        far = self._twin_bridge(half)
        if far is not None:
            return self.connected(far)
        return [c for c in half.call.channels.values() if not c.local and not c.up]

    def _twin_bridge(self, half: Channel) -> str | None:
        twin = self._by_name.get(local_twin(half.name) or "")
        return twin.bridge if twin is not None else None
