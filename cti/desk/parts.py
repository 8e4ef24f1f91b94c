"""What the desk works with: stores, the present, PBXes. Filled once by bootstrap."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cti.config import Config
from cti.desk.live import Live
from cti.errors import LinkError, StoreUnavailable
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
        self, agent: str, state: AgentStateName, reason: str | None, until: datetime | None = None
    ) -> None:
        """`until` only for wrap_up: when it ends by itself."""


@dataclass(frozen=True, kw_only=True)
class Parts:
    """`switches`, `states` and `directories` are by PBX; an agent belongs to the PBX whose directory has the
    agent's phone."""

    config: Config
    clock: Clock
    live: Live
    users: UserStore
    works: WorkItems
    calls: CallStore
    customers: CustomerStore
    scripts: ScriptStore
    audit: AuditStore
    switches: Mapping[str, Switch]
    states: Mapping[str, AgentStates]
    directories: Mapping[str, Directory]

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
        self, agent: str, state: AgentStateName, reason: str | None, until: datetime | None = None
    ) -> None:
        """Tells the trackers of the agent's PBX."""
        self.states[self.pbx_of(agent)].set_agent(agent, state, reason, until)

    async def note(self, agent: str, action: str, subject: str, **detail: str) -> None:
        """An audit entry; a store that cannot take it does not undo what was done."""
        entry = AuditEntry(at=self.clock.now(), user=agent, action=action, subject=subject, detail=detail)
        try:
            await self.audit.add(entry)
        except StoreUnavailable as error:
            log.error("audit entry %s of %s is not stored: %s", action, agent, error)
