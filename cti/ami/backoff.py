"""How long to wait before the next attempt to connect. Pure but for the given random source."""

from __future__ import annotations

from random import Random

LONGEST_S = 8.0


class BackOff:
    """1, 2, 4, 8, 8 ... seconds, each drawn from its upper half, so that many clients of one PBX do not all
    come back in the same instant, and a PBX that is back is seen again within seconds."""

    def __init__(self, random: Random, first_s: float = 1.0) -> None:
        self._random = random
        self._first_s = first_s
        self._failures = 0

    def next_s(self) -> float:
        """Seconds to wait now; longer each time."""
        full = min(self._first_s * 2.0**self._failures, LONGEST_S)
        self._failures += full < LONGEST_S
        return full * self._random.uniform(0.5, 1.0)

    def reset(self) -> None:
        """The connection was good: start with the shortest again."""
        self._failures = 0
