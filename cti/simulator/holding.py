"""Hold from a desk (Redirect of both into cti-hold): each waits alone until `Bridge` brings them together."""

from __future__ import annotations

from cti.simulator.exchange import Exchange
from cti.simulator.inbox import Happening
from cti.simulator.model import Channel

CONTEXT, CUSTOMER, AGENT = "cti-hold", "customer", "agent"
_WAIT_S = "86400"


async def wait_apart(exchange: Exchange, agent: Channel, customer: Channel) -> Happening | None:
    """None: they talk again. Who hangs up meanwhile leaves the other waiting; the last to go ends it."""
    _go_out(exchange, agent, customer)
    there = [agent, customer]
    while True:
        happening = await agent.call.next()
        if happening is None or happening.channel not in there:
            continue
        if happening.kind == "bridged" and len(there) == 2:
            exchange.music(customer, on=False)
            exchange.bridge(agent, customer)
            return None
        if happening.kind == "hung_up":
            there.remove(happening.channel)
            _end(exchange, happening.channel)
        if not there:
            return happening


def _go_out(exchange: Exchange, agent: Channel, customer: Channel) -> None:
    for channel, exten in ((customer, CUSTOMER), (agent, AGENT)):
        channel.context, channel.exten, channel.priority = CONTEXT, exten, 1
        exchange.run(channel, channel.application, channel.application_data)
    exchange.leave(customer)
    exchange.leave(agent)
    customer.priority += 1
    exchange.music(customer, on=True)
    exchange.run(customer, "Wait", _WAIT_S)
    agent.application, agent.application_data = "Wait", _WAIT_S


def _end(exchange: Exchange, channel: Channel) -> None:
    exchange.music(channel, on=False)
    exchange.soft_hangup(channel)
    exchange.hang_up(channel)
