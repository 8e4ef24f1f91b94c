"""What agents say of who calls: shown at once, remembered for the next call from the number, undone."""

import msgspec
import pytest

from cti.errors import InvalidInput, NotFound
from cti.events import Party
from tests.unit.floor import answered, call_ended, inbound, offered, queued, started

KEY = "+8613800138001"


def pop_of(item):
    return msgspec.json.decode(item.pop)


async def work(floor, agent="li"):
    (item,) = await floor.desk.open_work(agent)
    return item


async def next_pop(floor, call="c2"):
    await floor.hear(call_ended(60))
    await floor.hear(started(100, call_id=call), offered(102, call_id=call))
    return floor.pops()[-1]


async def test_not_this_person_takes_the_customer_off_the_call_and_sets_them_aside(floor):
    await floor.hear(*inbound())
    item = await floor.persons.not_this("li", (await work(floor)).work_id, "fang")
    assert (item.customer_id, pop_of(item)["candidates"], pop_of(item)["customer"]) == (None, [], None)
    assert [(one["name"], one["by"]) for one in pop_of(item)["set_aside"]] == [("王芳", "li")]
    assert (await floor.calls.get("c1")).customer_id is None
    assert (await work(floor)) == item


async def test_the_next_call_from_the_number_remembers_it(floor):
    await floor.hear(*inbound())
    await floor.persons.not_this("li", (await work(floor)).work_id, "fang")
    pop = await next_pop(floor)
    assert (pop["customer"], pop["candidates"]) == (None, [])
    assert [one["customer_id"] for one in pop["set_aside"]] == ["fang"]


async def test_also_this_person_is_chosen_now_and_a_candidate_next_time(floor):
    floor.add_customer("ming", "李明", "13900139000")
    await floor.hear(*inbound())
    item = await floor.persons.also_this("li", (await work(floor)).work_id, "ming")
    assert (item.customer_id, (await floor.calls.get("c1")).customer_id) == ("ming", "ming")
    pop = await next_pop(floor)
    assert pop["customer"] is None
    assert {(one["customer_id"], one["why"]) for one in pop["candidates"]} == {
        ("fang", "why.exact_mobile"), ("ming", "why.said_to_call"),
    }  # fmt: skip
    assert pop["shared"]["kind"] == "family"
    assert [number.raw for number in floor.customers.rows["ming"].numbers] == ["13900139000"]


async def test_an_undone_ruling_counts_no_more(floor):
    await floor.hear(*inbound())
    work_id = (await work(floor)).work_id
    ruled = await floor.persons.not_this("li", work_id, "fang")
    item = await floor.persons.undo("li", work_id, pop_of(ruled)["set_aside"][0]["ruling_id"])
    assert [one["customer_id"] for one in pop_of(item)["candidates"]] == ["fang"]
    assert pop_of(item)["set_aside"] == []
    assert (await next_pop(floor))["customer"]["name"] == "王芳"


async def test_a_switchboard_opens_no_record_by_itself(floor):
    await floor.hear(*inbound())
    item = await floor.persons.share("li", (await work(floor)).work_id, "switchboard", "云帆", None)
    assert pop_of(item)["shared"]["kind"] == "switchboard"
    pop = await next_pop(floor)
    assert (pop["customer"], [one["name"] for one in pop["candidates"]]) == (None, ["王芳"])
    item = await floor.persons.share("li", (await work(floor)).work_id, None, None, None)
    assert pop_of(item)["shared"] is None


async def test_colleagues_at_the_same_call_see_the_same(floor):
    await floor.hear(*inbound())
    mine = await work(floor)
    theirs = msgspec.structs.replace(mine, work_id="w2", agent="wang")
    await floor.works.add(theirs)
    await floor.persons.not_this("li", mine.work_id, "fang")
    after = await floor.works.get("w2")
    assert (after.customer_id, pop_of(after)["candidates"]) == (None, [])


async def test_a_withheld_number_is_said_of_this_call_only(floor):
    nobody = Party(number=None)
    await floor.hear(started(caller=nobody), queued(), offered(caller=nobody))
    work_id = (await work(floor)).work_id
    await floor.desk.choose_customer("li", work_id, "fang")
    item = await floor.persons.not_this("li", work_id, "fang")
    assert (item.customer_id, floor.rulings.rows) == (None, {})
    with pytest.raises(InvalidInput, match="withheld"):
        await floor.persons.also_this("li", work_id, "fang")


async def test_others_work_and_unknown_customers_are_not_found(floor):
    await floor.hear(*inbound())
    work_id = (await work(floor)).work_id
    with pytest.raises(NotFound):
        await floor.persons.not_this("wang", work_id, "fang")
    with pytest.raises(NotFound):
        await floor.persons.also_this("li", work_id, "nobody")
    assert (await floor.works.get(work_id)).customer_id == "fang"


async def test_open_work_is_looked_up_anew_when_customers_became_one(floor):
    await floor.hear(*inbound(), *answered(3))
    work_id = (await work(floor)).work_id
    floor.customers.rows["fang"] = msgspec.structs.replace(floor.customers.rows["fang"], name="王芳芳")
    await floor.persons.customers_changed(["fang"])
    assert pop_of(await floor.works.get(work_id))["candidates"][0]["name"] == "王芳芳"
