"""What an agent does with the phone: dial, hang up."""

from __future__ import annotations

from cti.calls.record import CallFilter
from cti.desk.numbering import dialled
from cti.desk.parts import Parts
from cti.desk.posts import require_device
from cti.errors import Conflict, NotFound


class PhoneDesk:
    """Acts through the switch; what follows from it comes back over the bus."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def hangup(self, agent: str, call_id: str) -> None:
        """Ends the agent's part in a call. Raises NotFound when the agent has none in it now."""
        call = self._parts.live.call(call_id)
        channel = self._parts.live.channel(call_id, agent)
        if call is None or channel is None:
            raise NotFound("you have no part in this call now")
        controls = self._parts.live.board.controls(call_id, agent)
        why = controls.actions["hangup"].why if controls is not None else None
        if why is not None:
            raise Conflict(why)
        await self._parts.switch(call.pbx).hangup(channel)
        await self._parts.note(agent, "call.hangup", call_id)

    async def dial(self, agent: str, number: str) -> None:
        """Rings the agent's phone, then `number`; a browser that is the phone picks up by itself. Raises
        InvalidInput for what is no number."""
        wanted = dialled(self._parts, agent, number)
        user = await self._parts.users.get(agent)
        device = require_device(user)
        pbx = self._parts.pbx_of(agent)
        context = next(row.context for row in self._parts.config.pbx if row.name == pbx)
        await self._parts.switch(pbx).originate(device, wanted, context, at_once=user.phone == "softphone")
        self._parts.dialled_last[agent] = number
        await self._parts.note(agent, "call.dial", device)

    async def redial(self, agent: str) -> str:
        """Dials again what was dialled last, at the desk or at the phone; returns it. Raises NotFound."""
        number = self._parts.dialled_last.get(agent)
        if number is None:
            calls, _ = await self._parts.calls.list(CallFilter(agent=agent, direction="outbound"), limit=1)
            number = calls[0].dialed if calls else None
        if number is None:
            raise NotFound("you have not dialled anything yet")
        await self.dial(agent, number)
        return number
