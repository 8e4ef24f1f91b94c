"""Whom a call can be handed to: who can take it now stands first."""

from __future__ import annotations

from cti.config import Phone
from tests.unit.floor import Floor, agent


async def _floor() -> Floor:
    floor = await Floor(phone=Phone(queue_numbers={"support": "4008001", "vip": "4008005"})).open()
    for name, extension in (("zhao", "1003"), ("chen", "1004")):
        await floor.users.add(name, "agent", "x", display_name=name.title(), extension=extension)
    floor.directory.replace(await floor.users.list())
    await floor.hear(agent(0, "ready", "zhao", call=None), agent(0, "talking", "wang"))
    return floor


async def test_with_nothing_typed_all_colleagues_and_queues_are_there_the_ready_ones_first() -> None:
    floor = await _floor()
    found = await floor.desk.targets("li", "")
    assert [(one.kind, one.value, one.state) for one in found] == [
        ("agent", "zhao", "ready"),
        ("agent", "wang", "talking"),
        ("agent", "chen", "offline"),
        ("queue", "support", None),
        ("queue", "vip", None),
    ]
    await floor.close()


async def test_a_part_of_a_name_or_number_finds_people_queues_and_customers() -> None:
    floor = await _floor()
    assert [one.value for one in await floor.desk.targets("li", "ZH")] == ["zhao"]
    assert [one.value for one in await floor.desk.targets("li", "8005") if one.kind == "queue"] == ["vip"]
    (customer,) = [one for one in await floor.desk.targets("li", "王芳") if one.kind == "customer"]
    assert (customer.value, customer.shown) == ("+8613800138001", "138 0013 8001")
    await floor.close()


async def test_a_free_number_can_be_chosen_unless_it_is_somebodys_extension() -> None:
    floor = await _floor()
    kinds = {one.kind for one in await floor.desk.targets("li", "13900139000")}
    assert "number" in kinds
    assert [one.kind for one in await floor.desk.targets("li", "1003")] == ["agent"]
    await floor.close()
