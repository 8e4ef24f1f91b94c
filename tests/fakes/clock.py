"""A clock that moves only when it is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


class FakeClock:
    """Port Clock."""

    def __init__(self, at: datetime = START) -> None:
        self._at = at

    def now(self) -> datetime:
        return self._at

    def monotonic(self) -> float:
        return self._at.timestamp()

    def advance(self, seconds: float) -> None:
        """Both clocks go on."""
        self._at += timedelta(seconds=seconds)
