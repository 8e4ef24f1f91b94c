"""Device states (PJSIP/1001 is RINGING ...) as they follow from the channels, and what queues make of them.

Whenever a state changes: DeviceStateChange, a QueueMemberStatus per queue of the member, and the
queue's own device.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cti.simulator import messages
from cti.simulator.model import DOWN, RINGING, Channel, Member, Queue

if TYPE_CHECKING:
    from cti.simulator.exchange import Exchange

TRUNK_DEVICE = "PJSIP/trunk"


class Devices:
    """The state of every device, NOT_INUSE as long as it has no channel."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        known = [TRUNK_DEVICE, *(f"PJSIP/{number}" for number in exchange.settings.extensions)]
        self._states = dict.fromkeys(known, "NOT_INUSE")

    def all(self) -> dict[str, str]:
        """State by device, the queues' own devices included."""
        queues: dict[str, str] = {}
        for queue in self._exchange.queues.values():
            queues[f"Queue:{queue.name}"] = "RINGING" if queue.callers else "NOT_INUSE"
            queues[f"Queue:{queue.name}_avail"] = "NOT_INUSE" if queue.available else "INUSE"
        return {**queues, **self._states}

    def state(self, device: str) -> str:
        """UNAVAILABLE for a device that no phone has."""
        return self._states.get(device, "UNAVAILABLE")

    def refresh(self, device: str) -> None:
        """Announces the device's state if it is another now."""
        if device.startswith("Local/"):
            return
        state = _state_of([each for each in self._exchange.channels.values() if each.device == device])
        if self._states.get(device) == state:
            return
        self._states[device] = state
        self._announce(device, state)
        for queue in self._exchange.queues.values():
            member = queue.members.get(device)
            if member is not None:
                self._exchange.emit(self.member_event("QueueMemberStatus", queue, member))
                self.refresh_queue(queue)

    def member_event(self, name: str, queue: Queue, member: Member) -> messages.Event:
        """An event about a member with its present state."""
        return messages.member_event(name, member, self.state(member.interface), queue.settings.wrap_up_s)

    def refresh_queue(self, queue: Queue) -> None:
        """Announces `Queue:NAME_avail` if somebody is free now, or nobody any more."""
        available = any(self.is_free(queue, member) for member in queue.members.values())
        if available != queue.available:
            queue.available = available
            self._announce(f"Queue:{queue.name}_avail", "NOT_INUSE" if available else "INUSE")

    def is_free(self, queue: Queue, member: Member) -> bool:
        """Whether the queue may ring this member now: idle, not paused, past the wrap-up time."""
        rested = self._exchange.timeline.now() - member.last_call >= queue.settings.wrap_up_s
        return self.state(member.interface) == "NOT_INUSE" and not member.paused and rested

    def announce_callers(self, queue: Queue) -> None:
        """`Queue:NAME` rings while somebody waits."""
        self._announce(f"Queue:{queue.name}", "RINGING" if queue.callers else "NOT_INUSE")

    def announce_pause(self, member: Member) -> None:
        """`Queue:NAME_pause_INTERFACE`."""
        device = f"Queue:{member.queue}_pause_{member.interface}"
        self._announce(device, "INUSE" if member.paused else "NOT_INUSE")

    def _announce(self, device: str, state: str) -> None:
        change: messages.Block = [("Device", device), ("State", state)]
        self._exchange.emit(messages.event("DeviceStateChange", "call", change))


def _state_of(channels: list[Channel]) -> str:
    alive = [channel for channel in channels if channel.state != DOWN]
    if not alive:
        return "NOT_INUSE"
    ringing = [channel for channel in alive if channel.state == RINGING]
    if len(ringing) == len(alive):
        return "RINGING"
    if ringing:
        return "RINGINUSE"
    return "ONHOLD" if all(channel.on_hold for channel in alive) else "INUSE"
