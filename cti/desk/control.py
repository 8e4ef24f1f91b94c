"""What an agent does with the own call from the desk, whichever phone it is on: hold, ask, hand on, park.

Everything goes through the switch; what follows from it comes back over the bus, so nothing here changes what
is shown. Each method raises NotFound for a call in which the agent has no part, Conflict with the control's
own reason when it cannot be used now, ActionRefused with the PBX's words, LinkError.
"""

from __future__ import annotations

import re
from typing import Literal

from cti.desk.lines import Line, Lines, obeyed
from cti.desk.numbering import Number, number_of
from cti.desk.parts import Parts
from cti.desk.posts import require_device
from cti.errors import Conflict, InvalidInput

TransferWish = Literal["blind", "consult"]
RecordingWish = Literal["start", "pause", "resume", "stop"]
Code = Literal["complete", "conference", "swap"]
_KEYS = re.compile(r"[0-9*#A-D]{1,32}")
_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]+")


class ControlDesk:
    """Call control."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def pick_up(self, agent: str, call_id: str) -> None:
        """Asks the agent's ringing phone to pick up."""
        line = self._line(agent, call_id, "answer")
        if line.controls.actions["answer"].by != "server":
            raise Conflict("Answer in the browser that is your phone")
        with obeyed():
            await line.switch.pick_up(line.channel)
        await self._parts.note(agent, "call.answer", call_id)

    async def hold(self, agent: str, call_id: str) -> None:
        """The customer hears music; the agent's phone stays off the hook."""
        line = self._line(agent, call_id, "hold")
        with obeyed():
            await line.switch.hold(line.channel, _customer(line))
        await self._parts.note(agent, "call.hold", call_id)

    async def resume(self, agent: str, call_id: str) -> None:
        """Brings the two together again."""
        line = self._line(agent, call_id, "resume")
        with obeyed():
            await line.switch.bridge(line.channel, _customer(line))
        await self._parts.note(agent, "call.resume", call_id)

    async def mute(self, agent: str, call_id: str, muted: bool) -> None:
        """The others do not hear the agent, or hear them again."""
        line = self._line(agent, call_id, "mute")
        with obeyed():
            await line.switch.mute(line.channel, muted)
        await self._parts.note(agent, "call.mute" if muted else "call.unmute", call_id)

    async def transfer(self, agent: str, call_id: str, to: Number, wish: TransferWish) -> None:
        """Hands the call on at once, or asks somebody first. InvalidInput for a number that leads nowhere."""
        line = self._line(agent, call_id, "transfer" if wish == "blind" else "consult")
        exten = await number_of(self._parts, agent, to)
        with obeyed():
            await self._check(line, exten)
            if wish == "blind":
                await line.switch.blind_transfer(line.channel, exten, line.pbx.context)
            else:
                await line.switch.attended_transfer(line.channel, exten, line.pbx.context)
        action = "call.transfer" if wish == "blind" else "call.consult"
        to_whom = to.agent or to.queue  # a number may be a person's: it is with the call, not in the audit
        await self._parts.note(agent, action, call_id, **({"to": to_whom} if to_whom else {}))

    async def complete(self, agent: str, call_id: str) -> None:
        """The customer goes on with the colleague."""
        await self._code(agent, call_id, "complete")

    async def conference(self, agent: str, call_id: str) -> None:
        """All three talk."""
        await self._code(agent, call_id, "conference")

    async def swap(self, agent: str, call_id: str) -> None:
        """From the colleague to the customer and back; the other waits."""
        await self._code(agent, call_id, "swap")

    async def go_back(self, agent: str, call_id: str) -> None:
        """The consultation is over; the customer talks with the agent again."""
        line = self._line(agent, call_id, "return")
        with obeyed():
            await line.switch.cancel_attended_transfer(line.channel)
        await self._parts.note(agent, "call.return", call_id)

    async def park(self, agent: str, call_id: str) -> None:
        """The customer waits in a parking place; the agent is free. Which place, `call_parked` says."""
        line = self._line(agent, call_id, "park")
        with obeyed():
            await line.switch.park(_customer(line), line.channel)
        await self._parts.note(agent, "call.park", call_id)

    async def retrieve(self, agent: str, call_id: str) -> None:
        """The agent's phone rings and is connected with the parking place."""
        line = self._line(agent, call_id, "retrieve")
        user, place = await self._parts.users.get(agent), line.situation.place
        if place is None:
            raise Conflict("The parking place is not known: fetch the call with your phone")
        at_once = user.phone == "softphone"
        with obeyed():
            await line.switch.originate(require_device(user), place, line.pbx.context, at_once=at_once)
        await self._parts.note(agent, "call.retrieve", call_id, place=place)

    async def send_keys(self, agent: str, call_id: str, keys: str) -> None:
        """Tones for the menu of whoever is at the other end. They are not written down anywhere."""
        if not _KEYS.fullmatch(keys):
            raise InvalidInput("{keys} are no keys: 0-9 * # A-D", "keys", keys=keys)
        line = self._line(agent, call_id, "keys")
        asks = line.asked is not None and line.channel in line.situation.holders
        with obeyed():
            if line.customer is None and line.asked is None:  # an application hears what the phone presses
                await line.switch.press(line.channel, keys)
            else:
                await line.switch.send_keys(line.asked if asks and line.asked else _customer(line), keys)
        await self._parts.note(agent, "call.keys", call_id, number=str(len(keys)))

    async def record(self, agent: str, call_id: str, wish: RecordingWish) -> None:
        """Begins, pauses, goes on with or ends the recording, whoever began it."""
        line = self._line(agent, call_id, "record" if wish == "start" else "pause_recording")
        with obeyed():
            if wish == "start":
                await line.switch.record(line.channel, self._file(agent, call_id), agent)
            for sound in line.situation.sounds.values() if wish != "start" else ():
                if wish == "stop":
                    await line.switch.stop_recording(sound.channel, agent)
                elif sound.paused is (wish == "resume"):
                    await line.switch.pause_recording(sound.channel, wish == "pause", agent)
        await self._parts.note(agent, f"call.record_{wish}", call_id)

    def _line(self, agent: str, call_id: str, action: str) -> Line:
        return Lines(self._parts).find(agent, call_id, action)

    async def _code(self, agent: str, call_id: str, action: Code) -> None:
        """Presses a feature code in the agent's name: AMI has no action for these."""
        line = self._line(agent, call_id, action)
        codes = {
            "complete": line.pbx.code_complete, "conference": line.pbx.code_three_way,
            "swap": line.pbx.code_swap,
        }  # fmt: skip
        with obeyed():
            await line.switch.press(line.channel, codes[action])
        await self._parts.note(agent, f"call.{action}", call_id)

    async def _check(self, line: Line, exten: str) -> None:
        if not await line.switch.knows(exten, line.pbx.context):
            raise InvalidInput("The telephone system knows no number {number}", "number", number=exten)

    def _file(self, agent: str, call_id: str) -> str:
        """A path in the PBX's folder of recordings, in UTC."""
        now = self._parts.clock.now()
        name = _UNSAFE.sub("_", f"{call_id}-{agent}-{now:%H%M%S}")
        return f"cti/{now:%Y-%m-%d}/{name}.wav"


def _customer(line: Line) -> str:
    if line.customer is None:
        raise Conflict("Nobody else is on the line")
    return line.customer
