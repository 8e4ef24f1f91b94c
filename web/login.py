"""Slows down password guessing: failed log-ins counted per user name and address, in memory only."""

from __future__ import annotations

from collections import OrderedDict

from cti.errors import TooManyAttempts
from cti.ports import Clock
from web.i18n import N_

ALLOWED_FAILURES = 5
WINDOW_S = 300.0
_REMEMBERED = 10_000


class Throttle:
    """After `ALLOWED_FAILURES` within `WINDOW_S` seconds the same name from the same address must wait."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures: OrderedDict[tuple[str, str], list[float]] = OrderedDict()

    def check(self, name: str, address: str) -> None:
        """Raises `TooManyAttempts` while this name and address must wait."""
        if len(self._recent((name, address))) >= ALLOWED_FAILURES:
            raise TooManyAttempts(N_("Too many failed log-ins: wait five minutes and try again"))

    def failed(self, name: str, address: str) -> None:
        """Remembers a failure; the oldest names are forgotten when there are very many."""
        key = (name, address)
        self._failures[key] = [*self._recent(key), self._clock.monotonic()]
        self._failures.move_to_end(key)
        if len(self._failures) > _REMEMBERED:
            self._failures.popitem(last=False)

    def succeeded(self, name: str, address: str) -> None:
        """Forgets the failures before a right password."""
        self._failures.pop((name, address), None)

    def _recent(self, key: tuple[str, str]) -> list[float]:
        since = self._clock.monotonic() - WINDOW_S
        return [at for at in self._failures.get(key, []) if at > since]
