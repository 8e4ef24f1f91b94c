"""The `Switch` port on top of a link: what agents and supervisors may do to calls and members.

Passes through: one action each, and the PBX's refusal in its own words. Does not pass: unchecked values
(actions.py) and retries: an action is sent once or not at all.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Protocol

from cti.ami import actions
from cti.ami.actions import Action
from cti.ami.inbox import Inbox
from cti.ami.messages import (
    HELD_EXTEN,
    HOLD_CONTEXT,
    HOLDING_EXTEN,
    HangupOrdered,
    HoldOrdered,
    HoldRefused,
    HoldSeen,
    Message,
    MuteOrdered,
    RecordingOrdered,
)
from cti.errors import ActionRefused

_TONE_AND_PAUSE_S = (actions.DTMF_MS + 80) / 1000
_HELD_BY_PHONE = "CHANNEL(rtp,hold)"
"""Of a PJSIP channel: 1 while its phone holds. Not to be asked for with Status, which locks the channel while
another thread, which may want that lock, looks for the answer."""


class Answered(Protocol):
    """The answer to an action."""

    @property
    def headers(self) -> Mapping[str, str]:
        """As the PBX named them."""


class Asking(Protocol):
    """The part of `cti.ami.link.Link` that a switch needs."""

    pbx: str
    inbox: Inbox

    async def ask(self, action: Action, rows: bool = False) -> Answered:
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

    async def originate(
        self, device: str, number: str, context: str, caller_id: str | None = None, at_once: bool = False
    ) -> None:
        """Rings the agent's `device`, then dials `number`; returns when the PBX has taken the order. A phone
        that obeys picks up without ringing when `at_once`."""
        await self._link.ask(actions.originate(device, number, context, caller_id, at_once))

    async def redirect(self, channel: str, exten: str, context: str) -> None:
        """Sends a channel elsewhere in the dialplan."""
        await self._link.ask(actions.redirect(channel, exten, context))

    async def drop(self, channel: str) -> None:
        """Ends a channel that was left over; nobody hangs up."""
        await self._link.ask(actions.hangup(channel))

    async def hold(self, channel: str, customer: str) -> None:
        """Both wait. A dialplan without the place to wait would end the call: that is looked at first."""
        for exten in (HELD_EXTEN, HOLDING_EXTEN):
            await self._link.ask(actions.show_extension(HOLD_CONTEXT, exten), rows=True)
        self._tell(HoldOrdered(channel=channel, other=customer))
        try:
            await self._link.ask(actions.hold(channel, customer))
        except ActionRefused:
            self._tell(HoldRefused(channel=channel))
            raise

    async def learn_hold(self, channel: str) -> None:
        """Asks whether the phone holds; the trackers are told. Nothing is known of what is no PJSIP phone."""
        answer = await self._link.ask(actions.get_variable(channel, _HELD_BY_PHONE))
        value = answer.headers.get("Value")
        if value in ("0", "1"):
            self._tell(HoldSeen(channel=channel, held=value == "1"))

    async def bridge(self, one: str, other: str) -> None:
        """Brings two channels together."""
        await self._link.ask(actions.bridge(one, other))

    async def mute(self, channel: str, muted: bool) -> None:
        """The trackers are told when it is done, for the PBX tells nobody."""
        await self._link.ask(actions.mute(channel, muted))
        self._tell(MuteOrdered(channel=channel, muted=muted))

    async def knows(self, exten: str, context: str) -> bool:
        """Whether the dialplan leads anywhere from here; who may not look takes it for granted."""
        try:
            await self._link.ask(actions.show_extension(context, exten), rows=True)
        except ActionRefused as refusal:
            return "did not find" not in str(refusal).lower()
        return True

    async def blind_transfer(self, channel: str, exten: str, context: str) -> None:
        """Sends whoever talks with `channel` to `exten`."""
        await self._link.ask(actions.blind_transfer(channel, exten, context))

    async def attended_transfer(self, channel: str, exten: str, context: str) -> None:
        """Begins a consultation."""
        await self._link.ask(actions.attended_transfer(channel, exten, context))

    async def cancel_attended_transfer(self, channel: str) -> None:
        """Ends a consultation; the customer talks again."""
        await self._link.ask(actions.cancel_attended_transfer(channel))

    async def press(self, channel: str, keys: str) -> None:
        """Keys that the phone of `channel` did not press itself (feature codes)."""
        for key in keys:
            await self._link.ask(actions.play_dtmf(channel, key, received=True))

    async def send_keys(self, channel: str, keys: str) -> None:
        """Tones towards whoever is at `channel`; one begun while another sounds comes out wrong."""
        for key in keys:
            await self._link.ask(actions.play_dtmf(channel, key, received=False))
            await asyncio.sleep(_TONE_AND_PAUSE_S)

    async def park(self, channel: str, back_to: str) -> None:
        """Puts `channel` into a parking place."""
        await self._link.ask(actions.park(channel, back_to))

    async def record(self, channel: str, file: str, agent: str) -> None:
        """Begins a recording; whose wish it is, is told first."""
        self._tell(RecordingOrdered(channel=channel, agent=agent))
        await self._link.ask(actions.mix_monitor(channel, file))

    async def pause_recording(self, channel: str, paused: bool, agent: str) -> None:
        """Keeps the talk out of the recording, or lets it in again."""
        self._tell(RecordingOrdered(channel=channel, agent=agent))
        await self._link.ask(actions.mix_monitor_mute(channel, paused))

    async def stop_recording(self, channel: str, agent: str) -> None:
        """Ends a recording."""
        self._tell(RecordingOrdered(channel=channel, agent=agent))
        await self._link.ask(actions.stop_mix_monitor(channel))

    async def pick_up(self, channel: str) -> None:
        """Asks the ringing phone of `channel` to answer."""
        await self._link.ask(actions.notify_talk(channel))

    def _tell(self, note: Message) -> None:
        self._link.inbox.tell(note)
