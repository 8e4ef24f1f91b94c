"""What an agent does with the phone: start and end the shift, pause, dial, hang up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, cast

from cti.customers import numbers
from cti.desk.parts import Parts
from cti.desk.wrap_up import WrapUp
from cti.directory import device_of
from cti.errors import ActionRefused, InvalidInput, NotFound
from cti.ports import Switch
from cti.users.model import User

DeskState = Literal["ready", "paused", "offline"]


class PhoneDesk:
    """Acts through the switch; what it means for the agent's state comes back over the bus."""

    def __init__(self, parts: Parts, wrap_up: WrapUp) -> None:
        self._parts = parts
        self._wrap_up = wrap_up

    async def go(self, agent: str, state: str, reason: str | None) -> None:
        """Sets the agent ready, paused or offline in their queues.

        Raises InvalidInput for another state or an unknown reason, ActionRefused and LinkError of the PBX.
        """
        wanted = self._state(state, reason)
        user = await self._parts.users.get(agent)
        device = device_of(user)
        if device is None and wanted != "offline":
            raise _no_phone()
        self._wrap_up.choose(agent, wanted, reason)
        if device is not None:
            if wanted == "offline":
                await self._leave(user, device)
            else:
                await self._join(user, device, reason if wanted == "paused" else None)
        self._parts.set_agent(agent, wanted, reason if wanted == "paused" else None)
        await self._parts.note(agent, f"agent.{wanted}", agent, **({"reason": reason} if reason else {}))

    async def hangup(self, agent: str, call_id: str) -> None:
        """Ends the agent's part in a call. Raises NotFound when the agent has none in it now."""
        call = self._parts.live.call(call_id)
        channel = self._parts.live.channel(call_id, agent)
        if call is None or channel is None:
            raise NotFound("you have no part in this call now")
        await self._parts.switch(call.pbx).hangup(channel)
        await self._parts.note(agent, "call.hangup", call_id)

    async def dial(self, agent: str, number: str) -> None:
        """Rings the agent's phone, then `number`. Raises InvalidInput for what is no number."""
        wanted = self._dialled(agent, number)
        user = await self._parts.users.get(agent)
        device = device_of(user)
        if device is None:
            raise _no_phone()
        pbx = self._parts.pbx_of(agent)
        context = next(row.context for row in self._parts.config.pbx if row.name == pbx)
        await self._parts.switch(pbx).originate(device, wanted, context)
        await self._parts.note(agent, "call.dial", device)

    def _dialled(self, agent: str, written: str) -> str:
        """As the dialplan wants it: an extension as it is, a number outside in the national form."""
        phone = self._parts.config.phone
        number = numbers.require(written, phone.country)
        if self._parts.directories[self._parts.pbx_of(agent)].is_internal_number(number.key):
            return number.key
        return phone.outside_prefix + national(number.e164 or number.key, phone.country)

    def _state(self, state: str, reason: str | None) -> DeskState:
        if state not in ("ready", "paused", "offline"):
            raise InvalidInput("{state} is no state: ready, paused or offline", "state", state=state)
        known = [row.code for row in self._parts.config.agents.pause_reasons]
        if state == "paused" and reason not in known:
            raise InvalidInput(
                "{reason} is no pause reason: {known}", "reason", reason=reason, known=", ".join(known)
            )
        return cast(DeskState, state)

    async def _join(self, user: User, device: str, pause_reason: str | None) -> None:
        """A member of all the user's queues, paused or not."""
        member = self._member_of(user)
        for queue in user.queues:
            if queue not in member:
                await self._add(queue, device, user, paused=pause_reason is not None)
        if user.queues or member:
            await self._switch(user).queue_pause(device, pause_reason is not None, pause_reason)

    def _switch(self, user: User) -> Switch:
        return self._parts.switch(self._parts.pbx_of(user.name))

    async def _add(self, queue: str, device: str, user: User, paused: bool) -> None:
        try:
            await self._switch(user).queue_add(queue, device, user.display_name or user.name, paused)
        except ActionRefused as error:
            if "already" not in str(error).lower():
                raise

    async def _leave(self, user: User, device: str) -> None:
        """Out of every queue; a member that the PBX's own files put there is paused instead."""
        for queue in self._member_of(user):
            try:
                await self._switch(user).queue_remove(queue, device)
            except ActionRefused:
                await self._switch(user).queue_pause(device, True, "offline", queue)

    def _member_of(self, user: User) -> Sequence[str]:
        state = self._parts.live.agent(user.name)
        return state.queues if state is not None else ()


def national(e164: str, country: str) -> str:
    """A number as it is dialled in `country`: 13800138000, 075527722222; a foreign one keeps its +."""
    shown = numbers.display(e164, country)
    return "".join(mark for mark in shown if mark.isdigit() or mark == "+")


def _no_phone() -> InvalidInput:
    return InvalidInput("your account has no phone; an administrator can add its extension", "device")
