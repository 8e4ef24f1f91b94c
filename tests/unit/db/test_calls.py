from __future__ import annotations

import asyncio

import msgspec
import pytest

from cti.calls.record import CallFilter, Outcome, open_follow_ups
from cti.customers.model import Customer, CustomerDraft
from cti.errors import InvalidInput, NotFound
from db.engine import Database
from tests.unit.db.calls import ENDED, at, call, leg, visit


async def test_a_call_is_opened_once_and_found_whole(database: Database, wang: Customer) -> None:
    record = call("c1", legs=(leg(), leg("bob")), visits=(visit(),), customer_id=wang.customer_id)
    assert await database.calls.open(record) is True
    assert await database.calls.open(call("c1", caller_name="other")) is False
    assert await database.calls.get("c1") == record


async def test_progress_replaces_legs_and_visits_and_leaves_what_people_said(
    database: Database, wang: Customer
) -> None:
    await database.calls.open(call("c1", legs=(leg("bob"),)))
    await database.calls.set_customer("c1", wang.customer_id)
    await database.calls.set_outcome("c1", Outcome(disposition="solved", note="好", follow_up_at=at(99)))
    await database.calls.save_progress(call("c1", legs=(leg(), leg("cid")), visits=(visit(),), talk_s=7.5))
    stored = await database.calls.get("c1")
    assert [part.agent for part in stored.legs] == ["ann", "cid"]
    assert stored.visits == (visit(),)
    assert (stored.customer_id, stored.talk_s) == (wang.customer_id, 7.5)
    assert (stored.disposition, stored.note, stored.follow_up_at) == ("solved", "好", at(99))


async def test_a_call_is_closed_exactly_once(database: Database) -> None:
    await database.calls.open(call("c1"))
    final = call("c1", legs=(leg(),), visits=(visit(),), **ENDED)
    results = await asyncio.gather(*(database.calls.close(final) for _ in range(5)))
    assert sorted(results) == [False, False, False, False, True]
    later = msgspec.structs.replace(final, reason="failed", talk_s=0.0, legs=())
    assert await database.calls.close(later) is False
    assert await database.calls.get("c1") == final


async def test_progress_that_comes_late_does_not_open_a_closed_call_again(database: Database) -> None:
    await database.calls.open(call("c1"))
    final = call("c1", legs=(leg(),), **ENDED)
    await database.calls.close(final)
    await database.calls.save_progress(call("c1"))
    assert await database.calls.get("c1") == final


async def test_closing_a_call_that_was_never_opened_loses_nothing(database: Database) -> None:
    final = call("c1", legs=(leg(),), visits=(visit(),), **ENDED)
    assert await database.calls.close(final) is True
    assert await database.calls.get("c1") == final


async def test_a_call_is_not_closed_without_its_end(database: Database) -> None:
    await database.calls.open(call("c1"))
    with pytest.raises(InvalidInput):
        await database.calls.close(call("c1"))
    assert [record.call_id for record in await database.calls.open_calls("main")] == ["c1"]


async def test_wrap_up_adds_to_the_last_leg_and_outlives_later_progress(database: Database) -> None:
    await database.calls.open(call("c1", legs=(leg(), leg("bob"), leg())))
    await database.calls.add_wrap_up("c1", "ann", 12.5)
    await database.calls.add_wrap_up("c1", "ann", 2.0)
    await database.calls.save_progress(call("c1", legs=(leg(), leg("bob"), leg(), leg("cid"))))
    read_back = await database.calls.get("c1")
    await database.calls.close(msgspec.structs.replace(read_back, **ENDED))
    stored = await database.calls.get("c1")
    assert [part.wrap_up_s for part in stored.legs] == [0.0, 0.0, 14.5, 0.0]


async def test_wrap_up_and_progress_at_once_lose_nothing(database: Database) -> None:
    await database.calls.open(call("c1", legs=(leg(),)))
    await asyncio.gather(
        *(database.calls.add_wrap_up("c1", "ann", 1.0) for _ in range(5)),
        *(database.calls.save_progress(call("c1", legs=(leg(),), talk_s=float(n))) for n in range(5)),
    )
    assert [part.wrap_up_s for part in (await database.calls.get("c1")).legs] == [5.0]


async def test_wrap_up_needs_a_leg(database: Database) -> None:
    await database.calls.open(call("c1", legs=(leg(),)))
    with pytest.raises(NotFound):
        await database.calls.add_wrap_up("c1", "bob", 1.0)


async def test_open_calls_are_those_of_the_pbx_that_are_not_closed(database: Database) -> None:
    await database.calls.open(call("c1"))
    await database.calls.open(call("c2", pbx="other"))
    await database.calls.open(call("c3", **ENDED))
    await database.calls.open(call("c4"))
    await database.calls.merge("c4", into="c1")
    assert await database.calls.open_calls("main") == [call("c1")]


async def test_a_merged_call_is_hidden_from_lists_but_kept(database: Database) -> None:
    await database.calls.open(call("c1"))
    await database.calls.open(call("c2", legs=(leg(),)))
    await database.calls.merge("c2", into="c1")
    assert await database.calls.list(CallFilter()) == ([call("c1")], None)
    assert await database.calls.get("c2") == call("c2", legs=(leg(),))


async def test_what_does_not_exist_is_not_found(database: Database, wang: Customer) -> None:
    await database.calls.open(call("c1"))
    for attempt in (
        database.calls.get("no"),
        database.calls.save_progress(call("no")),
        database.calls.merge("no", "c1"),
        database.calls.set_customer("no", wang.customer_id),
        database.calls.set_customer("c1", "nobody"),
        database.calls.set_outcome("no", Outcome()),
        database.calls.add_wrap_up("no", "ann", 1.0),
    ):
        with pytest.raises(NotFound):
            await attempt


async def test_a_customer_can_be_taken_off_a_call(database: Database, wang: Customer) -> None:
    await database.calls.open(call("c1", customer_id=wang.customer_id))
    await database.calls.set_customer("c1", None)
    assert (await database.calls.get("c1")).customer_id is None


async def test_a_closed_follow_up_stays_closed_until_another_is_promised(database: Database) -> None:
    await database.calls.open(call("c1"))
    promise = Outcome(disposition="follow_up", follow_up_at=at(99))
    await database.calls.set_outcome("c1", promise)
    await database.calls.set_follow_up_done("c1", at(50))
    await database.calls.set_outcome("c1", msgspec.structs.replace(promise, note="好"))
    await database.calls.close(call("c1", **ENDED))
    assert (await database.calls.get("c1")).follow_up_done_at == at(50)
    await database.calls.set_outcome("c1", msgspec.structs.replace(promise, follow_up_at=at(200)))
    assert (await database.calls.get("c1")).follow_up_done_at is None


async def test_the_last_talk_with_each_customer_is_known(database: Database, wang: Customer) -> None:
    for call_id, start, talk_s in (("c1", 0, 5.0), ("c2", 60, 7.0), ("c3", 120, 0.0)):
        await database.calls.close(call(call_id, start, **ENDED | {"talk_s": talk_s}))
        await database.calls.set_customer(call_id, wang.customer_id)
    assert await database.calls.last_talks({wang.customer_id, "nobody"}) == {wang.customer_id: at(60)}
    assert await database.calls.last_talks(set()) == {}


async def test_queue_counts_follow_each_queue_service_level(database: Database) -> None:
    visits = (
        visit(waited_s=20.0), visit(waited_s=20.1), visit("vip", waited_s=9.0), visit("vip", waited_s=11.0),
        visit(reason="abandoned"), visit(reason="timeout"), visit(left_at=at(-1)),
        visit(left_at=None, reason=None, waited_s=None), visit("new", waited_s=19.0),
    )  # fmt: skip
    await database.calls.open(call("c1", visits=visits))
    counts = await database.calls.queue_counts("main", at(0), {"sales": 20, "vip": 10})
    assert counts == {"sales": (2, 1, 1), "vip": (2, 1, 0), "new": (1, 1, 0)}
    assert await database.calls.queue_counts("main", at(5), {}) == {}


async def test_queue_counts_hold_the_visits_of_a_merged_call_once(database: Database) -> None:
    await database.calls.open(call("c1", visits=(visit(), visit("vip"))))
    await database.calls.open(call("c2", visits=(visit("vip"),)))
    await database.calls.merge("c2", into="c1")
    assert await database.calls.queue_counts("main", at(0), {}) == {"sales": (1, 1, 0), "vip": (1, 1, 0)}


async def test_odd_letters_from_the_line_do_not_lose_the_call(database: Database) -> None:
    assert await database.calls.open(call("c1", caller_name="a\0b\udce9", caller_number="anonymous"))
    assert (await database.calls.get("c1")).caller_name == "ab?"


async def test_open_promises_of_many_customers_are_those_their_calls_tell_one_by_one(
    database: Database, wang: Customer
) -> None:
    li = await database.customers.create(CustomerDraft(name="Li"))
    of_wang, of_li = {"customer_id": wang.customer_id}, {"customer_id": li.customer_id}
    for one in (
        call("kept", 0, **of_wang, follow_up_at=at(50)),
        call("talk", 60, **of_wang, talk_s=9.0),
        call("later", 70, **of_wang, follow_up_at=at(500)),
        call("soon", 80, **of_wang, follow_up_at=at(60), talk_s=5.0),
        call("sooner", 40, **of_wang, follow_up_at=at(300)),
        call("closed", 90, **of_li, follow_up_at=at(400)),
        call("open", 95, **of_li, follow_up_at=at(96)),
        call("merged", 96, **of_li, follow_up_at=at(400)),
        call("nobodys", 97, follow_up_at=at(400)),
    ):
        await database.calls.open(one)
        if one.customer_id:
            await database.calls.set_customer(one.call_id, one.customer_id)
        if one.follow_up_at:
            await database.calls.set_outcome(one.call_id, Outcome(follow_up_at=one.follow_up_at))
    await database.calls.set_follow_up_done("closed", at(100))
    await database.calls.merge("merged", into="open")
    found = await database.calls.open_follow_ups([wang.customer_id, li.customer_id])
    alone: list[str] = []
    for customer in (wang, li):
        calls, _ = await database.calls.list(CallFilter(customer=customer.customer_id))
        alone += [one.call_id for _, one in open_follow_ups(calls)]
    assert sorted(alone) == sorted(one.call_id for one in found)
    assert [one.call_id for one in found] == ["open", "later", "sooner"]
    assert await database.calls.open_follow_ups([]) == []
