"""What is kept of an agent's day: shifts, the states they went through, and what they chose. Frozen."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from cti.events import AgentStateName

NextStateName = Literal["paused", "offline"]


class Shift(msgspec.Struct, frozen=True, kw_only=True):
    """From start to end of work; open while `ended_at` is None. `queues` are those joined last."""

    shift_id: str
    agent: str
    started_at: datetime
    ended_at: datetime | None = None
    queues: tuple[str, ...] = ()


class Interval(msgspec.Struct, frozen=True, kw_only=True):
    """One state of one agent with one reason. `certain` is False when the PBX was not seen in it, so that
    begin, end or what lay between is only what was known before."""

    agent: str
    pbx: str
    state: AgentStateName
    reason: str | None
    began_at: datetime
    ended_at: datetime | None = None
    certain: bool = True


class Next(msgspec.Struct, frozen=True, kw_only=True):
    """What an agent becomes when no call and no wrap-up keeps them; `by` is who said so, None the agent."""

    state: NextStateName
    reason: str | None = None
    by: str | None = None


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What an agent chose and is to outlive every restart: `queues` to join (None: all of the account) and
    what comes after the call."""

    agent: str
    queues: tuple[str, ...] | None = None
    next: Next | None = None
