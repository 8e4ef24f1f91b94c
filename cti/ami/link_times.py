"""How long a link waits, for what."""

from __future__ import annotations

import msgspec

from cti.config import Pbx


class LinkTimes(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds: to open and be greeted, for an answer, between pings, for a pong, for FullyBooted after
    the log-in, before another try when the log-in was refused, before the first new try, between looks at
    the queues."""

    connect_s: float = 10.0
    answer_s: float = 10.0
    ping_every_s: float = 10.0
    pong_s: float = 5.0
    boot_s: float = 2.0
    refused_s: float = 60.0
    first_retry_s: float = 1.0
    queues_again_s: float = 60.0


def times_of(pbx: Pbx) -> LinkTimes:
    """The usual times with those that the configuration sets."""
    return LinkTimes(ping_every_s=pbx.ping_s, pong_s=min(pbx.ping_s, 5.0), queues_again_s=pbx.queues_again_s)
