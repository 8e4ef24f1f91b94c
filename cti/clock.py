"""The real clock, and epoch seconds that never fall.

Passes through: time. Tests and replay bring clocks of their own; nothing else in the server may ask
the machine for the time.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """As `cti.ports.Clock`."""

    def now(self) -> datetime:
        """Aware, UTC."""

    def monotonic(self) -> float:
        """Seconds, never jumps."""


class SystemClock:
    """This machine's clock."""

    def now(self) -> datetime:
        """Aware, UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds, never jumps."""
        return time.monotonic()


class SteadyTime:
    """Epoch seconds for durations: set by the wall clock, carried on by the monotonic one, so that a
    clock set back or forward changes no waiting or talking time."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._epoch = clock.now().timestamp()
        self._since = clock.monotonic()

    def now(self) -> float:
        """Epoch seconds; never less than before."""
        return self._epoch + self._clock.monotonic() - self._since

    def set(self) -> None:
        """Takes the wall clock's word again, unless it went back."""
        self._epoch, self._since = max(self.now(), self._clock.now().timestamp()), self._clock.monotonic()
