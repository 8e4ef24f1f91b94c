"""Asks which phones hold their calls, once a PBX is seen again: no list of Asterisk says it.

A listener of the bus. Where the manager account may not ask, or a phone is no PJSIP phone, a call that was
met on hold is told as talk until its phone takes it back.
"""

from __future__ import annotations

import logging

from cti.desk.held_calls import Switches
from cti.desk.live import Live
from cti.errors import ActionRefused, LinkError
from cti.events import Event, LinkState

_GONE = "no such channel"
log = logging.getLogger(__name__)


class MetHolds:
    """After each gap the phones of our agents that talk."""

    def __init__(self, live: Live, switches: Switches) -> None:
        self._live = live
        self._switches = switches

    async def hear(self, event: Event) -> None:
        """The listener. The link may break again: the next gap asks again."""
        if not isinstance(event, LinkState) or event.state != "certain":
            return
        for channel in self._live.lines(event.pbx):
            if not channel.startswith("PJSIP/"):
                continue
            try:
                await self._switches.switch(event.pbx).learn_hold(channel)
            except ActionRefused as refusal:
                if _GONE not in str(refusal).lower():
                    log.warning("PBX %s does not say which calls are on hold: %s", event.pbx, refusal)
                    return
            except LinkError:
                return
