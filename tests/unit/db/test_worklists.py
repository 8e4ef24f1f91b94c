"""What is to be called back follows from the calls; whoever takes an entry has it alone."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

from cti.calls.record import Outcome
from cti.customers.model import Customer, CustomerDraft
from cti.worklists.model import Attempt, Claim
from db.engine import Database
from tests.unit.db.calls import ENDED, at, call, leg, visit

LOST: dict[str, Any] = {"ended_at": at(30), "reason": "abandoned", "ended_by": "caller", "queue": "sales"}


async def _close(database: Database, call_id: str, start: float = 0, **fields: Any) -> None:
    await database.calls.close(call(call_id, start, **fields))


def _visit(reason: str = "abandoned", left: float = 20, queue: str = "sales") -> Any:
    return visit(queue, left_at=at(left), reason=reason, waited_s=left)


async def _missed(database: Database) -> list[str]:
    return [one.call_id for one in await database.worklists.missed(at(-1000))]


async def test_a_caller_who_gave_up_in_a_queue_is_to_be_called_back(database: Database) -> None:
    await _close(database, "c1", **LOST, visits=(_visit(),))
    (one,) = await database.worklists.missed(at(-1000))
    assert (one.number, one.key, one.queue, one.reason) == (
        "13800138000", "8613800138000", "sales", "abandoned",
    )  # fmt: skip
    assert (one.at, one.waited_s, one.agents) == (at(20), 20.0, ())


async def test_the_one_customer_with_the_number_is_the_caller(database: Database, wang: Customer) -> None:
    await _close(database, "c1", **LOST, visits=(_visit(),))
    assert [one.customer_id for one in await database.worklists.missed(at(-1000))] == [wang.customer_id]
    await database.customers.create(CustomerDraft(name="王强", numbers=("13800138000",)))
    assert [one.customer_id for one in await database.worklists.missed(at(-1000))] == [None]


async def test_who_was_answered_after_leaving_a_queue_is_not_missed(database: Database) -> None:
    visits = (_visit("timeout"), _visit("answered", 25, "vip"))
    await _close(database, "c1", **ENDED, visits=visits, legs=(leg(answered_at=at(25)),))
    assert await _missed(database) == []


async def test_who_was_answered_handed_on_and_gave_up_then_is_missed(database: Database) -> None:
    visits = (_visit("answered", 4), _visit("abandoned", 28, "vip"))
    await _close(database, "c1", **ENDED, visits=visits, legs=(leg(answered_at=at(4)),))
    (one,) = await database.worklists.missed(at(-1000))
    assert one.queue == "vip"


async def test_a_queue_that_an_agent_asked_in_vain_makes_nobody_missed(database: Database) -> None:
    asked = visit("vip", joined_at=at(10), left_at=at(20), reason="abandoned", waited_s=10.0)
    await _close(database, "c1", **ENDED, visits=(_visit("answered", 4), asked), legs=(leg(),))
    assert await _missed(database) == []


async def test_who_was_left_to_a_queue_that_nobody_answered_is_missed(database: Database) -> None:
    left = visit("vip", joined_at=at(10), left_at=at(28), reason="timeout", waited_s=18.0)
    agents = (leg(ended_at=at(12), transfer="blonde"),)
    await _close(database, "c1", **ENDED, visits=(_visit("answered", 4), left), legs=agents)
    assert await _missed(database) == ["c1"]


async def test_a_later_talk_with_the_number_closes_it_whoever_called(database: Database) -> None:
    await _close(database, "c1", **LOST, visits=(_visit(),))
    later = {"ended_at": at(130), "reason": "completed"}
    out: dict[str, Any] = {"direction": "outbound", "caller_number": "1001", "caller_e164": None}
    await _close(database, "c2", 100, **later, **out, dialed="138 0013 8000")
    assert await _missed(database) == ["c1"], "nobody answered"
    await _close(database, "c3", 110, **later, **out, dialed="13800138000", talk_s=4.0)
    assert await _missed(database) == []
    await _close(database, "c4", 200, ended_at=at(230), reason="abandoned", visits=(_visit(left=230),))
    assert await _missed(database) == ["c4"]
    await _close(database, "c5", 300, **ENDED | {"ended_at": at(330)})
    assert await _missed(database) == []


async def test_withheld_numbers_old_calls_and_calls_still_on_are_left_out(database: Database) -> None:
    await _close(database, "c1", **LOST, visits=(_visit(),), caller_number=None, caller_e164=None)
    await _close(database, "c2", **LOST, visits=(_visit(left=-2000),))
    await database.calls.open(call("c3", visits=(_visit(),)))
    assert await _missed(database) == []


async def test_a_call_to_an_agents_own_number_is_missed_by_that_agent(database: Database) -> None:
    rang = leg("bo", answered_at=None, reason="no_answer", talk_s=0.0)
    others = leg(None, answered_at=None)
    await _close(database, "c1", ended_at=at(30), reason="no_answer", legs=(rang, others))
    (one,) = await database.worklists.missed(at(-1000))
    assert (one.queue, one.agents) == (None, ("bo",))


async def test_a_promise_is_open_until_closed_or_kept_after_it_was_due(
    database: Database, wang: Customer
) -> None:
    await _close(database, "c1", **ENDED, customer_id=wang.customer_id)
    await database.calls.set_customer("c1", wang.customer_id)
    await database.calls.set_outcome("c1", Outcome(note="call back", follow_up_at=at(500)))
    (one,) = await database.worklists.promises()
    assert (one.call_id, one.due_at, one.number, one.note) == ("c1", at(500), "13800138000", "call back")
    await database.calls.set_follow_up_done("c1", at(100))
    assert await database.worklists.promises() == []
    await database.calls.set_follow_up_done("c1", None)
    await _close(database, "c2", 400, **ENDED | {"ended_at": at(430)}, customer_id=wang.customer_id)
    assert len(await database.worklists.promises()) == 1, "talked before it was due"
    await _close(database, "c3", 600, **ENDED | {"ended_at": at(630)}, customer_id=wang.customer_id)
    assert await database.worklists.promises() == []


async def test_a_promise_to_somebody_with_a_withheld_number_has_the_customers_own(
    database: Database, wang: Customer
) -> None:
    await _close(database, "c1", **ENDED | {"customer_id": wang.customer_id, "caller_number": None})
    await database.calls.set_outcome("c1", Outcome(follow_up_at=at(500)))
    (one,) = await database.worklists.promises()
    assert one.number == "138 0013 8000"


def claim(agent: str, entry: str = "missed:1", taken: float = 0, ends: float = 900) -> Claim:
    return Claim(entry=entry, agent=agent, taken_at=at(taken), expires_at=at(ends))


async def test_of_agents_who_take_at_the_same_moment_one_gets_it(database: Database) -> None:
    names = [f"agent{number}" for number in range(6)]
    got = await asyncio.gather(*(database.worklists.take(claim(name)) for name in names))
    assert sum(got) == 1
    (kept,) = await database.worklists.claims()
    assert kept.agent == names[got.index(True)]


async def test_an_expired_claim_is_taken_over_once_at_the_same_moment(database: Database) -> None:
    assert await database.worklists.take(claim("ann"))
    names = [f"agent{number}" for number in range(6)]
    got = await asyncio.gather(
        *(database.worklists.take(claim(name, taken=901, ends=1801)) for name in names)
    )
    assert sum(got) == 1
    assert not await database.worklists.take(claim("ann", taken=902, ends=1802))


async def test_ones_own_claim_is_made_anew_changed_and_given_back(database: Database) -> None:
    store = database.worklists
    assert await store.take(claim("ann"))
    assert await store.take(claim("ann", taken=10, ends=910))
    changed = msgspec.structs.replace(claim("ann", taken=10), call_id="c1", expires_at=at(5000))
    await store.change_claim(changed)
    await store.change_claim(msgspec.structs.replace(changed, agent="bo", call_id="c2"))
    assert await store.claims() == [changed]
    await store.release("bo")
    await store.release("ann", "missed:2")
    assert len(await store.claims()) == 1
    await store.release("ann", "missed:1")
    assert await store.claims() == []


async def test_an_attempt_is_written_once_per_call_and_frees_the_entry(database: Database) -> None:
    store = database.worklists
    await store.take(claim("ann"))
    tried = Attempt(entry="missed:1", at=at(60), result="no_answer", agent="ann", call_id="c9")
    for _ in range(2):
        await store.note(tried)
    assert await store.attempts(at(0)) == [tried]
    assert await store.claims() == []
    assert await store.attempts(at(61)) == []
