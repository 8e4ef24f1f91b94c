"""A stretch of time in which a PBX was not seen, and what became of its calls. Pure.

Times are epoch seconds. A gap begins when the link breaks (or before the program began) and ends with the
SnapshotBegin of the next session: from there on events are seen again.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Gap:
    """`since` None: nobody knows when this PBX was last seen. `closed` calls ended unseen, `kept` calls went
    on or were met when it was over. `watched`: all calls were known when it began."""

    since: float | None = None
    until: float | None = None
    closed: int = 0
    kept: int = 0
    watched: bool = False

    @property
    def length_s(self) -> float | None:
        """Seconds; None when the beginning is not known or it is not over."""
        return None if self.since is None or self.until is None else max(self.until - self.since, 0.0)

    def hides_birth(self, born_at: float) -> bool:
        """A channel of this second (whole, as Uniqueids say it) that we did not know began in the gap."""
        return self.watched or (self.since is not None and born_at >= self.since)

    def of_life(self, started_at: float) -> float:
        """How many seconds of a call that began at `started_at` were not seen."""
        return max((self.until or 0.0) - max(self.since or 0.0, started_at), 0.0)
