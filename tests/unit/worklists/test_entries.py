from __future__ import annotations

from typing import Any

from cti.customers.numbers import parse
from cti.worklists.entries import Stored, entries
from cti.worklists.model import Entry, Rules, Task
from tests.unit.worklists.made import at, attempt, missed, promise

RULES = Rules(retry_s=1800, most_attempts=2, claim_s=900)
ID = "missed:8613800138001"


def made(**stored: Any) -> list[Entry]:
    return entries(Stored(**stored), RULES, lambda number: parse(number or "").key)


def test_several_calls_of_one_caller_are_one_row_with_their_number_and_age() -> None:
    calls = [missed(0), missed(60, queue="sales"), missed(90, number="13800138002")]
    one, other = made(missed=calls)
    assert (one.entry, one.times, one.since, one.last_at) == (ID, 2, at(0), at(60))
    assert (one.queues, one.call_id, one.key) == (("support", "sales"), "c60", "+8613800138001")
    assert other.times == 1


def test_an_attempt_in_vain_is_counted_and_the_caller_comes_back_later() -> None:
    (one,) = made(missed=[missed(0)], attempts=[attempt(ID, 100)])
    assert (one.attempts, one.attempted_at, one.retry_at) == (1, at(100), at(1900))
    assert not one.given_up


def test_after_the_most_attempts_a_missed_call_is_given_up_until_the_caller_tries_again() -> None:
    tried = [attempt(ID, 100), attempt(ID, 2000)]
    assert made(missed=[missed(0)], attempts=tried)[0].given_up
    (again,) = made(missed=[missed(0), missed(5000)], attempts=tried)
    assert (again.given_up, again.attempts, again.retry_at, again.times) == (False, 0, None, 2)


def test_reached_or_closed_is_gone_and_a_later_call_begins_anew() -> None:
    for result in ("reached", "closed"):
        done = [attempt(ID, 100, result)]
        assert made(missed=[missed(0)], attempts=done) == []
        (again,) = made(missed=[missed(0), missed(500)], attempts=done)
        assert (again.times, again.since) == (1, at(500))


def test_a_promise_is_its_agents_or_anybodys_and_never_given_up() -> None:
    tried = [attempt("callback:p1", seconds) for seconds in (10, 20, 30)]
    own, team = made(promises=[promise(agent="li"), promise(agent=None, call_id="p2")], attempts=tried)
    assert (own.agents, own.queues, own.given_up, own.attempts) == (("li",), (), False, 3)
    assert (team.agents, team.queues, team.due_at) == ((), ("support",), at(0))


def test_names_are_the_customers_else_the_callers_own() -> None:
    calls = [missed(0, customer_id="fang"), missed(0, number="13800138002", caller_name="WANG")]
    assert [one.name for one in made(missed=calls, names={"fang": "王芳"})] == ["王芳", "WANG"]


def test_a_task_keeps_title_and_due_date() -> None:
    task = Task(task_id="t1", title="Send it", created_by="boss", created_at=at(0), due_at=at(50), agent="li")
    (one,) = made(tasks=[task])
    assert (one.entry, one.kind, one.title, one.due_at, one.agents) == (
        "task:t1", "task", "Send it", at(50), ("li",),
    )  # fmt: skip
