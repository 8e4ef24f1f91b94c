"""Pauses agents who left too many queue calls in a row unanswered: they are not there, and callers wait."""

from __future__ import annotations

import logging

from cti.agents.unanswered import Unanswered
from cti.desk.shift import ShiftDesk
from cti.errors import CtiError, NotFound
from cti.events import Event

log = logging.getLogger(__name__)


class AutoPause:
    """A listener of the bus; `limit` calls in a row, 0 never."""

    def __init__(self, desk: ShiftDesk, limit: int) -> None:
        self._desk = desk
        self._limit = limit
        self._unanswered = Unanswered(limit)

    async def hear(self, event: Event) -> None:
        """The listener. A PBX that refuses is said in the log; the next unanswered calls try again."""
        agent = self._unanswered.hear(event)
        if agent is None:
            return
        try:
            await self._desk.pause_unanswered(agent, self._limit)
        except NotFound:
            return  # a phone that is nobody's: nobody could come back at a desk
        except CtiError as error:
            log.warning("%s left %d calls unanswered and was not paused: %s", agent, self._limit, error)
