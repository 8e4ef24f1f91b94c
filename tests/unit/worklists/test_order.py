from __future__ import annotations

from datetime import UTC, datetime

from cti.worklists.localtime import is_unusual, one_per_offset, zones_of
from cti.worklists.model import Claim, Entry
from cti.worklists.order import Asker, Shelves, best, is_for, taken
from cti.worklists.view import SHOWN, lists_of, next_change
from tests.unit.worklists.made import at, entry

LI = Asker("li", frozenset({"support"}))
NOW = at(10_000)
CALIFORNIA = "+16502530000"


def names(found: list[Entry]) -> list[str]:
    return [one.entry for one in found]


def test_overdue_callbacks_come_first_then_the_oldest_missed_then_due_tasks() -> None:
    found = [
        entry("task:1", "task", due_at=at(1)),
        entry("missed:2", since=500),
        entry("missed:1", since=400),
        entry("callback:2", "callback", due_at=at(9000)),
        entry("callback:1", "callback", due_at=at(8000)),
        entry("callback:3", "callback", due_at=at(20_000)),
        entry("task:2", "task"),
    ]
    assert names(best(found, LI, NOW)) == ["callback:1", "callback:2", "missed:1", "missed:2", "task:1"]


def test_of_the_same_minute_ones_own_callback_comes_before_the_teams() -> None:
    team = entry("callback:1", "callback", due_at=at(60))
    own = entry("callback:2", "callback", due_at=at(70), agents=("li",), queues=())
    assert names(best([team, own], LI, NOW)) == ["callback:2", "callback:1"]


def test_left_out_is_what_cannot_or_should_not_be_called_now() -> None:
    found = [
        entry("missed:1", taken_by="wang"),
        entry("missed:2", retry_at=at(10_001)),
        entry("missed:3", given_up=True),
        entry("missed:4", key=""),
        entry("missed:5", key="+8613800138005"),
        entry("missed:6", queues=("sales",)),
        entry("missed:7", taken_by="li"),
        entry("missed:8", retry_at=at(9999)),
    ]
    assert names(best(found, LI, NOW, calling=["+8613800138005"])) == ["missed:7", "missed:8"]


def test_where_people_sleep_nobody_is_called_unless_they_called_or_asked_for_it() -> None:
    night_there = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)  # 03:00 in California
    found = [
        entry("missed:1", key=CALIFORNIA, last_at=at(0)),
        entry("missed:2", key=CALIFORNIA, last_at=night_there),
        entry("callback:1", "callback", key=CALIFORNIA, due_at=datetime(2026, 11, 19, 20, tzinfo=UTC)),
        entry("callback:2", "callback", key=CALIFORNIA, due_at=night_there),
    ]
    assert names(best(found, LI, night_there)) == ["callback:2", "missed:2"]


def test_an_entry_is_for_its_agents_those_of_its_queues_or_anyone() -> None:
    assert is_for(entry("1", queues=("support", "vip")), LI)
    assert is_for(entry("1", queues=(), agents=("li",)), LI)
    assert is_for(entry("1", queues=()), LI)
    assert not is_for(entry("1", queues=(), agents=("wang",)), LI)
    assert not is_for(entry("1", queues=("sales",)), LI)


def test_the_shelves_hold_what_is_for_an_agent_once() -> None:
    found = [
        entry("1", queues=("support", "vip")), entry("2", queues=(), agents=("li",)), entry("3", queues=()),
        entry("4", queues=("sales",), agents=("li",)), entry("5", queues=("sales",), taken_by="li"),
    ]  # fmt: skip
    shelves, asker = Shelves(found), Asker("li", frozenset({"support", "vip"}))
    assert sorted(names(shelves.of(asker))) == [one.entry for one in found if is_for(one, asker)]
    assert shelves.taken_by("li") is found[4]
    assert shelves.taken_by("wang") is None


def test_a_claim_counts_until_it_expires() -> None:
    claim = Claim(entry="missed:1", agent="wang", taken_at=at(0), expires_at=at(900))
    (before,) = taken([entry("missed:1")], [claim], at(899))
    (after,) = taken([entry("missed:1")], [claim], at(900))
    assert (before.taken_by, before.taken_until) == ("wang", at(900))
    assert (after.taken_by, after.taken_until) == (None, None)


def test_the_lists_show_own_kinds_in_order_and_leave_out_what_waits() -> None:
    found = [
        entry("missed:1", since=50), entry("missed:2", since=10), entry("missed:3", retry_at=at(10_100)),
        entry("callback:1", "callback", due_at=at(20_000)), entry("callback:2", "callback", due_at=at(5)),
        entry("task:1", "task", queues=()), entry("task:2", "task", queues=(), agents=("wang",)),
        entry("task:3", "task", queues=(), due_at=at(1), taken_by="li"),
    ]  # fmt: skip
    lists = lists_of(Shelves(found), LI, NOW)
    assert names(list(lists.missed)) == ["missed:2", "missed:1"]
    assert names(list(lists.callbacks)) == ["callback:2", "callback:1"]
    assert names(list(lists.tasks)) == ["task:3", "task:1"]
    assert names([one for one in [lists.mine] if one]) == ["task:3"]
    many = lists_of(Shelves([entry(f"missed:{n}", since=n) for n in range(SHOWN + 5)]), LI, NOW)
    assert (len(many.missed), many.missed_count) == (SHOWN, SHOWN + 5)


def test_when_time_alone_changes_the_lists_is_known() -> None:
    claim = Claim(entry="missed:1", agent="wang", taken_at=at(0), expires_at=at(10_500))
    waits = entry("missed:2", retry_at=at(10_200))
    assert next_change([waits], [claim], NOW) == at(10_200)
    assert next_change([], [claim], NOW) == at(10_500)
    assert next_change([entry("missed:3", retry_at=at(5))], [], NOW) is None


def test_a_number_is_in_the_time_zones_its_digits_allow() -> None:
    assert zones_of("+8613800138000") == ("Asia/Shanghai",)
    assert zones_of(CALIFORNIA) == ("America/Los_Angeles",)
    assert zones_of("95588") == () == zones_of("+99912345")
    summer = datetime(2026, 7, 1, 12, tzinfo=UTC)
    russia = one_per_offset(zones_of("+79161234567"), summer)
    assert len(russia) == len(set(russia)) > 5
    winter_and_summer = [datetime(2026, month, 1, 15, 30, tzinfo=UTC) for month in (1, 7)]
    assert [is_unusual(("America/Los_Angeles",), moment) for moment in winter_and_summer] == [True, False]
    assert not is_unusual((), summer)
    assert not is_unusual(zones_of("+79161234567"), summer), "somewhere there it is day"
