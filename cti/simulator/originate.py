"""Originate: the PBX rings a phone first and lets it dial when it answers (click to call)."""

from __future__ import annotations

import msgspec

from cti.simulator import messages, talk
from cti.simulator.dialplan import follow
from cti.simulator.exchange import Exchange
from cti.simulator.inbox import Call
from cti.simulator.model import CallerId, Channel


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """What an Originate action asks for; `limit_s` is how long the phone rings.

    `announced`: with an OriginateResponse, as every asynchronous Originate.
    """

    device: str
    exten: str
    context: str
    caller: CallerId | None = None
    limit_s: float = 30.0
    action_id: str | None = None
    announced: bool = True
    variables: tuple[tuple[str, str], ...] = ()


def start(exchange: Exchange, order: Order) -> Channel | None:
    """Rings the phone; None when there is no such phone."""
    if exchange.devices.state(order.device) == "UNAVAILABLE":
        return None
    exchange.calls_seen += 1
    number = order.device.removeprefix("PJSIP/")
    leg = exchange.ringing_leg(order.device, Call(exchange.timeline), exchange.phones(number), None)
    exchange.run(leg, "AppDial2", "(Outgoing Line)")
    for name, value in order.variables:
        exchange.set_variable(leg, name, value)
    if order.caller is not None:
        exchange.name_caller(leg, order.caller)
        exchange.connect_line(leg, order.caller)
    exchange.emit(messages.dial_event("DialBegin", None, leg, ("DialString", number)))
    if talk.ring(exchange, leg):
        exchange.emit(messages.dial_event("DialState", None, leg, ("DialStatus", "RINGING")))
    return leg


async def answered(exchange: Exchange, order: Order, leg: Channel | None) -> bool:
    """Waits for the phone and sends OriginateResponse; afterwards `go_on` plays the rest."""
    if leg is None:
        _respond(exchange, order, None)
        return False
    happening = await leg.call.next(order.limit_s)
    if happening is not None and happening.kind == "answered":
        exchange.emit(messages.dial_event("DialEnd", None, leg, ("DialStatus", "ANSWER")))
        _respond(exchange, order, leg)
        return True
    ending = leg.ending
    exchange.hang_up(leg, ending.cause if ending else 19, ending.tech_cause if ending else 480)
    _respond(exchange, order, None)
    return False


async def go_on(exchange: Exchange, order: Order, leg: Channel) -> None:
    """The phone has answered and now dials."""
    leg.context, leg.exten = order.context, order.exten
    await follow(exchange, leg)


async def play(exchange: Exchange, order: Order) -> None:
    """The whole of it, as for `Async: true`."""
    leg = start(exchange, order)
    if await answered(exchange, order, leg) and leg is not None:
        await go_on(exchange, order, leg)


def _respond(exchange: Exchange, order: Order, leg: Channel | None) -> None:
    if not order.announced:
        return
    exchange.emit(
        messages.originate_response(
            leg.name if leg else order.device,
            leg.uniqueid if leg else None,
            order.exten,
            order.context,
            order.caller or CallerId(),
            order.action_id,
        )
    )
