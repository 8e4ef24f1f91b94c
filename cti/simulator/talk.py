"""What all calls have in common: a phone that rings, the end of a talk, the variables both leave."""

from __future__ import annotations

from cti.simulator.exchange import Exchange
from cti.simulator.inbox import Happening
from cti.simulator.model import RINGING, UP, Channel


def ring(exchange: Exchange, leg: Channel) -> bool:
    """The phone rings and will do as its plan says; False when it rejects without ringing."""
    if rejects_at_once(leg):
        reject(exchange, leg)
        return False
    plan = leg.plan
    exchange.set_state(leg, RINGING)
    if plan.rejects_after_s is not None:
        exchange.at(leg, plan.rejects_after_s, lambda: reject(exchange, leg))
    elif plan.answers_after_s is not None:
        exchange.at(leg, plan.answers_after_s, lambda: pick_up(exchange, leg))
    return True


def rejects_at_once(leg: Channel) -> bool:
    """Whether the phone is going to say 486 without having rung."""
    return leg.plan.rejects_after_s is not None and leg.plan.rejects_after_s <= 0


def reject(exchange: Exchange, leg: Channel) -> None:
    """The phone says 486 Busy Here."""
    exchange.phone_hangs_up(leg, 17, 486)


def pick_up(exchange: Exchange, leg: Channel) -> None:
    """The phone answers."""
    if leg.ending is None and leg.state == RINGING:
        exchange.set_state(leg, UP)
        leg.call.post(Happening("answered", leg))


def part(exchange: Exchange, leaver: Channel, other: Channel) -> None:
    """Both leave the bridge, `leaver` first."""
    for channel in (leaver, other):
        exchange.set_variable(channel, "BRIDGEPEER", "")
        exchange.set_variable(channel, "BRIDGEPVTCALLID", "")
    exchange.leave(leaver)
    exchange.leave(other)


def set_times(exchange: Exchange, caller: Channel, answered_s: float, dialled_s: float) -> None:
    """The variables with which Dial and Queue leave their times to the dialplan."""
    for name, seconds in (("ANSWEREDTIME", answered_s), ("DIALEDTIME", dialled_s)):
        exchange.set_variable(caller, name, int(seconds))
        exchange.set_variable(caller, f"{name}_MS", int(seconds * 1000))


def clear_variables(exchange: Exchange, caller: Channel, *names: str) -> None:
    """What Dial and Queue empty before they start."""
    for name in names:
        exchange.set_variable(caller, name, "")
