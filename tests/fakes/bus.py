"""A bus without tasks: `deliver` returns when every listener has seen the event."""

from __future__ import annotations

from cti.events import Event
from cti.ports import Listener, Unsubscribe


class FakeBus:
    """Port Bus; listeners hear in the order in which they subscribed. `publish` only keeps the events."""

    def __init__(self) -> None:
        self.published: list[Event] = []
        self.listeners: dict[str, Listener] = {}

    def subscribe(self, name: str, listener: Listener) -> Unsubscribe:
        self.listeners[name] = listener
        return lambda: self.listeners.__delitem__(name)

    def publish(self, event: Event) -> None:
        self.published.append(event)

    async def deliver(self, *events: Event) -> None:
        """Every listener hears `events`, one after the other."""
        for event in events:
            for listener in list(self.listeners.values()):
                await listener(event)
