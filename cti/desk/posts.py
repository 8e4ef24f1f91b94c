"""An agent's place in the queues of the PBX: joined, paused, left. Acts through the switch; what it means
comes back over the bus.

Passes through: which queues an agent wants and whether calls are to come. Does not pass: when (that is
decided by who calls here).
"""

from __future__ import annotations

from collections.abc import Sequence

from cti.agents.states import OFFLINE
from cti.desk.parts import Parts
from cti.directory import device_of
from cti.errors import ActionRefused, InvalidInput
from cti.ports import Switch
from cti.users.model import User


class Posts:
    """Every method raises ActionRefused and LinkError of the PBX."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def join(self, user: User, queues: Sequence[str], pause_reason: str | None) -> None:
        """A member of `queues` of the account and no other of them; paused in all, or in none."""
        device = require_device(user)
        member = self.member_of(user)
        for queue in queues:
            if queue not in member:
                await self._add(queue, device, user, paused=pause_reason is not None)
        for queue in member:
            if queue in user.queues and queue not in queues:
                await self._switch(user).queue_remove(queue, device)
        if queues or member:
            await self._switch(user).queue_pause(device, pause_reason is not None, pause_reason)

    async def pause(self, user: User, reason: str | None) -> None:
        """No calls from now on for `reason`; None: calls again."""
        device = device_of(user)
        if device is not None and self.member_of(user):
            await self._switch(user).queue_pause(device, reason is not None, reason)

    async def leave(self, user: User) -> None:
        """Out of every queue; a member that the PBX's own files put there is paused instead."""
        device = device_of(user)
        for queue in self.member_of(user) if device is not None else ():
            try:
                await self._switch(user).queue_remove(queue, require_device(user))
            except ActionRefused:
                await self._switch(user).queue_pause(require_device(user), True, OFFLINE, queue)

    def member_of(self, user: User) -> Sequence[str]:
        """The queues the agent is in now, as the PBX says."""
        state = self._parts.live.agent(user.name)
        return state.queues if state is not None else ()

    def _switch(self, user: User) -> Switch:
        return self._parts.switch(self._parts.pbx_of(user.name))

    async def _add(self, queue: str, device: str, user: User, paused: bool) -> None:
        try:
            await self._switch(user).queue_add(queue, device, user.display_name or user.name, paused)
        except ActionRefused as error:
            if "already" not in str(error).lower():
                raise


def require_device(user: User) -> str:
    """The phone of the account. Raises InvalidInput when it has none."""
    device = device_of(user)
    if device is None:
        raise InvalidInput("your account has no phone; an administrator can add its extension", "device")
    return device
