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
    """`switches` and `states` are by PBX; agents belong to `home`, the first PBX of the settings."""

    config: Config
    clock: Clock
    live: Live
    users: UserStore
    works: WorkItems
    directory: Directory
    calls: CallStore
    customers: CustomerStore
    scripts: ScriptStore
    audit: AuditStore
    switches: Mapping[str, Switch]
    states: Mapping[str, AgentStates]

    @property
    def home(self) -> str:
        """The PBX at which agents log in."""
        return self.config.pbx[0].name

    def switch(self, pbx: str | None = None) -> Switch:
        """The switch of `pbx`, else of the home PBX. Raises LinkError for a PBX without link."""
        name = pbx or self.home
        if name not in self.switches:
            raise LinkError(f"there is no link to PBX {name}")
        return self.switches[name]

    def set_agent(
        self, agent: str, state: AgentStateName, reason: str | None, until: datetime | None = None
    ) -> None:
        """Tells the trackers of the home PBX."""
        self.states[self.home].set_agent(agent, state, reason, until)

    async def note(self, agent: str, action: str, subject: str, **detail: str) -> None:
        """An audit entry; a store that cannot take it does not undo what was done."""
        entry = AuditEntry(at=self.clock.now(), user=agent, action=action, subject=subject, detail=detail)
        try:
            await self.audit.add(entry)
        except StoreUnavailable as error:
            log.error("audit entry %s of %s is not stored: %s", action, agent, error)
