"""Plays a declared scenario on the simulated PBX: members join, people dial, steps are taken, all end."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine

from cti.simulator import members, originate
from cti.simulator.actions import ACTIONS
from cti.simulator.dialplan import call_from_desk, call_from_outside
from cti.simulator.exchange import AGENT_CONTEXT, Exchange
from cti.simulator.inside import Inside
from cti.simulator.model import CallerId, Channel, Plan
from cti.simulator.scenario import Dialling, HangUp, Manage, Originate, Pause, Phone, Scenario, Step
from cti.simulator.session import Request
from cti.simulator.timeline import sleep


async def play(exchange: Exchange, scenario: Scenario) -> None:
    """Returns when every call of the scenario has ended and its members have left the queues."""
    plans = {phone.number: plan_of(phone) for phone in scenario.phones}
    before, exchange.phones = exchange.phones, lambda number: plans.get(number) or before(number)
    _join(exchange, scenario)
    try:
        parts = [_dial(exchange, each) for each in scenario.diallings]
        steps = [_take(exchange, each) for each in scenario.steps]
        await _all(exchange, [*steps, *parts])
    finally:
        exchange.phones = before
        _part(exchange, scenario)


def plan_of(phone: Phone) -> Plan:
    """What a declared phone does when it rings."""
    return Plan(
        answers_after_s=phone.after_s if phone.conduct == "answers" else None,
        rejects_after_s=phone.after_s if phone.conduct == "rejects" else None,
        talks_s=phone.talks_s,
    )


async def _all(exchange: Exchange, parts: list[Coroutine[None, None, None]]) -> None:
    await asyncio.gather(*(exchange.spawn(part) for part in parts))


def _join(exchange: Exchange, scenario: Scenario) -> None:
    for queue, extensions in scenario.members.items():
        for extension in extensions:
            device = exchange.device_of(extension)
            members.add(exchange, exchange.queues[queue], device, f"Agent {extension}")


def _part(exchange: Exchange, scenario: Scenario) -> None:
    for queue, extensions in scenario.members.items():
        for extension in extensions:
            members.remove(exchange, exchange.queues[queue], exchange.device_of(extension))


async def _dial(exchange: Exchange, dialling: Dialling) -> None:
    await sleep(exchange.timeline, dialling.at_s)
    plan = Plan(leaves_after_s=dialling.leaves_after_s)
    if dialling.number in exchange.settings.extensions:
        await call_from_desk(exchange, dialling.number, dialling.dials, plan)
    else:
        open_id = CallerId(dialling.number, dialling.name)
        shown = CallerId("anonymous", "Anonymous") if dialling.withheld else open_id
        await call_from_outside(exchange, shown, dialling.dials, plan)


async def _take(exchange: Exchange, step: Step) -> None:
    await sleep(exchange.timeline, step.at_s)
    match step:
        case Pause():
            members.pause(exchange, exchange.device_of(step.extension), step.paused, step.reason)
        case Originate():
            device = exchange.device_of(step.extension)
            order = originate.Order(device=device, exten=step.dials, context=AGENT_CONTEXT)
            await originate.play(exchange, order)
        case HangUp():
            for channel in _channels_at(exchange, step.extension):
                exchange.drop(channel)
        case Manage():
            _manage(exchange, step)


def _manage(exchange: Exchange, step: Manage) -> None:
    """As a manager client would ask; raises ActionRefused."""
    named = {header: _channel_of(exchange, number) for header, number in step.channels.items()}
    headers = {"Action": step.action, **named, **step.fields}
    ACTIONS[step.action.lower()](
        Inside(exchange), Request(tuple((key.lower(), value) for key, value in headers.items()))
    )


def _channel_of(exchange: Exchange, number: str) -> str:
    if number in exchange.settings.extensions:
        return _channels_at(exchange, number)[0].name
    return next(each.name for each in exchange.channels.values() if each.caller.number == number)


def _channels_at(exchange: Exchange, extension: str) -> list[Channel]:
    device = exchange.device_of(extension)
    return [channel for channel in exchange.channels.values() if channel.device == device]
