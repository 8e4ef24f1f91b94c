"""extensions.conf: what a dialled number leads to, and how calls begin.

From outside: a queue's number, or `8` and a desk's extension. From a desk: an extension, `9` and a
number outside, a queue's number, or `57` and two digits for an application that reads keys. After a transfer
the caller goes on here with the new number.
"""

from __future__ import annotations

from cti.simulator import reading
from cti.simulator.dial import dial
from cti.simulator.exchange import AGENT_CONTEXT, TRUNK, TRUNK_CONTEXT, Exchange
from cti.simulator.inbox import Call, Happening
from cti.simulator.model import UP, CallerId, Channel, Ending, Plan
from cti.simulator.queueing import Visit
from cti.simulator.targets import target_of
from cti.simulator.timeline import sleep

GOODBYE_S = 0.9


async def call_from_outside(exchange: Exchange, caller: CallerId, number: str, plan: Plan) -> None:
    """Somebody outside dials one of our numbers; played to the end."""
    channel = exchange.dialling(TRUNK, caller, TRUNK_CONTEXT, number, plan)
    await follow(exchange, channel)


async def call_from_desk(exchange: Exchange, extension: str, number: str, plan: Plan) -> None:
    """A desk's phone dials; played to the end."""
    identity = CallerId(extension, f"Agent {extension}")
    channel = exchange.dialling(exchange.device_of(extension), identity, AGENT_CONTEXT, number, plan)
    await follow(exchange, channel)


async def follow(exchange: Exchange, channel: Channel) -> None:
    """The channel's way through the dialplan, from `channel.exten` to its hang-up."""
    while True:
        known, transfer = await _step(exchange, channel)
        if not known:
            exchange.hang_up(channel, 1)
            return
        if transfer is None:
            break
        if transfer.kind == "fetched":
            return
        if transfer.channel is not channel:
            transfer.channel.call = Call(exchange.timeline)
            exchange.spawn(follow(exchange, transfer.channel))
            break
    ending = channel.ending or Ending(False)
    exchange.hang_up(channel, ending.cause, ending.tech_cause)


async def _step(exchange: Exchange, channel: Channel) -> tuple[bool, Happening | None]:
    """Plays the present extension: whether it exists, and the transfer that leads to another."""
    entrance = next((each for each in exchange.settings.entrances if each.number == channel.exten), None)
    if entrance is not None:
        return True, await _to_queue(exchange, channel, entrance.queue, entrance.wait_limit_s)
    if channel.context == AGENT_CONTEXT and channel.exten in exchange.parked:
        return True, _fetch(exchange, channel)
    if channel.context == AGENT_CONTEXT and reading.is_asked(channel.exten):
        await reading.read(exchange, channel)
        return True, None
    target = target_of(exchange, channel.exten, channel.context)
    if target is not None:
        return True, await dial(exchange, channel, target)
    return False, None


def _fetch(exchange: Exchange, channel: Channel) -> Happening:
    """The channel joins the call that waits in a parking place, which goes on from there."""
    parked = exchange.parked[channel.exten]
    exchange.run(channel, "ParkedCall", f"default,{channel.exten}")
    channel.call = parked.call
    fetched = Happening("fetched", channel)
    parked.call.post(fetched)
    return fetched


async def _to_queue(exchange: Exchange, channel: Channel, queue: str, limit_s: float) -> Happening | None:
    if channel.state != UP:
        exchange.run(channel, "Answer")
        exchange.set_state(channel, UP)
    channel.priority += 1
    transfer = await Visit(exchange, channel, exchange.queues[queue], limit_s).play()
    if transfer is None and channel.ending is None:
        await _goodbye(exchange, channel)
    return transfer


async def _goodbye(exchange: Exchange, channel: Channel) -> None:
    """After a timeout: an announcement, then the PBX hangs up."""
    channel.priority += 1
    exchange.run(channel, "Playback", "vm-goodbye")
    await sleep(exchange.timeline, GOODBYE_S)
    exchange.set_variable(channel, "PLAYBACKSTATUS", "SUCCESS")
    channel.priority += 1
    exchange.run(channel, "Hangup")
    exchange.soft_hangup(channel)
