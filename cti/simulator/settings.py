"""What a simulated PBX looks like before the first call: its queues, numbers, phones and manager account.

Everything is frozen and plain; times are seconds. Nothing here plays or listens.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from cti.simulator.scenario import ENTRANCES, EXTENSIONS, QUEUES, RETRY_S, RING_S, Entrance, Strategy

Detail = Literal["lean", "full"]


class QueueSettings(msgspec.Struct, frozen=True, kw_only=True):
    """A queue: rings `ring_s`, then waits `retry_s`; spares a member `wrap_up_s` after a call."""

    name: str
    strategy: Strategy
    ring_s: float = 15.0
    retry_s: float = 1.0
    wrap_up_s: int = 0
    service_level_s: int = 20


def _demo_queues() -> tuple[QueueSettings, ...]:
    return tuple(QueueSettings(name=queue.name, strategy=queue.strategy) for queue in QUEUES)


class SimulatorSettings(msgspec.Struct, frozen=True, kw_only=True):
    """A whole PBX. `port` 0 takes any free port.

    `robots` are extensions that are members of the queues from the start; everybody else is added with
    QueueAdd. `detail` "full" sends the VarSet noise of a real PBX too, "lean" leaves it out.
    `write_timeout_s` is the longest a client may leave its events unread (manager.conf `writetimeout`).
    Sound is written below `recordings`; "" writes none.
    """

    host: str = "127.0.0.1"
    port: int = 0
    username: str = "cti"
    secret: str = "cti"  # noqa: S105 - the default of a PBX that exists only on loopback
    queues: tuple[QueueSettings, ...] = msgspec.field(default_factory=_demo_queues)
    entrances: tuple[Entrance, ...] = ENTRANCES
    extensions: tuple[str, ...] = EXTENSIONS
    robots: tuple[str, ...] = ()
    detail: Detail = "full"
    write_timeout_s: float = 0.1
    recordings: str = ""


def scenario_settings(**changes: object) -> SimulatorSettings:
    """The PBX on which scenarios are played: short ringing, as in the real Asterisk beside it."""
    queues = tuple(
        QueueSettings(name=queue.name, strategy=queue.strategy, ring_s=RING_S, retry_s=RETRY_S)
        for queue in QUEUES
    )
    return msgspec.structs.replace(SimulatorSettings(queues=queues), **changes)
