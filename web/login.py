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
        self._attempts: OrderedDict[tuple[str, str], list[float]] = OrderedDict()

    def attempt(self, name: str, address: str) -> None:
        """Counts an attempt before its password is checked, so that many at once do not slip through.

        Raises `TooManyAttempts` while this name and address must wait. The oldest names are forgotten
        when there are very many.
        """
        key = (name, address)
        since = self._clock.monotonic() - WINDOW_S
        recent = [at for at in self._attempts.get(key, []) if at > since]
        if len(recent) >= ALLOWED_FAILURES:
            raise TooManyAttempts(N_("Too many failed log-ins: wait five minutes and try again"))
        self._attempts[key] = [*recent, self._clock.monotonic()]
        self._attempts.move_to_end(key)
        if len(self._attempts) > _REMEMBERED:
            self._attempts.popitem(last=False)

    def forget(self, name: str, address: str) -> None:
        """The password was right, or could not be checked: what was counted is no guessing."""
        self._attempts.pop((name, address), None)
