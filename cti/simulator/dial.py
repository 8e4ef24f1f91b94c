"""Dial(): one phone is rung for a caller, they talk, one of them ends it. Order of events as in Asterisk."""

from __future__ import annotations

import copy
from collections.abc import Callable

from cti.simulator import messages, talk
from cti.simulator.calling_out import began, picked_up
from cti.simulator.conversation import converse
from cti.simulator.exchange import AGENT_CONTEXT, Exchange
from cti.simulator.inbox import Happening
from cti.simulator.model import Channel, Ending
from cti.simulator.targets import Target

_CLEARED = (
    "DIALSTATUS",
    "DIALEDPEERNUMBER",
    "DIALEDPEERNAME",
    "ANSWEREDTIME",
    "ANSWEREDTIME_MS",
    "DIALEDTIME",
    "DIALEDTIME_MS",
    "RINGTIME",
    "RINGTIME_MS",
    "PROGRESSTIME",
    "PROGRESSTIME_MS",
)


async def dial(exchange: Exchange, caller: Channel, target: Target) -> Happening | None:
    """Plays Dial() to its end; the transfer that ended it, or None: `caller` is to be hung up."""
    started = exchange.timeline.now()
    exchange.run(caller, "Dial", f"PJSIP/{target.dial_string},{target.limit_s:.0f},tT")
    talk.clear_variables(exchange, caller, *_CLEARED)
    leg = began(exchange, caller, target)
    status = await _wait(exchange, caller, leg, target.limit_s)
    if status != "ANSWER":
        _fail(exchange, caller, leg, status)
        return None
    picked_up(exchange, caller, leg)
    answered = exchange.timeline.now()
    ended = await converse(exchange, leg, caller)
    if ended.kind == "transferred":
        hand_over(exchange, caller, leg, ended)
        return ended
    now = exchange.timeline.now()
    talk.part(exchange, *((caller, leg) if ended.channel is caller else (leg, caller)))
    talk.set_times(exchange, caller, now - answered, now - started)
    exchange.set_variable(caller, "DIALSTATUS", "ANSWER")
    exchange.soft_hangup(caller)
    exchange.hang_up(leg)
    return None


async def _wait(exchange: Exchange, caller: Channel, leg: Channel, limit_s: float) -> str:
    until = exchange.timeline.now() + limit_s
    while True:
        happening = await caller.call.next(until - exchange.timeline.now())
        if happening is None:
            return "NOANSWER"
        if happening.channel is caller:
            return "CANCEL"
        if happening.channel is leg and happening.kind == "answered":
            return "ANSWER"
        if happening.channel is leg:
            return "BUSY" if leg.ending and leg.ending.cause == 17 else "NOANSWER"


def _fail(exchange: Exchange, caller: Channel, leg: Channel, status: str) -> None:
    exchange.emit(messages.dial_event("DialEnd", caller, leg, ("DialStatus", status)))
    exchange.set_variable(caller, "DIALSTATUS", status)
    if status != "CANCEL":
        exchange.run(caller, "Hangup")
    exchange.soft_hangup(caller)
    ending = {"BUSY": Ending(False, 17, 486), "CANCEL": Ending(False, 127, 500)}.get(status, Ending(False, 0))
    exchange.hang_up(leg, ending.cause, ending.tech_cause)
    if status == "BUSY":
        caller.ending = ending


def hand_over(
    exchange: Exchange,
    caller: Channel,
    leg: Channel,
    ended: Happening,
    announced: Callable[[], None] | None = None,
) -> None:
    """One of the two goes on at another extension, the other is hung up (`caller` by its dialplan).

    `announced` is called while both are still in their bridge.
    """
    stays = leg if ended.channel is caller else caller
    _announce_transfer(exchange, ended, stays)
    if announced is not None:
        announced()
    talk.part(exchange, ended.channel, stays)
    if stays is leg:
        exchange.hang_up(leg)
    else:
        exchange.soft_hangup(caller)


def _announce_transfer(exchange: Exchange, ended: Happening, transferer: Channel) -> None:
    """Unhold, the next extension and BlindTransfer; a mere Redirect is not announced."""
    moved, before = ended.channel, copy.copy(ended.channel)
    if ended.announced:
        exchange.hold(transferer, on=False)
    moved.context, moved.exten, moved.priority = AGENT_CONTEXT, ended.exten, 1
    exchange.run(moved, moved.application, moved.application_data)
    if ended.announced:
        exchange.emit(messages.blind_transfer(transferer, before, AGENT_CONTEXT, ended.exten))
