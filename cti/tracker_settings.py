"""What the trackers of agents and queues need to know from the configuration. Frozen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, tzinfo

import msgspec


class TrackerSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Per queue and by default: the service-level threshold and the wrap-up, in seconds. `timezone`
    decides when the figures of a new day begin."""

    service_level_s: Mapping[str, int] = {}
    default_service_level_s: int = 20
    wrap_up_s: Mapping[str, float] = {}
    default_wrap_up_s: float = 0.0
    timezone: tzinfo = UTC

    def service_level_of(self, queue: str) -> int:
        """Threshold in seconds."""
        return self.service_level_s.get(queue, self.default_service_level_s)

    def wrap_up_of(self, queue: str | None) -> float:
        """Seconds of wrap-up after a call of this queue (None: a call without a queue)."""
        return self.wrap_up_s.get(queue or "", self.default_wrap_up_s)

    def day_of(self, at: float) -> date:
        """The local day of a time."""
        return datetime.fromtimestamp(at, self.timezone).date()
