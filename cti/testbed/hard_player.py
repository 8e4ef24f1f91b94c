"""Plays hard call flows on a running Asterisk: members, phones with acts, manager actions.

Several flows may be played at once as long as they share neither phones nor queues.
"""

import asyncio
import time
from contextlib import AsyncExitStack, suppress
from functools import partial
from typing import Final

from cti.errors import ActionRefused
from cti.testbed.acts import Caller
from cti.testbed.asterisk import Asterisk
from cti.testbed.console import Console
from cti.testbed.flows import Flow, Manager, Member
from cti.testbed.managing import manage
from cti.testbed.sip_log import read_phone
from cti.testbed.waiting import in_time, until

_PATIENCE_S: Final = 25.0


async def play_flow(asterisk: Asterisk, flow: Flow) -> None:
    """Play to the end: when this returns all callers of the flow are through and its queue is empty.

    Raises `TestbedError` when a phone saw something other than its acts say, `ActionRefused` when
    Asterisk refuses an action.
    """
    async with AsyncExitStack() as cleanup:
        console = await cleanup.enter_async_context(asterisk.console())
        for queue, members in flow.members.items():
            for member in members:
                await _join(console, queue, member)
                cleanup.push_async_callback(_leave, console, queue, member)
        for desk in flow.desks:
            connected = await asterisk.phones.plug_in(desk)
            cleanup.push_async_callback(connected.disconnect)
        async with asyncio.TaskGroup() as group:
            for caller in flow.callers:
                group.create_task(_call(asterisk, caller))
            for step in flow.steps:
                group.create_task(_take(asterisk, step))
        await _silence(console, flow)
        await _put_down(asterisk, flow)


async def _join(console: Console, queue: str, member: Member) -> None:
    fields = {"Queue": queue, "Interface": member.interface, "MemberName": f"Agent {member.extension}"}
    if member.state_interface is not None:
        fields["StateInterface"] = member.state_interface
    await console.ask("QueueAdd", **fields, Penalty="0", Paused="false")


async def _leave(console: Console, queue: str, member: Member) -> None:
    await console.ask("QueueRemove", Queue=queue, Interface=member.interface)


async def _call(asterisk: Asterisk, caller: Caller) -> None:
    await asyncio.sleep(caller.at_s)
    call = await asterisk.phones.call(caller)
    await in_time(call.finished(), f"{caller.number}, who dialled {caller.dials}, to be through", _PATIENCE_S)


async def _take(asterisk: Asterisk, step: Manager) -> None:
    await asyncio.sleep(step.at_s)
    async with asterisk.console() as console:
        await manage(console, step.action, step.channels, step.fields)


async def _silence(console: Console, flow: Flow) -> None:
    """Until no phone of the flow is on the line; who still is after a while is taken off it."""
    phones = {each.number for each in flow.desks} | {each.number for each in flow.callers}
    patience = time.monotonic() + _PATIENCE_S

    async def nobody_is_left() -> bool:
        rows = await console.list("CoreShowChannels")
        left = [row["Channel"] for row in rows if _belongs(row["Channel"], row["CallerIDNum"], phones)]
        if time.monotonic() > patience:
            for channel in left:
                with suppress(ActionRefused):  # it ended by itself meanwhile
                    await console.ask("Hangup", Channel=channel)
        return not left

    await until(nobody_is_left, f"the phones of {flow.name} to be on no line", 2 * _PATIENCE_S)


async def _put_down(asterisk: Asterisk, flow: Flow) -> None:
    """Until every phone that is called knows that its calls are over: the PBX's last BYE is on its way."""
    for desk in flow.desks:
        down = partial(_is_down, asterisk, desk.number)
        await until(down, f"{desk.number} to know that it is on no line", _PATIENCE_S)


def _is_down(asterisk: Asterisk, number: str) -> bool:
    logs = asterisk.phones.said().get(number, [])
    legs = [leg for log in logs[-1:] for leg in read_phone(number, log)]
    return all(leg.ended_at is not None for leg in legs)


def _belongs(channel: str, number: str, phones: set[str]) -> bool:
    return number in phones or channel.partition("/")[2].partition("-")[0].partition("@")[0] in phones
