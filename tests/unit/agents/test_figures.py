from __future__ import annotations

import pytest

from cti.agents.figures import AgentDay, aht, csat, figures


def day(agent: str, calls: int = 4, queue: str = "support") -> AgentDay:
    return AgentDay(
        agent=agent, queues=frozenset({queue}), calls=calls, talk_s=100.0, hold_s=20.0, wrap_up_s=40.0
    )


@pytest.mark.parametrize(("good", "every", "percent"), [(85, 100, 85.0), (79, 93, 84.946), (52, 82, 63.415)])
def test_satisfaction_is_the_share_of_fours_and_fives(good: int, every: int, percent: float) -> None:
    ratings = [4.0, 5.0] * (good // 2) + [4.0] * (good % 2) + [3.0] * (every - good)
    assert csat(ratings) == pytest.approx(percent, abs=0.001)
    assert csat([]) is None


def test_handling_time_is_talk_hold_and_wrap_up_per_call() -> None:
    assert aht(day("li")) == 40.0
    assert aht(day("li", 0)) is None


def test_the_median_is_of_at_least_three_others_of_the_same_queues() -> None:
    others = [day("a", 1), day("b", 7), day("c", 9), day("d", 50, "sales")]
    found = figures(day("li"), [day("li"), *others])
    assert (found.calls.own, found.calls.team, found.others) == (4, 7, 3)
    few = figures(day("li"), [day("li"), *others[:2]])
    assert (few.calls.team, few.others) == (None, 2)


def test_a_figure_that_fewer_than_three_others_have_has_no_median() -> None:
    rated = AgentDay(agent="a", queues=frozenset({"support"}), calls=1, ratings=(5.0,))
    found = figures(rated, [rated, day("b"), day("c"), day("d")])
    assert (found.satisfaction.own, found.satisfaction.team, found.ratings) == (100.0, None, 1)
    assert found.wrap_up_s.team == 40.0


def test_who_did_nothing_yet_has_no_team() -> None:
    found = figures(AgentDay(agent="li"), [day("a"), day("b"), day("c")])
    assert (found.calls.own, found.aht_s.own, found.others) == (0, None, 0)
