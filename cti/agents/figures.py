"""An agent's day in figures, beside the median of the team. Pure.

The team are the agents who talked in a queue that day in which this agent talked, too. Where fewer than
three others have a figure there is no median of it: it would tell what a colleague did.
"""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median

import msgspec

FEWEST_OTHERS = 3


class AgentDay(msgspec.Struct, frozen=True, kw_only=True):
    """What one agent did: `calls` they talked in, seconds of their own legs in them, `ratings` the customers
    gave in these calls (1 to 5)."""

    agent: str
    queues: frozenset[str] = frozenset()
    calls: int = 0
    talk_s: float = 0.0
    hold_s: float = 0.0
    wrap_up_s: float = 0.0
    ratings: tuple[float, ...] = ()


class Figure(msgspec.Struct, frozen=True):
    """One's own value and the team's median; None where there is none."""

    own: float | None
    team: float | None = None


class DayFigures(msgspec.Struct, frozen=True, kw_only=True):
    """`talk_s` with hold; `aht_s` talk, hold and wrap-up per call; `satisfaction` in percent (CSAT), from
    `ratings` answers; `others` is how many colleagues the medians may be of."""

    calls: Figure
    talk_s: Figure
    aht_s: Figure
    wrap_up_s: Figure
    satisfaction: Figure
    ratings: int
    others: int


def figures(own: AgentDay, everybody: Iterable[AgentDay]) -> DayFigures:
    """The figures of `own`; the team is found among `everybody`."""
    team = [one for one in everybody if one.agent != own.agent and not own.queues.isdisjoint(one.queues)]
    return DayFigures(
        calls=_beside(own.calls, [one.calls for one in team]),
        talk_s=_beside(_talk(own), [_talk(one) for one in team]),
        aht_s=_beside(aht(own), [aht(one) for one in team]),
        wrap_up_s=_beside(own.wrap_up_s, [one.wrap_up_s for one in team]),
        satisfaction=_beside(csat(own.ratings), [csat(one.ratings) for one in team]),
        ratings=len(own.ratings),
        others=len(team),
    )


def csat(ratings: Iterable[float]) -> float | None:
    """Customers satisfied: answers of 4 and 5 among all, in percent; None without answers."""
    given = list(ratings)
    return 100 * sum(one >= 4 for one in given) / len(given) if given else None


def aht(day: AgentDay) -> float | None:
    """Average handling time: talk, hold and wrap-up per call; None without calls."""
    return (day.talk_s + day.hold_s + day.wrap_up_s) / day.calls if day.calls else None


def _talk(day: AgentDay) -> float:
    return day.talk_s + day.hold_s


def _beside(own: float | None, others: Iterable[float | None]) -> Figure:
    known = [one for one in others if one is not None]
    return Figure(own, median(known) if len(known) >= FEWEST_OTHERS else None)
