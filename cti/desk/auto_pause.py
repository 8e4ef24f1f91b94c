"""Pauses agents who left too many queue calls in a row unanswered: they are not there, and callers wait.

What is counted is kept in the store, so that a restart does not begin the count anew.
"""

from __future__ import annotations

import logging
from functools import partial

from cti.agents.unanswered import NOT_SEEN_S, Unanswered
from cti.desk.parts import Parts
from cti.desk.shift import ShiftDesk
from cti.errors import CtiError, NotFound
from cti.events import Event, LinkState

log = logging.getLogger(__name__)


class AutoPause:
    """A listener of the bus; `start` before the first event."""

    def __init__(self, parts: Parts, desk: ShiftDesk) -> None:
        self._parts = parts
        self._desk = desk
        self._limit = parts.config.agents.pause_after_unanswered
        self._unanswered = Unanswered(self._limit)

    async def start(self) -> None:
        """Reads what the last run counted."""
        self._unanswered.seed(await self._parts.plans.unanswered())

    async def hear(self, event: Event) -> None:
        """The listener. A PBX that refuses is said in the log; the next unanswered calls try again."""
        agent = self._unanswered.hear(event)
        if isinstance(event, LinkState):
            self._link(event)
        for one in self._unanswered.changed():
            self._parts.keep("unanswered", one, partial(self._write, one))
        if agent is None:
            return
        try:
            await self._desk.pause_unanswered(agent, self._limit)
        except NotFound:
            return  # a phone that is nobody's: nobody could come back at a desk
        except CtiError as error:
            log.warning("%s left %d calls unanswered and was not paused: %s", agent, self._limit, error)

    def _link(self, event: LinkState) -> None:
        """A PBX is seen again."""
        if event.since is None or (event.at - event.since).total_seconds() <= NOT_SEEN_S:
            return
        for agent in self._unanswered.agents:
            if event.state == "certain" and self._parts.pbx_of(agent) == event.pbx:
                self._unanswered.begin_anew(agent)

    async def _write(self, agent: str) -> None:
        await self._parts.plans.set_unanswered(agent, self._unanswered.row(agent))
