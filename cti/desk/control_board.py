"""The situations of all calls, kept from their events, and the controls of each agent, told when they change.

Part of the present (`live.py`): hears every event at once and never waits. Bootstrap says what an agent's
phone can (`means`) and who is to be told (`tell`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from cti.desk.controls import Controls, Means, controls
from cti.desk.situation import Situation, after, begun, merged
from cti.events import CallEnded, CallEvent, CallMerged, CallStarted, Event, LinkState

Tell = Callable[[str, str, Controls | None], None]
_LINKED = ("certain", "reconciling")


class ControlBoard:
    """`tell(agent, call_id, controls)`; None: the agent has no part in the call any more."""

    def __init__(self) -> None:
        self.means: Callable[[str], Means] = lambda agent: Means()
        self.tell: Tell = lambda agent, call_id, now: None
        self._situations: dict[str, Situation] = {}
        self._shown: dict[str, dict[str, Controls]] = {}
        self._cut_off: set[str] = set()

    def hear(self, event: Event) -> None:
        """Takes one event in."""
        if isinstance(event, CallEvent):
            self._call(event)
        elif isinstance(event, LinkState):
            self._link(event)

    def situation(self, call_id: str) -> Situation | None:
        """A call that is on."""
        return self._situations.get(call_id)

    def controls(self, call_id: str, agent: str) -> Controls | None:
        """What `agent` can do with the call now; None without a part in it."""
        return self._shown.get(agent, {}).get(call_id)

    def of(self, agent: str) -> tuple[Controls, ...]:
        """Those of every call in which the agent has a part now."""
        return tuple(self._shown.get(agent, {}).values())

    def _call(self, event: CallEvent) -> None:
        call_id = event.call_id
        before = self._situations.get(call_id)
        if isinstance(event, CallStarted):
            now = self._situations.setdefault(call_id, begun(event))
        elif before is None:
            return
        elif isinstance(event, CallEnded):
            del self._situations[call_id]
            self._show(call_id, None, _agents(before))
            return
        else:
            now = self._situations[call_id] = self._after(event, before)
            if now is before:
                return
        self._show(call_id, now, _agents(now) | (_agents(before) if before else set()))

    def _after(self, event: CallEvent, before: Situation) -> Situation:
        if not isinstance(event, CallMerged):
            return after(event, before)
        other = self._situations.pop(event.other_call_id, None)
        if other is None:
            return before
        self._show(event.other_call_id, None, _agents(other))
        return merged(before, other)

    def _link(self, event: LinkState) -> None:
        cut_off = event.state not in _LINKED
        if cut_off is (event.pbx in self._cut_off):
            return
        self._cut_off ^= {event.pbx}
        for call_id, situation in self._situations.items():
            if situation.pbx == event.pbx:
                self._show(call_id, situation, _agents(situation))

    def _show(self, call_id: str, now: Situation | None, agents: Iterable[str]) -> None:
        for agent in agents:
            own = self._shown.setdefault(agent, {})
            known, shown = own.get(call_id), self._controls(now, agent)
            if shown == known:
                continue
            if shown is None:
                del own[call_id]
            else:
                own[call_id] = shown
            self.tell(agent, call_id, shown)

    def _controls(self, now: Situation | None, agent: str) -> Controls | None:
        if now is None:
            return None
        means = msgspec.structs.replace(self.means(agent), linked=now.pbx not in self._cut_off)
        return controls(now, agent, means)


def _agents(situation: Situation) -> set[str]:
    named = {person.party.agent for person in situation.people.values()} | {situation.parked_by}
    return {agent for agent in named if agent is not None}
