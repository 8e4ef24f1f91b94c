"""Ends what is left of a held call: a customer who hangs up on hold leaves a phone that waits for nobody, an
agent who does leaves a customer who hears music for ever.

Only for holds at the desk, where the two are in no bridge that would end by itself. A listener of the bus.
"""

from __future__ import annotations

import logging
from typing import Protocol

from cti.desk.live import Live
from cti.errors import ActionRefused, LinkError
from cti.events import CallEnded, CallHeld, CallLegEnded, CallResumed, CallTransferred, Event
from cti.ports import Switch

log = logging.getLogger(__name__)


class Switches(Protocol):
    """Where actions go."""

    def switch(self, pbx: str) -> Switch:
        """Raises LinkError."""


class HeldCalls:
    """Remembers which calls wait apart."""

    def __init__(self, live: Live, switches: Switches) -> None:
        self._live = live
        self._switches = switches
        self._apart: set[str] = set()

    async def hear(self, event: Event) -> None:
        """The listener."""
        match event:
            case CallHeld(apart=True):
                self._apart.add(event.call_id)
            case CallResumed() | CallTransferred() | CallEnded():
                self._apart.discard(event.call_id)
            case CallLegEnded() if event.call_id in self._apart:
                await self._end(event)

    async def _end(self, event: CallLegEnded) -> None:
        situation = self._live.board.situation(event.call_id)
        left_over = situation.people if situation is not None else {}
        for channel in left_over:
            if channel == event.party.channel:
                continue
            try:
                await self._switches.switch(event.pbx).drop(channel)
            except ActionRefused:
                log.info("%s of a held call was gone already", channel)
            except LinkError as error:
                log.error("%s of a held call waits for nobody and could not be ended: %s", channel, error)
