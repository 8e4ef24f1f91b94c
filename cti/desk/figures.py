"""An agent's own figures of a day: read fresh for the agent, at most a minute old for the team beside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, tzinfo

from cti.agents.figures import AgentDay, DayFigures, figures
from cti.ports import Clock, DayStore

FRESH_S = 60.0


class OwnFigures:
    """`timezone` is that of the centre, in which days begin; None: this machine's."""

    def __init__(self, store: DayStore, clock: Clock, timezone: tzinfo | None = None) -> None:
        self._store = store
        self._clock = clock
        self._timezone = timezone
        self._team: tuple[date, float, Sequence[AgentDay]] | None = None

    def today(self) -> date:
        """The centre's day."""
        return self._clock.now().astimezone(self._timezone).date()

    def bounds(self, day: date) -> tuple[datetime, datetime]:
        """When the day begins and the next one."""
        return self._midnight(day), self._midnight(day + timedelta(days=1))

    async def of(self, agent: str, day: date) -> DayFigures:
        """The agent's day. Raises StoreUnavailable."""
        found = await self._store.agent_days(*self.bounds(day), agent)
        return figures(found[0] if found else AgentDay(agent=agent), await self._everybody(day))

    async def _everybody(self, day: date) -> Sequence[AgentDay]:
        now = self._clock.monotonic()
        if self._team is None or self._team[0] != day or now - self._team[1] > FRESH_S:
            self._team = (day, now, await self._store.agent_days(*self.bounds(day)))
        return self._team[2]

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self._timezone).astimezone(self._timezone)
