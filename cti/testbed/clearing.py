"""Leaves an Asterisk as it was before: calls that began since are hung up, phones that were plugged in since
are taken off, members that joined since leave their queues. For whoever uses one Asterisk after another.

The calls end first, while their phones still listen: a phone that is just gone leaves its call up for ever,
or its caller waiting in a queue until the queue's own limit.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

import msgspec

from cti.errors import ActionRefused
from cti.testbed.asterisk import Asterisk
from cti.testbed.console import Console
from cti.testbed.phones import SippProcess
from cti.testbed.waiting import until

_PATIENCE_S: Final = 10.0


class Present(msgspec.Struct, frozen=True):
    """Who is there: channels by Uniqueid, phones, members as queue and interface."""

    channels: frozenset[str] = frozenset()
    phones: frozenset[SippProcess] = frozenset()
    members: frozenset[tuple[str, str]] = frozenset()


NOBODY: Final = Present()


@asynccontextmanager
async def as_it_was(asterisk: Asterisk) -> AsyncIterator[None]:
    """Whatever comes within the block is gone behind it, also when the block fails."""
    before = await present(asterisk)
    try:
        yield
    finally:
        await clear(asterisk, before)


async def present(asterisk: Asterisk) -> Present:
    """Who is there now."""
    async with asterisk.console() as console:
        channels = [row["Uniqueid"] for row in await console.list("CoreShowChannels")]
        return Present(frozenset(channels), asterisk.phones.plugged_in, frozenset(await _members(console)))


async def clear(asterisk: Asterisk, kept: Present = NOBODY) -> None:
    """Everybody but `kept` goes. Raises `TestbedError` when a call cannot be ended."""
    async with asterisk.console() as console:
        for queue, interface in set(await _members(console)) - kept.members:
            with suppress(ActionRefused):  # the queue went with its configuration
                await console.ask("QueueRemove", Queue=queue, Interface=interface)
    await end_calls(asterisk, kept)
    for phone in asterisk.phones.plugged_in - kept.phones:
        await phone.disconnect()


async def end_calls(asterisk: Asterisk, kept: Present = NOBODY) -> None:
    """The PBX hangs up every call but those `kept`; the phones stay. Raises `TestbedError`: one goes on."""
    async with asterisk.console() as console:
        await until(lambda: _hung_up(console, kept), "the end of the calls left over", _PATIENCE_S)


async def _hung_up(console: Console, kept: Present) -> bool:
    """Asks for the end of what is up; True when nothing was. Hanging up one may ring another."""
    rows = await console.list("CoreShowChannels")
    left = [row["Channel"] for row in rows if row["Uniqueid"] not in kept.channels]
    for channel in left:
        with suppress(ActionRefused):  # it ended with the one before
            await console.ask("Hangup", Channel=channel, Cause="16")
    return not left


async def _members(console: Console) -> list[tuple[str, str]]:
    """Those that joined over the manager; whoever is in queues.conf belongs there."""
    rows = await console.list("QueueStatus")
    return [
        (row["Queue"], row["Location"])
        for row in rows
        if row["Event"] == "QueueMember" and row["Membership"] == "dynamic"
    ]
