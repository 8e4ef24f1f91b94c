"""Parking places 701 to 709: a customer waits there, hears music, and is fetched by dialling the place."""

from __future__ import annotations

from cti.simulator import messages
from cti.simulator.exchange import AGENT_CONTEXT, Exchange
from cti.simulator.inbox import Happening
from cti.simulator.model import Bridge, Channel

PLACES = tuple(str(number) for number in range(701, 710))
LIMIT_S = 60.0


async def wait(exchange: Exchange, agent: Channel, customer: Channel) -> Happening:
    """`fetched` by `channel`; `hung_up`; or, when the time is over, `transferred` to the desk that parked."""
    place = next(each for each in PLACES if each not in exchange.parked)
    exchange.parked[place] = customer
    bridge = _go_in(exchange, agent, customer, place)
    started = exchange.timeline.now()
    ended: Happening | None = None
    while ended is None or ended.kind not in ("fetched", "hung_up"):
        ended = await customer.call.next(started + LIMIT_S - exchange.timeline.now())
        if ended is None:
            return _timed_out(exchange, agent, customer, place)
    del exchange.parked[place]
    if ended.kind == "fetched":
        exchange.music(customer, on=False)
        exchange.leave(customer)
        ended.channel.linkedid = customer.linkedid
        told = (*_place(place, agent), *messages.channel_block(ended.channel, "Retriever"))
        exchange.emit(_event("UnParkedCall", customer, *told))
        return ended
    exchange.emit(_event("ParkedCallGiveUp", customer, *_place(place, agent)))
    exchange.leave(customer)
    assert not bridge.channels
    return ended


def _go_in(exchange: Exchange, agent: Channel, customer: Channel, place: str) -> Bridge:
    bridge = exchange.new_bridge("parking", "holding_bridge")
    exchange.emit(_event("ParkedCall", customer, *_place(place, agent)))
    exchange.leave(customer)
    exchange.enter(customer, bridge)
    exchange.music(customer, on=True)
    exchange.leave(agent)
    exchange.hang_up(agent)
    return bridge


def _timed_out(exchange: Exchange, agent: Channel, customer: Channel, place: str) -> Happening:
    del exchange.parked[place]
    exchange.emit(_event("ParkedCallTimeOut", customer, *_place(place, agent)))
    exchange.music(customer, on=False)
    exchange.leave(customer)
    customer.context = AGENT_CONTEXT
    return Happening("transferred", customer, agent.device.removeprefix("PJSIP/"))


def _place(place: str, agent: Channel) -> messages.Block:
    return [
        ("ParkerDialString", agent.device), ("Parkinglot", "default"), ("ParkingSpace", place),
        ("ParkingTimeout", int(LIMIT_S)), ("ParkingDuration", 0),
    ]  # fmt: skip


def _event(name: str, customer: Channel, *more: messages.Header) -> messages.Event:
    return messages.event(name, "call", messages.channel_block(customer, "Parkee"), list(more))
