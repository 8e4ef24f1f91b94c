"""What a dialled number leads to: a desk's phone, a number outside, or nothing. Pure."""

from __future__ import annotations

import msgspec

from cti.simulator.exchange import AGENT_CONTEXT, TRUNK, Exchange

INSIDE_S, OUTSIDE_S = 30.0, 60.0


class Target(msgspec.Struct, frozen=True):
    """Whom to dial: `number` is the phone's, `limit_s` how long it rings."""

    device: str
    number: str
    limit_s: float

    @property
    def dial_string(self) -> str:
        """As in DialBegin: `1001`, or `13900139001@trunk` outside."""
        return f"{self.number}@trunk" if self.device == TRUNK else self.number


def target_of(exchange: Exchange, number: str, context: str) -> Target | None:
    """The phone behind a number; None when no phone is."""
    inside = context == AGENT_CONTEXT
    extension = number if inside else number.removeprefix("8")
    if extension in exchange.settings.extensions and (inside or number != extension):
        return Target(exchange.device_of(extension), extension, INSIDE_S)
    if inside and len(number) > 1 and number.startswith("9"):
        return Target(TRUNK, number[1:], OUTSIDE_S)
    return None
