"""Manager actions about phones: a phone is named by its number, the PBX wants its channel."""

from __future__ import annotations

from collections.abc import Mapping

from cti.errors import ActionRefused
from cti.testbed.console import Console


async def manage(
    console: Console, action: str, channels: Mapping[str, str], fields: Mapping[str, str]
) -> None:
    """Asks for `action`; the values of `channels` are numbers. Raises `ActionRefused`."""
    named = {header: await _channel_of(console, number) for header, number in channels.items()}
    await console.ask(action, **named, **fields)


async def _channel_of(console: Console, number: str) -> str:
    """The channel of a desk, or of the customer with this number. Raises `ActionRefused`: none."""
    for row in await console.list("CoreShowChannels"):
        name = row["Channel"]
        if name.startswith(f"PJSIP/{number}-"):
            return name
        if name.startswith("PJSIP/trunk-") and number in (row["CallerIDNum"], row["Exten"]):
            return name
    raise ActionRefused(f"{number} has no channel")
