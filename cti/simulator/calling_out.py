"""One phone is called for a channel: its own channel, the ringing, the answer. In Asterisk's order."""

from __future__ import annotations

from cti.simulator import messages, talk
from cti.simulator.exchange import Exchange
from cti.simulator.model import UP, CallerId, Channel
from cti.simulator.targets import Target


def began(exchange: Exchange, caller: Channel, target: Target) -> Channel:
    """The phone of `target` is called for `caller`; its channel."""
    leg = exchange.ringing_leg(target.device, caller.call, exchange.phones(target.number), caller)
    exchange.set_variable(leg, "DIALEDPEERNUMBER", target.dial_string)
    leg.exten = caller.exten
    outside = leg.caller.number is None
    leg.connected = caller.caller
    if outside:
        leg.caller = CallerId(caller.exten, caller.connected.name)
    exchange.run(leg, "AppDial", "(Outgoing Line)")
    if outside:
        exchange.name_caller(leg, leg.caller)
    exchange.connect_line(leg, caller.caller)
    exchange.emit(messages.dial_event("DialBegin", caller, leg, ("DialString", target.dial_string)))
    exchange.connect_line(caller, leg.caller)
    if talk.ring(exchange, leg):
        exchange.set_variable(caller, "RINGTIME", 0)
        exchange.set_variable(caller, "RINGTIME_MS", 1)
        exchange.emit(messages.dial_event("DialState", caller, leg, ("DialStatus", "RINGING")))
    return leg


def picked_up(exchange: Exchange, caller: Channel, leg: Channel) -> None:
    """The phone was answered: so is who called."""
    exchange.set_variable(caller, "DIALSTATUS", "ANSWER")
    exchange.set_variable(caller, "DIALEDPEERNAME", leg.name)
    exchange.set_variable(caller, "DIALEDPEERNUMBER", leg.device.removeprefix("PJSIP/"))
    leg.exten = ""
    exchange.emit(messages.dial_event("DialEnd", caller, leg, ("DialStatus", "ANSWER")))
    if caller.state != UP:
        exchange.set_state(caller, UP)
    exchange.run(leg, "AppDial", "(Outgoing Line)")


def gave_up(exchange: Exchange, caller: Channel, leg: Channel, status: str) -> None:
    """The phone was not answered, for the reason in `status`."""
    exchange.emit(messages.dial_event("DialEnd", caller, leg, ("DialStatus", status)))
