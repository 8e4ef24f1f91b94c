"""Where a number is, by the clock: the time zones its digits allow, and whether people sleep there. Pure.

The zones come from phonenumbers' own table. Many numbers (mobile ones of large countries, toll-free ones)
allow several.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

import phonenumbers
from phonenumbers import NumberParseException

FROM, UNTIL = time(8), time(21)
"""Between these hours of the day it is usual to call people."""

_UNKNOWN = "Etc/Unknown"


@lru_cache(maxsize=4096)
def zones_of(e164: str) -> tuple[str, ...]:
    """The time zones a full number may be in; none when that is not known. The first call loads the table
    (about 50 ms): a server asks once when it starts."""
    from phonenumbers import timezone

    try:
        number = phonenumbers.parse(e164)
    except NumberParseException:
        return ()
    return tuple(zone for zone in timezone.time_zones_for_number(number) if zone != _UNKNOWN)


def one_per_offset(zones: Iterable[str], at: datetime) -> tuple[str, ...]:
    """One zone for each time of day that it may be there at `at`, the earliest first."""
    known = {
        offset: zone for zone in zones if (offset := at.astimezone(ZoneInfo(zone)).utcoffset()) is not None
    }
    return tuple(known[offset] for offset in sorted(known))


def is_unusual(zones: Iterable[str], at: datetime) -> bool:
    """At `at` it is too early or too late to call, wherever among `zones` the number is; False when that is
    not known."""
    hours = [at.astimezone(ZoneInfo(zone)).time() for zone in zones]
    return bool(hours) and all(not FROM <= hour < UNTIL for hour in hours)
