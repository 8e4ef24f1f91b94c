"""An agent's shift at the desk: start and end, queues to join, ready, pause, and what comes after the call.

What a supervisor sets for an agent goes the same ways, with `by`.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Literal, cast

import msgspec

from cti.agents.shift import Interval, Next, Shift
from cti.agents.states import OFFLINE, UNANSWERED, WRAP_UP_REASON
from cti.desk.parts import Parts
from cti.desk.posts import Posts, require_device
from cti.desk.wrap_up import WrapUp
from cti.errors import CtiError, InvalidInput
from cti.events import AgentState
from cti.users.model import User

DeskState = Literal["ready", "paused", "offline"]


class QueueChoice(msgspec.Struct, frozen=True, kw_only=True):
    """A queue of the account, and whether shifts join it."""

    queue: str
    chosen: bool


class ShiftDesk:
    """Acts through the switch; what it means for the agent's state comes back over the bus."""

    def __init__(self, parts: Parts, wrap_up: WrapUp) -> None:
        self._parts = parts
        self._wrap_up = wrap_up

    @property
    def _posts(self) -> Posts:
        return Posts(self._parts)

    async def go(self, agent: str, state: str, reason: str | None, by: str | None = None) -> None:
        """Sets the agent ready, paused or offline in their queues; who rings or talks is paused or offline
        after the call, and after wrap-up when somebody else (`by`) says so.

        Raises InvalidInput for another state or an unknown reason, NotFound for an unknown agent,
        ActionRefused and LinkError of the PBX.
        """
        wanted = self._state(state, reason)
        user = await self._parts.users.get(agent)
        if wanted != "offline":
            require_device(user)
        if wanted != "ready" and (self._is_busy(agent) or (by is not None and self._is_wrapping_up(agent))):
            await self._plan(user, Next(state=wanted, reason=reason, by=by))
            return
        await self._wrap_up.after.plan(agent, None)
        await self._turn(user, wanted, reason if wanted == "paused" else None, by)
        await self._parts.note_state(agent, wanted, reason, by)

    async def plan_next(self, agent: str, state: str, reason: str | None, by: str | None = None) -> None:
        """Paused or offline after this call and its wrap-up; at once when there is neither.

        Raises InvalidInput for another state, an unknown reason, or somebody whose shift has not begun.
        """
        wanted = self._state(state, reason)
        if wanted == "ready":
            raise InvalidInput("after a call you are ready anyway: cancel what was planned", "state")
        live = self._parts.live.agent(agent)
        if live is None or live.state == "offline":
            raise InvalidInput("your shift has not begun", "state")
        if live.state not in ("talking", "ringing", "wrap_up"):
            await self.go(agent, state, reason, by)
            return
        await self._plan(await self._parts.users.get(agent), Next(state=wanted, reason=reason, by=by))

    async def cancel_next(self, agent: str, by: str | None = None) -> None:
        """Nothing special comes after the call any more. Raises ActionRefused and LinkError of the PBX."""
        if self._wrap_up.after.planned(agent) is None:
            return
        before = self._wrap_up.after.before(agent)
        if self._is_busy(agent):
            reason = None if before.state == "ready" else before.reason or before.state
            await self._posts.pause(await self._parts.users.get(agent), reason)
        await self._wrap_up.after.plan(agent, None)
        await self._parts.note(by or agent, "agent.next_cancelled", agent)

    async def shift_of(self, agent: str) -> Shift | None:
        """The shift of this moment."""
        return await self._parts.shifts.open_of(agent)

    async def intervals_of(self, agent: str, since: datetime, until: datetime) -> list[Interval]:
        """The states an agent went through. Raises NotFound for an unknown agent."""
        await self._parts.users.get(agent)
        return await self._parts.intervals.of_agent(agent, since, until)

    async def queue_choices(self, agent: str) -> list[QueueChoice]:
        """The queues of the account, and which of them shifts join."""
        user = await self._parts.users.get(agent)
        chosen = await self._queues(user)
        return [QueueChoice(queue=queue, chosen=queue in chosen) for queue in user.queues]

    async def choose_queues(self, agent: str, queues: Sequence[str]) -> None:
        """Shifts join these queues of the account from now on, and this one at once.

        Raises InvalidInput for a queue that is not the account's, ActionRefused and LinkError of the PBX.
        """
        user = await self._parts.users.get(agent)
        foreign = [queue for queue in queues if queue not in user.queues]
        if foreign:
            raise InvalidInput("your account has no queue {queue}", "queues", queue=foreign[0])
        everything = set(queues) == set(user.queues)
        await self._parts.plans.set_queues(agent, None if everything else queues)
        live = self._parts.live.agent(agent)
        if live is not None and live.state != "offline":
            await self._posts.join(user, queues, self._pause_reason(live))
            self._parts.begin_shift(agent, queues)
        await self._parts.note(agent, "agent.queues", agent, queues=", ".join(queues))

    async def pause_unanswered(self, agent: str, calls: int) -> None:
        """Paused because so many offered calls in a row were not answered."""
        user = await self._parts.users.get(agent)
        await self._posts.pause(user, UNANSWERED)
        self._wrap_up.after.choose(agent, "paused", UNANSWERED)
        self._parts.set_agent(agent, "paused", UNANSWERED)
        await self._parts.note("system", "agent.auto_paused", agent, calls=str(calls))

    async def _turn(self, user: User, state: DeskState, reason: str | None, by: str | None) -> None:
        self._wrap_up.after.choose(user.name, state, reason)
        if state == "offline":
            await self._posts.leave(user)
            self._parts.end_shift(user.name)
        else:
            queues = await self._queues(user)
            await self._posts.join(user, queues, reason)
            self._parts.begin_shift(user.name, queues)
        self._parts.set_agent(user.name, state, reason, by=by)

    async def _plan(self, user: User, after: Next) -> None:
        """Durable first. Asterisk is told at once, too, so that not even a call without wrap-up is followed
        by another; the agent's call is not touched by it."""
        await self._wrap_up.after.plan(user.name, after)
        if self._is_busy(user.name):
            with suppress(CtiError):  # the end of the call tries again
                await self._posts.pause(user, after.reason or OFFLINE)
        detail = {"reason": after.reason} if after.reason else {}
        await self._parts.note(after.by or user.name, f"agent.next_{after.state}", user.name, **detail)

    def _pause_reason(self, live: AgentState) -> str | None:
        """Why the agent's memberships are paused now; None when they are not."""
        if not live.paused_queues:
            return None
        if live.state == "wrap_up":
            return WRAP_UP_REASON
        after = self._wrap_up.after.of(live.agent)
        return live.reason or after.reason or OFFLINE

    def _is_wrapping_up(self, agent: str) -> bool:
        """Nobody else takes the time after a call from an agent."""
        live = self._parts.live.agent(agent)
        return live is not None and live.state == "wrap_up"

    def _is_busy(self, agent: str) -> bool:
        live = self._parts.live.agent(agent)
        return live is not None and live.state in ("talking", "ringing")

    async def _queues(self, user: User) -> list[str]:
        """Those of the account that the agent wants to join."""
        chosen = (await self._parts.plans.get(user.name)).queues
        return [queue for queue in user.queues if chosen is None or queue in chosen]

    def _state(self, state: str, reason: str | None) -> DeskState:
        if state not in ("ready", "paused", "offline"):
            raise InvalidInput(f"{state!r} is no state: ready, paused or offline", "state")
        known = [row.code for row in self._parts.config.agents.pause_reasons]
        if state == "paused" and reason not in known:
            raise InvalidInput(f"{reason!r} is no pause reason: {', '.join(known)}", "reason")
        return cast(DeskState, state)
