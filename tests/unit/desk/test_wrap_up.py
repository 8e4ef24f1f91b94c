"""Wrap-up: no calls meanwhile, back to what the agent wants to be, and on after a restart."""

from cti.config import Agents
from tests.unit.floor import Floor, agent, answered, at, ended, inbound, link_certain

PAUSE = ("pause", "PJSIP/1001", True, "wrap_up", None)
RELEASE = ("pause", "PJSIP/1001", False, None, None)


async def test_the_member_is_paused_in_wrap_up_and_released_at_its_end(floor):
    await floor.hear(*inbound(), *answered(3), *ended(13))
    assert floor.switch.done == [PAUSE]
    await floor.hear(agent(13.1, "wrap_up", until=at(33)), agent(33, "wrap_up", call=None))
    assert floor.switch.done == [PAUSE, RELEASE]


async def test_a_pause_chosen_in_the_talk_follows_wrap_up(floor):
    await floor.hear(*inbound(), *answered(3))
    await floor.desk.go("li", "paused", "meal")
    floor.switch.done.clear()
    await floor.hear(*ended(13), agent(33, "wrap_up", call=None))
    assert floor.switch.done == [PAUSE, ("pause", "PJSIP/1001", True, "meal", None)]


async def test_an_agent_in_no_queue_is_not_paused(floor):
    await floor.hear(*inbound(), *answered(3), agent(13, "wrap_up", until=at(33), queues=()))
    assert floor.switch.done == []


async def test_the_setting_leaves_members_alone():
    floor = await Floor(agents=Agents(pause_in_wrap_up=False)).open()
    await floor.hear(*inbound(), *answered(3), *ended(13))
    assert floor.switch.done == []
    await floor.close()


async def test_a_pbx_that_refuses_is_only_logged(floor, caplog):
    floor.switch.refuse["pause"] = "Interface not found"
    await floor.hear(*inbound(), *answered(3), *ended(13))
    assert "Interface not found" in caplog.text


async def after_restart(second: float) -> Floor:
    floor = await Floor().open()
    await floor.hear(*inbound(), *answered(3), *ended(13))
    await floor.close()
    floor.clock.advance(second)
    floor.switch.done.clear()
    floor.restart()
    await floor.begin()
    await floor.hear(agent(second, "wrap_up", call=None))
    assert floor.switch.done == []
    await floor.hear(link_certain(second))
    return floor


async def test_wrap_up_goes_on_after_a_restart_until_its_end():
    floor = await after_restart(20)
    assert floor.states.told == [("li", "wrap_up", None, at(33))]
    await floor.hear(agent(20, "wrap_up", call=None, until=at(33)), agent(33, "wrap_up", call=None))
    assert floor.switch.done[-1] == RELEASE
    assert (await floor.item()).outcome.finished_at == at(33)
    await floor.close()


async def test_wrap_up_that_ended_meanwhile_is_finished_and_the_agent_free():
    floor = await after_restart(60)
    assert (await floor.item()).outcome.finished_at == at(33)
    assert floor.states.told == [("li", "ready", None, None)]
    await floor.close()


async def test_an_item_that_rang_when_the_server_stopped_goes_when_its_call_is_gone():
    floor = await Floor().open()
    await floor.hear(*inbound())
    await floor.close()
    floor.restart()
    await floor.begin()
    await floor.hear(link_certain(60))
    assert await floor.desk.open_work("li") == []
    await floor.close()
