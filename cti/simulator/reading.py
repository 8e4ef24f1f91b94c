"""An application that waits for keys of whoever called it: Answer(), Read(KEYS), Hangup()."""

from __future__ import annotations

from cti.simulator.exchange import Exchange
from cti.simulator.model import UP, Channel

KEYS = 4
WAIT_S = 20.0


def is_asked(number: str) -> bool:
    """57 and two digits, from a desk."""
    return len(number) == 4 and number.startswith("57")


async def read(exchange: Exchange, channel: Channel) -> None:
    """Until all keys are pressed, none is for a while, or the caller hangs up."""
    exchange.run(channel, "Answer")
    if channel.state != UP:
        exchange.set_state(channel, UP)
    channel.priority += 1
    exchange.run(channel, "Read", f"KEYS,,{KEYS},,1,{WAIT_S:.0f}")
    exchange.set_variable(channel, "READSTATUS", "ERROR")
    keys = await _pressed(channel)
    if channel.ending is not None:
        return
    exchange.set_variable(channel, "KEYS", keys)
    exchange.set_variable(channel, "READSTATUS", "OK" if len(keys) == KEYS else "TIMEOUT")
    channel.priority += 1
    exchange.run(channel, "Hangup")
    exchange.soft_hangup(channel)


async def _pressed(channel: Channel) -> str:
    keys = ""
    while len(keys) < KEYS:
        happening = await channel.call.next(WAIT_S)
        if happening is None or channel.ending is not None:
            break
        if happening.kind == "pressed":
            keys += happening.exten
    return keys
