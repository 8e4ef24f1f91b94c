"""What the desk works with: stores, the present, PBXes. Filled once by bootstrap."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Protocol
from uuid import uuid4

from cti.agents.ports import IntervalStore, PlanStore, ShiftStore
from cti.agents.shift import Next, Shift
from cti.calls.record import WorkItem
from cti.config import Config
from cti.desk.live import Live
from cti.errors import LinkError, NotFound, StoreUnavailable
from cti.events import AgentStateName
from cti.ports import (
    AuditStore,
    CallStore,
    Clock,
    CustomerStore,
    Directory,
    ScriptStore,
    Switch,
    UserStore,
)
from cti.users.model import AuditEntry
from cti.works import WorkItems

log = logging.getLogger(__name__)


class AgentStates(Protocol):
    """Tells the trackers of a PBX what an agent is; the states that follow come over the bus."""

    def set_agent(
        self, agent: str, state: AgentStateName, reason: str | None, until: datetime | None = None,
        by: str | None = None,
    ) -> None:  # fmt: skip
        """`until` only for wrap_up: when it ends by itself; `by` is who says so for the agent."""

    def plan_agent(self, agent: str, after: Next | None) -> None:
        """What comes when no call and no wrap-up keeps the agent."""


@dataclass(frozen=True, kw_only=True)
class Parts:
    """`switches`, `states` and `directories` are by PBX; an agent belongs to the PBX whose directory has the
    agent's phone. `keep` takes a write that must not be lost (kind, name, write) and does not wait for it."""

    config: Config
    clock: Clock
    live: Live
    users: UserStore
    works: WorkItems
    calls: CallStore
    customers: CustomerStore
    scripts: ScriptStore
    audit: AuditStore
    plans: PlanStore
    shifts: ShiftStore
    intervals: IntervalStore
    keep: Callable[[str, str, Callable[[], Awaitable[object]]], None]
    switches: Mapping[str, Switch]
    states: Mapping[str, AgentStates]
    directories: Mapping[str, Directory]
    dialled_last: dict[str, str] = field(default_factory=dict)
    """Agent -> the number as it was dialled last."""

    @property
    def home(self) -> str:
        """The first PBX of the settings: that of agents whose account names none."""
        return self.config.pbx[0].name

    def pbx_of(self, agent: str) -> str:
        """Where the agent's phone is."""
        found = (pbx for pbx, known in self.directories.items() if known.device_of_agent(agent) is not None)
        return next(found, self.home)

    def switch(self, pbx: str) -> Switch:
        """The switch of `pbx`. Raises LinkError for a PBX without link."""
        if pbx not in self.switches:
            raise LinkError("there is no link to PBX {pbx}", pbx=pbx)
        return self.switches[pbx]

    def set_agent(
        self, agent: str, state: AgentStateName, reason: str | None, until: datetime | None = None,
        by: str | None = None,
    ) -> None:  # fmt: skip
        """Tells the trackers of the agent's PBX."""
        self.states[self.pbx_of(agent)].set_agent(agent, state, reason, until, by)

    def plan_agent(self, agent: str, after: Next | None) -> None:
        """Tells the trackers of the agent's PBX what comes after the call."""
        self.states[self.pbx_of(agent)].plan_agent(agent, after)

    def begin_shift(self, agent: str, queues: Sequence[str]) -> None:
        """The agent's shift is open, in these queues."""
        shift = Shift(
            shift_id=uuid4().hex, agent=agent, started_at=self.clock.now(), queues=tuple(queues)
        )  # fmt: skip

        async def write() -> None:
            if not await self.shifts.begin(shift):
                await self.shifts.join(agent, queues)

        self.keep("shift", shift.shift_id, write)

    def end_shift(self, agent: str) -> None:
        """The agent's shift, if one is open, is over."""
        at = self.clock.now()
        self.keep("end of shift", f"{agent} {at}", lambda: self.shifts.end(agent, at))

    async def set_customer(self, call_id: str, customer_id: str) -> None:
        """This customer calls; kept behind the opening of the call's row when that still waits. Raises
        StoreUnavailable."""
        try:
            await self.calls.set_customer(call_id, customer_id)
        except NotFound:
            self.keep("customer", call_id, partial(self.calls.set_customer, call_id, customer_id))

    async def settle(self, item: WorkItem) -> WorkItem:
        """Saves a held item that is finished; what the agents of its call said is kept with the call, behind
        the opening of the call's row when that still waits. Raises StoreUnavailable."""
        async with self.works.alone(item.call_id):
            try:
                await self.calls.set_outcome(item.call_id, await self.works.outcome_with(item))
            except NotFound:
                self.keep("outcome", item.call_id, partial(self._set_outcome, item.call_id))
            return await self.works.save(item)

    async def _set_outcome(self, call_id: str) -> None:
        async with self.works.outcome_of(call_id) as said:
            await self.calls.set_outcome(call_id, said)

    async def note_state(self, agent: str, state: str, reason: str | None, by: str | None) -> None:
        """An audit entry of a state: who set it, whose, why."""
        detail = {"reason": reason} if reason else {}
        await self.note(by or agent, f"agent.{state}", agent, **detail)

    async def note(self, agent: str, action: str, subject: str, **detail: str) -> None:
        """An audit entry; a store that cannot take it does not undo what was done."""
        entry = AuditEntry(at=self.clock.now(), user=agent, action=action, subject=subject, detail=detail)
        try:
            await self.audit.add(entry)
        except StoreUnavailable as error:
            log.error("audit entry %s of %s is not stored: %s", action, agent, error)
