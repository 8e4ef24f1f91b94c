"""Plays a scenario on a running Asterisk: plugs in the phones, dials, acts through the manager, cleans up.

The scenario's clock starts when every phone is plugged in and every queue has its members.
"""

import asyncio
from contextlib import AsyncExitStack
from typing import Final

from cti.simulator.scenario import (
    ENTRANCES,
    EXTENSIONS,
    Dialling,
    HangUp,
    Manage,
    Originate,
    Pause,
    Phone,
    Scenario,
    Step,
)
from cti.testbed.acts import Desk, Ring, Talk
from cti.testbed.asterisk import Asterisk
from cti.testbed.console import Console
from cti.testbed.managing import manage
from cti.testbed.phones import CALL_LIMIT_S, SippProcess
from cti.testbed.waiting import until

_QUEUE_NUMBERS: Final = {entrance.number for entrance in ENTRANCES}


async def play(asterisk: Asterisk, scenario: Scenario) -> None:
    """Play to the end: when this returns no call is left and the queues are empty again.

    Raises `TestbedError` when a caller's phone saw something other than the scenario says, `ActionRefused`
    when Asterisk refuses a step.
    """
    async with AsyncExitStack() as cleanup:
        console = await cleanup.enter_async_context(asterisk.console())
        for queue, extensions in scenario.members.items():
            for extension in extensions:
                await join_queue(console, queue, extension)
                cleanup.push_async_callback(leave_queue, console, queue, extension)
        for phone in scenario.phones:
            connected = await _connected(asterisk, phone)
            cleanup.push_async_callback(connected.disconnect)
        await _story(asterisk, scenario)
        await _silence(console)


async def _connected(asterisk: Asterisk, phone: Phone) -> SippProcess:
    if not phone.audio:
        return await asterisk.phones.connect(phone)
    acts = (Ring(phone.after_s), Talk(phone.talks_s))
    return await asterisk.phones.plug_in(Desk(number=phone.number, calls=(acts,), audio=True))


async def join_queue(console: Console, queue: str, extension: str, penalty: int = 0) -> None:
    """Make a desk's phone a member of a queue; a higher penalty is rung only when nobody lower is free."""
    await console.ask(
        "QueueAdd",
        Queue=queue,
        Interface=f"PJSIP/{extension}",
        MemberName=f"Agent {extension}",
        Penalty=str(penalty),
        Paused="false",
    )


async def leave_queue(console: Console, queue: str, extension: str) -> None:
    """End a desk's membership of a queue."""
    await console.ask("QueueRemove", Queue=queue, Interface=f"PJSIP/{extension}")


async def _story(asterisk: Asterisk, scenario: Scenario) -> None:
    async with asyncio.TaskGroup() as group:
        for dialling in scenario.diallings:
            group.create_task(_dial(asterisk, dialling, _pickup_s(dialling.dials, scenario.phones)))
        for step in scenario.steps:
            group.create_task(_take(asterisk, step))


async def _dial(asterisk: Asterisk, dialling: Dialling, answered_after_s: float) -> None:
    await asyncio.sleep(dialling.at_s)
    call = await asterisk.phones.dial(dialling, answered_after_s)
    await call.finished()


def _pickup_s(dials: str, phones: tuple[Phone, ...]) -> float:
    """When a caller hears 200 OK: at once from a queue, else when the phone dialled is picked up."""
    if dials in _QUEUE_NUMBERS:
        return 0.0
    number = dials if dials in EXTENSIONS else dials[1:]
    return next((phone.after_s for phone in phones if phone.number == number), 0.0)


async def _take(asterisk: Asterisk, step: Step) -> None:
    await asyncio.sleep(step.at_s)
    async with asterisk.console() as console:
        match step:
            case Pause():
                await _pause(console, step)
            case Originate():
                await _originate(console, step)
            case HangUp():
                await _hang_up(console, step)
            case Manage():
                await manage(console, step.action, step.channels, step.fields)


async def _pause(console: Console, step: Pause) -> None:
    paused = "true" if step.paused else "false"
    await console.ask("QueuePause", Interface=f"PJSIP/{step.extension}", Paused=paused, Reason=step.reason)


async def _originate(console: Console, step: Originate) -> None:
    await console.ask(
        "Originate",
        Channel=f"PJSIP/{step.extension}",
        Context="from-agents",
        Exten=step.dials,
        Priority="1",
        Timeout="30000",
    )


async def _hang_up(console: Console, step: HangUp) -> None:
    for channel in await console.list("CoreShowChannels"):
        if channel["Channel"].startswith(f"PJSIP/{step.extension}-"):
            await console.ask("Hangup", Channel=channel["Channel"], Cause="16")


async def _silence(console: Console) -> None:
    async def nobody_talks() -> bool:
        return not await console.list("CoreShowChannels")

    await until(nobody_talks, "the end of every call", CALL_LIMIT_S)
