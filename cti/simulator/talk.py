"""What all calls have in common: a phone that rings, two people who talk, the end of their talk."""

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


async def converse(exchange: Exchange, first: Channel, second: Channel) -> Happening:
    """Both enter a bridge, in this order, and talk until one hangs up, is dropped or is transferred."""
    exchange.bridge(first, second)
    for one, other in ((first, second), (second, first)):
        exchange.set_variable(one, "BRIDGEPEER", other.name)
        exchange.set_variable(one, "BRIDGEPVTCALLID", other.uniqueid)
    for channel in (first, second):
        _follow_plan(exchange, channel)
        if channel.ending is not None:
            return Happening("hung_up", channel)
    while True:
        happening = await first.call.next()
        if happening is not None and happening.kind != "answered" and happening.channel in (first, second):
            return happening


def _follow_plan(exchange: Exchange, channel: Channel) -> None:
    plan = channel.plan
    if plan.talks_s is not None:
        exchange.at(channel, plan.talks_s, lambda: exchange.talker_hangs_up(channel))
    if plan.hold_after_s is not None:
        exchange.at(channel, plan.hold_after_s, lambda: exchange.hold(channel, on=True))
        exchange.at(channel, plan.hold_after_s + plan.hold_s, lambda: exchange.hold(channel, on=False))


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
