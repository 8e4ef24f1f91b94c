"""How a call sounded at a browser's phone, measured there."""

from __future__ import annotations

from datetime import datetime

import msgspec


class CallQuality(msgspec.Struct, frozen=True, kw_only=True):
    """One agent's part of a call: packets of sound over `seconds` of talk, counted from its start.

    `lost` were on their way to the browser, `lost_there` on the way to the PBX (as the PBX reported them);
    `jitter_ms` and `rtt_ms` (there and back; None while the PBX reports none) are means. `mos` is the mean
    and `mos_worst` the worst of the estimates made every few seconds, 1 (bad) to 4.4 (as a telephone).
    """

    call_id: str
    agent: str
    at: datetime
    seconds: float
    sent: int
    received: int
    lost: int
    lost_there: int
    jitter_ms: float
    rtt_ms: float | None
    mos: float
    mos_worst: float
