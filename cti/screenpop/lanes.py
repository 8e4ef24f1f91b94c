"""What an event is about as far as pops are concerned: a call, and whoever of ours ever had a part in it.

Pops and work items of one call, and of one agent, follow the order of the events; a phone that rings for
another agent does not wait for them. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from cti.events import AgentState, CallEnded, CallEvent, CallMerged, CallStarted, Event, Party


class PopLanes:
    """Asked about every event, in order; remembers the people of the calls that are on."""

    def __init__(self) -> None:
        self._people: dict[str, set[str]] = {}

    def of(self, event: Event) -> Collection[str]:
        """Names of lanes; none for what pops do not follow."""
        if isinstance(event, AgentState):
            return {_agent(event.agent)}
        return self._of_call(event) if isinstance(event, CallEvent) else ()

    def _of_call(self, event: CallEvent) -> Collection[str]:
        if isinstance(event, CallStarted):
            self._people.setdefault(event.call_id, set())
        people = self._people.get(event.call_id, set())
        people.update(_agent(party.agent) for party in _parties(event) if party.agent is not None)
        lanes = {f"call {event.call_id}"}
        if isinstance(event, CallMerged):
            people |= self._people.pop(event.other_call_id, set())
            lanes.add(f"call {event.other_call_id}")
        elif isinstance(event, CallEnded):
            self._people.pop(event.call_id, None)
        return lanes | people


def _agent(name: str) -> str:
    return f"agent {name}"


def _parties(event: CallEvent) -> Iterator[Party]:
    for name in event.__struct_fields__:
        value = getattr(event, name)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Party):
                yield one
