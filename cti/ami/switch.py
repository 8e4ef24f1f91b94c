"""The `Switch` port on top of a link: what agents and supervisors may do to calls and members.

Passes through: one action each, and the PBX's refusal in its own words. Does not pass: unchecked values
(actions.py) and retries: an action is sent once or not at all.
"""

from __future__ import annotations

from typing import Protocol

from cti.ami import actions
from cti.ami.actions import Action
from cti.ami.inbox import Inbox
from cti.ami.messages import HangupOrdered


class Asking(Protocol):
    """The part of `cti.ami.link.Link` that a switch needs."""

    pbx: str
    inbox: Inbox

    async def ask(self, action: Action, rows: bool = False) -> object:
        """Raises ActionRefused, LinkError."""


class LinkSwitch:
    """Acts on one PBX. Every method raises ActionRefused with Asterisk's words, LinkError when there is
    no link or no answer, UnsafeValue for a line break in a value."""

    def __init__(self, link: Asking) -> None:
        self.pbx = link.pbx
        self._link = link

    async def queue_add(self, queue: str, device: str, member_name: str, paused: bool = False) -> None:
        """Makes `device` a member of `queue`."""
        await self._link.ask(actions.queue_add(queue, device, member_name, paused))

    async def queue_remove(self, queue: str, device: str) -> None:
        """Ends the membership."""
        await self._link.ask(actions.queue_remove(queue, device))

    async def queue_pause(
        self, device: str, paused: bool, reason: str | None = None, queue: str | None = None
    ) -> None:
        """Pauses or unpauses `device`; in all its queues when `queue` is None."""
        await self._link.ask(actions.queue_pause(device, paused, reason, queue))

    async def hangup(self, channel: str) -> None:
        """Ends one channel; the trackers are told first, for the PBX never says who asked."""
        self._link.inbox.tell(HangupOrdered(channel=channel))
        await self._link.ask(actions.hangup(channel))

    async def originate(self, device: str, number: str, context: str, caller_id: str | None = None) -> None:
        """Rings the agent's `device`, then dials `number`; returns when the PBX has taken the order."""
        await self._link.ask(actions.originate(device, number, context, caller_id))

    async def redirect(self, channel: str, exten: str, context: str) -> None:
        """Sends a channel elsewhere in the dialplan."""
        await self._link.ask(actions.redirect(channel, exten, context))
