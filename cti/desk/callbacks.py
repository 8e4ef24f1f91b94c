"""Follows the calls to and from numbers that somebody is to call back: reached, tried in vain, calling again.

A listener of the bus. The customer is reached when somebody of ours talks to them, whoever called whom; an
attempt counts when their phone rang. What must be written is put behind the call's own record, so that it is
not lost and the lists, read after it, are right. An agent who ends the shift gives back what they took.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

import msgspec

from cti.desk.worklists import WorkLists
from cti.errors import StoreUnavailable
from cti.events import (
    AgentState,
    CallAnswered,
    CallEnded,
    CallEvent,
    CallFound,
    CallMerged,
    CallOffered,
    CallStarted,
    Event,
)
from cti.worklists.model import Attempt, AttemptResult, Entry

log = logging.getLogger(__name__)
Later = Callable[[str, str, Callable[[], Awaitable[object]]], None]


class Ongoing(msgspec.Struct):
    """A call with a customer: `agent` of ours who called out (None: they called us)."""

    key: str
    agent: str | None
    rang: bool = False
    reached: bool = False


class Callbacks:
    """`later` keeps a write, behind those of the call's record, until the store has taken it."""

    def __init__(self, lists: WorkLists, later: Later) -> None:
        self._lists = lists
        self._later = later
        self._calls: dict[str, Ongoing] = {}
        self._states: dict[str, str] = {}

    async def hear(self, event: Event) -> None:
        """The listener."""
        try:
            if isinstance(event, CallStarted):
                await self._started(event)
            elif isinstance(event, CallEvent) and (call := self._calls.get(event.call_id)):
                await self._goes_on(event, call)
            elif isinstance(event, AgentState):
                await self._agent(event)
        except StoreUnavailable as error:
            log.warning("the work lists are behind: %s", error)

    async def _started(self, event: CallStarted) -> None:
        if event.direction == "internal" or event.call_id in self._calls:
            return
        outbound = event.direction == "outbound"
        key = self._lists.key_of(event.dialed if outbound else event.caller.number)
        if not key:
            return
        agent = event.caller.agent if outbound else None
        self._calls[event.call_id] = Ongoing(key, agent)
        if not outbound:
            self._lists.calling[event.call_id] = key
        elif agent is not None and self._claimed(agent, key) is not None:
            await self._lists.begun(agent, event.call_id)

    async def _goes_on(self, event: CallEvent, call: Ongoing) -> None:
        match event:
            case CallOffered() if event.to.agent is None:
                call.rang = True
            case CallAnswered() if (event.by.agent is None) is (call.agent is not None):
                self._reached(event.call_id, call, event.by.agent or call.agent, event.at)
            case CallFound(talking=(_, *_)):
                self._reached(event.call_id, call, call.agent or event.talking[0].agent, event.at)
            case CallMerged():
                self._calls.pop(event.other_call_id, None)
            case CallEnded():
                await self._ended(event, call)

    def _reached(self, call_id: str, call: Ongoing, agent: str | None, at: datetime) -> None:
        if call.reached:
            return
        call.reached = True
        for entry in self._about(call.key):
            if entry.kind == "missed" or (entry.taken_by == call.agent and call.agent is not None):
                self._note(entry, call_id, "reached", agent, at)

    async def _ended(self, event: CallEnded, call: Ongoing) -> None:
        del self._calls[event.call_id]
        self._lists.calling.pop(event.call_id, None)
        if call.agent is not None and not call.reached:
            await self._in_vain(event, call, call.agent)
        self._later("work lists after", event.call_id, self._touch)

    async def _in_vain(self, event: CallEnded, call: Ongoing, agent: str) -> None:
        if not call.rang:
            if self._claimed(agent, call.key) is not None:
                await self._lists.not_begun(agent)
            return
        for entry in self._about(call.key):
            if entry.taken_by == agent or (entry.kind == "missed" and entry.taken_by is None):
                self._note(entry, event.call_id, "no_answer", agent, event.at)

    def _note(
        self, entry: Entry, call_id: str, result: AttemptResult, agent: str | None, at: datetime
    ) -> None:
        attempt = Attempt(entry=entry.entry, at=at, result=result, agent=agent, call_id=call_id)
        self._lists.settling(entry.entry)
        self._later(f"{result} of {entry.entry} in", call_id, lambda: self._lists.attempted(attempt))

    async def _touch(self) -> None:
        self._lists.touch()

    def _about(self, key: str) -> list[Entry]:
        return [entry for entry in self._lists.entries() if entry.key == key]

    def _claimed(self, agent: str, key: str) -> Entry | None:
        return next((entry for entry in self._about(key) if entry.taken_by == agent), None)

    async def _agent(self, event: AgentState) -> None:
        before = self._states.get(event.agent)
        self._states[event.agent] = event.state
        if event.state == "offline" and before not in (None, "offline"):
            await self._lists.release(event.agent)
