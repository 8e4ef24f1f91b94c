"""Two people talk: until one hangs up or is handed on, and with all that a desk may do to them meanwhile.

Each thing that changes who hears whom has its module: hold in `holding.py`, asking a third person in
`consultation.py`, parking places in `parking.py`. Here they meet, and the talk goes on after them.
"""

from __future__ import annotations

from cti.simulator import parking
from cti.simulator.asking_queue import AskedQueue
from cti.simulator.consultation import Consultation
from cti.simulator.exchange import Exchange
from cti.simulator.holding import wait_apart
from cti.simulator.inbox import Happening
from cti.simulator.model import Channel


async def converse(exchange: Exchange, first: Channel, second: Channel) -> Happening:
    """Both enter a bridge, in this order, and talk to the end: who hung up, or was handed on."""
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
        if happening is None or happening.channel not in (first, second):
            continue
        outcome = await _outcome(exchange, happening, second if happening.channel is first else first)
        if outcome is not None:
            return outcome


async def _outcome(exchange: Exchange, happening: Happening, other: Channel) -> Happening | None:
    """How it ended, or None: the two go on talking. `happening.channel` is whose desk asks for something."""
    match happening.kind:
        case "hung_up" | "transferred":
            return happening
        case "held":
            return await wait_apart(exchange, happening.channel, other)
        case "asked":
            asks = AskedQueue if exchange.leads_into_queue(happening.exten) else Consultation
            return await asks(exchange, happening.channel, other, happening.exten).play()
        case "parked":
            return await _parked(exchange, happening.channel, other)
    return None


async def _parked(exchange: Exchange, agent: Channel, customer: Channel) -> Happening:
    """The customer waits in a parking place; whoever fetches them talks with them as before."""
    ended = await parking.wait(exchange, agent, customer)
    if ended.kind != "fetched":
        return ended
    retriever = ended.channel
    outcome = await converse(exchange, retriever, customer)
    if outcome.kind == "hung_up":
        exchange.leave(retriever)
        exchange.leave(customer)
    exchange.hang_up(retriever)
    return outcome


def _follow_plan(exchange: Exchange, channel: Channel) -> None:
    plan = channel.plan
    if plan.talks_s is not None:
        exchange.at(channel, plan.talks_s, lambda: exchange.talker_hangs_up(channel))
    if plan.hold_after_s is not None:
        exchange.at(channel, plan.hold_after_s, lambda: exchange.press_hold(channel, on=True))
        exchange.at(channel, plan.hold_after_s + plan.hold_s, lambda: exchange.press_hold(channel, on=False))
