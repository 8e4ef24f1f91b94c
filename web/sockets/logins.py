"""Tabs end with the log-in they were opened by, also when another program ended it: an account disabled or
given a new password (`cti user`) sees nothing more. All log-ins are asked for together, now and then.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from cti.errors import StoreUnavailable
from web.sockets.tab import Tab

if TYPE_CHECKING:
    from web.services import Services

CHECK_S = 15.0
EXPIRED = 4401


class Logins:
    """The tabs that each log-in has open."""

    def __init__(self) -> None:
        self._tabs: dict[str, set[Tab]] = {}

    def enter(self, token: str, tab: Tab) -> None:
        """A tab was opened by this log-in."""
        self._tabs.setdefault(token, set()).add(tab)

    def leave(self, token: str, tab: Tab) -> None:
        """The tab is gone."""
        tabs = self._tabs.get(token, set())
        tabs.discard(tab)
        if not tabs:
            self._tabs.pop(token, None)

    def tokens(self) -> list[str]:
        """Every log-in with a tab."""
        return list(self._tabs)

    def end(self, token: str) -> None:
        """Its tabs are closed."""
        for tab in self._tabs.get(token, ()):
            tab.close(EXPIRED)


async def end_with_the_logins(services: Services) -> None:
    """Runs as long as the server."""
    while True:
        await asyncio.sleep(CHECK_S)
        with contextlib.suppress(StoreUnavailable):
            await end_the_ended(services)


async def end_the_ended(services: Services) -> None:
    """One look at every log-in with a tab. Raises StoreUnavailable."""
    logins = services.hub.logins
    for token in await services.sessions.ended(logins.tokens()):
        logins.end(token)
