"""A PBX that does what it is told and notes it; and browsers that keep what they are sent."""

from __future__ import annotations

from datetime import datetime

from cti.agents.shift import Next
from cti.errors import ActionRefused, LinkError
from cti.events import AgentStateName


class FakeSwitch:
    """Port Switch. `refuse` maps an action to the PBX's words, `unknown`
    are numbers that lead nowhere; `down` makes every action a LinkError."""

    def __init__(self, pbx: str = "pbx") -> None:
        self.pbx = pbx
        self.done: list[tuple[object, ...]] = []
        self.refuse: dict[str, str] = {}
        self.unknown: set[str] = set()
        self.down = False

    async def queue_add(self, queue: str, device: str, member_name: str, paused: bool = False) -> None:
        self._do("add", queue, device, member_name, paused)

    async def queue_remove(self, queue: str, device: str) -> None:
        self._do("remove", queue, device)

    async def queue_pause(
        self, device: str, paused: bool, reason: str | None = None, queue: str | None = None
    ) -> None:
        self._do("pause", device, paused, reason, queue)

    async def hangup(self, channel: str) -> None:
        self._do("hangup", channel)

    async def originate(
        self, device: str, number: str, context: str, caller_id: str | None = None, at_once: bool = False
    ) -> None:
        self._do("originate", device, number, context, *(["at once"] if at_once else []))

    async def redirect(self, channel: str, exten: str, context: str) -> None:
        self._do("redirect", channel, exten, context)

    async def drop(self, channel: str) -> None:
        self._do("drop", channel)

    async def hold(self, channel: str, customer: str) -> None:
        self._do("hold", channel, customer)

    async def learn_hold(self, channel: str) -> None:
        self._do("learn hold", channel)

    async def bridge(self, one: str, other: str) -> None:
        self._do("bridge", one, other)

    async def mute(self, channel: str, muted: bool) -> None:
        self._do("mute", channel, muted)

    async def knows(self, exten: str, context: str) -> bool:
        return exten not in self.unknown

    async def blind_transfer(self, channel: str, exten: str, context: str) -> None:
        self._do("blind", channel, exten, context)

    async def attended_transfer(self, channel: str, exten: str, context: str) -> None:
        self._do("ask", channel, exten, context)

    async def cancel_attended_transfer(self, channel: str) -> None:
        self._do("cancel", channel)

    async def press(self, channel: str, keys: str) -> None:
        self._do("press", channel, keys)

    async def send_keys(self, channel: str, keys: str) -> None:
        self._do("keys", channel, keys)

    async def park(self, channel: str, back_to: str) -> None:
        self._do("park", channel, back_to)

    async def record(self, channel: str, file: str, agent: str) -> None:
        self._do("record", channel, file, agent)

    async def pause_recording(self, channel: str, paused: bool, agent: str) -> None:
        self._do("pause recording", channel, paused, agent)

    async def stop_recording(self, channel: str, agent: str) -> None:
        self._do("stop recording", channel, agent)

    async def pick_up(self, channel: str) -> None:
        self._do("pick up", channel)

    def _do(self, *action: object) -> None:
        if self.down:
            raise LinkError("there is no link")
        if str(action[0]) in self.refuse:
            raise ActionRefused(self.refuse[str(action[0])])
        self.done.append(action)


class FakeStates:
    """Protocol cti.desk.parts.AgentStates; keeps what the trackers were told."""

    def __init__(self) -> None:
        self.told: list[tuple[object, ...]] = []

    def set_agent(
        self, agent: str, state: AgentStateName, reason: str | None, until: datetime | None = None,
        by: str | None = None,
    ) -> None:  # fmt: skip
        self.told.append((agent, state, reason, until) if by is None else (agent, state, reason, until, by))

    def plan_agent(self, agent: str, after: Next | None) -> None:
        self.told.append((agent, "then", after))


class FakeOutbox:
    """Port Outbox."""

    def __init__(self) -> None:
        self.pops: list[tuple[str, bytes]] = []
        self.changed: list[tuple[str, str]] = []

    def send_pop(self, agent: str, pop: bytes) -> None:
        self.pops.append((agent, pop))

    def work_changed(self, agent: str, work_id: str) -> None:
        self.changed.append((agent, work_id))
