"""Shifts at the desk: queues, ready, pauses, what comes after the call, and what others set."""

import pytest

from cti.agents.shift import Next
from cti.errors import ActionRefused, InvalidInput, LinkError, NotFound
from cti.events import Event, LinkState
from cti.users.model import User
from tests.unit.floor import (
    Floor,
    agent,
    answered,
    at,
    ended,
    inbound,
    link_certain,
)

PAUSE = ("pause", "PJSIP/1001", True, "meal", None)
UNPAUSE = ("pause", "PJSIP/1001", False, None, None)
WRAP_UP = ("pause", "PJSIP/1001", True, "wrap_up", None)
MEAL = Next(state="paused", reason="meal")


async def test_going_ready_joins_the_agents_queues_and_unpauses(floor):
    await floor.desk.go("li", "ready", None)
    assert floor.switch.done == [
        ("add", "support", "PJSIP/1001", "Li", False),
        ("pause", "PJSIP/1001", False, None, None),
    ]
    assert floor.states.told == [("li", "ready", None, None)]


async def test_a_member_is_only_unpaused(floor):
    await floor.hear(agent(0, "paused", reason="meal"))
    await floor.desk.go("li", "ready", None)
    assert floor.switch.done == [("pause", "PJSIP/1001", False, None, None)]


async def test_a_pause_has_its_reason(floor):
    await floor.hear(agent(0, "ready"))
    await floor.desk.go("li", "paused", "meal")
    assert floor.switch.done == [("pause", "PJSIP/1001", True, "meal", None)]
    assert floor.states.told == [("li", "paused", "meal", None)]


async def test_a_queue_that_has_the_agent_already_is_no_error(floor):
    floor.switch.refuse["add"] = "Unable to add interface: Already there"
    await floor.desk.go("li", "ready", None)
    assert floor.switch.done == [("pause", "PJSIP/1001", False, None, None)]


async def test_going_offline_leaves_every_queue(floor):
    await floor.hear(agent(0, "ready", queues=("support", "vip")))
    await floor.desk.go("li", "offline", None)
    assert floor.switch.done == [("remove", "support", "PJSIP/1001"), ("remove", "vip", "PJSIP/1001")]


async def test_a_member_of_the_pbx_files_is_paused_as_offline(floor):
    await floor.hear(agent(0, "ready"))
    floor.switch.refuse["remove"] = "Member not dynamic"
    await floor.desk.go("li", "offline", None)
    assert floor.switch.done == [("pause", "PJSIP/1001", True, "offline", "support")]


@pytest.mark.parametrize(
    ("state", "reason", "field"),
    [("asleep", None, "state"), ("paused", "golf", "reason"), ("paused", None, "reason")],
)
async def test_unknown_states_and_reasons_are_refused(floor, state, reason, field):
    with pytest.raises(InvalidInput) as refused:
        await floor.desk.go("li", state, reason)
    assert refused.value.field == field
    assert floor.switch.done == []


async def test_what_the_pbx_refuses_is_said_and_changes_nothing(floor):
    floor.switch.refuse["add"] = "Unable to add interface to queue: No such queue"
    with pytest.raises(ActionRefused, match="No such queue"):
        await floor.desk.go("li", "ready", None)
    assert floor.states.told == []


async def test_without_a_link_the_agent_is_told(floor):
    floor.switch.down = True
    with pytest.raises(LinkError):
        await floor.desk.go("li", "ready", None)


async def test_nobody_without_a_phone_goes_ready(floor):
    floor.users.rows["boss"] = User(user_id="u-boss", name="boss", role="supervisor")
    with pytest.raises(InvalidInput, match="no phone"):
        await floor.desk.go("boss", "ready", None)
    assert floor.states.told == []


async def talking(floor: Floor) -> None:
    await floor.hear(agent(0, "ready"), *inbound(), *answered(3))


async def test_a_pause_after_the_call_comes_when_wrap_up_is_over_and_not_before(floor):
    await talking(floor)
    await floor.desk.plan_next("li", "paused", "meal")
    assert floor.switch.done == [PAUSE]
    assert floor.states.told == [("li", "then", MEAL)]
    await floor.hear(*ended(13), agent(33, "wrap_up", call=None))
    assert floor.switch.done == [PAUSE, WRAP_UP, PAUSE]
    await floor.hear(agent(33, "paused", reason="meal"))
    assert (await floor.plans.get("li")).next is None
    assert [entry.action for entry in floor.audit.rows] == ["agent.next_paused", "agent.paused"]


async def test_a_pause_asked_for_in_the_talk_is_one_after_the_call(floor):
    await talking(floor)
    await floor.desk.go("li", "paused", "meal")
    assert floor.states.told == [("li", "then", MEAL)]


async def test_a_call_without_wrap_up_is_followed_by_no_other_before_the_pause(floor):
    await talking(floor)
    await floor.desk.plan_next("li", "paused", "meal")
    assert floor.switch.done == [PAUSE]
    await floor.hear(agent(13, "paused", reason="meal"))
    assert floor.switch.done == [PAUSE]


async def test_a_plan_taken_back_lets_calls_come_again(floor):
    await talking(floor)
    await floor.desk.plan_next("li", "paused", "meal")
    await floor.desk.cancel_next("li")
    assert floor.switch.done == [PAUSE, UNPAUSE]
    assert floor.states.told[-1] == ("li", "then", None)
    await floor.hear(*ended(13), agent(33, "wrap_up", call=None))
    assert floor.switch.done[-1] == UNPAUSE


async def test_taking_back_what_was_not_planned_does_nothing(floor):
    await talking(floor)
    await floor.desk.cancel_next("li")
    assert (floor.switch.done, floor.states.told) == ([], [])


async def test_the_end_of_the_shift_in_a_talk_comes_after_the_call(floor):
    await floor.desk.go("li", "ready", None)
    await talking(floor)
    await floor.desk.go("li", "offline", None)
    floor.switch.done.clear()
    await floor.hear(*ended(13), agent(33, "wrap_up", call=None))
    assert floor.switch.done == [WRAP_UP, ("pause", "PJSIP/1001", True, "offline", None)]
    await floor.hear(agent(33, "offline"))
    assert floor.switch.done[-1] == ("remove", "support", "PJSIP/1001")
    (shift,) = await floor.shifts.of_agent("li", at(-1))
    assert shift.ended_at is not None


async def test_without_call_and_wrap_up_the_pause_comes_at_once(floor):
    await floor.hear(agent(0, "ready"))
    await floor.desk.plan_next("li", "paused", "meal")
    assert floor.states.told == [("li", "paused", "meal", None)]
    assert floor.switch.done == [PAUSE]


async def test_in_wrap_up_the_member_is_paused_already_and_only_the_plan_is_made(floor):
    await talking(floor)
    await floor.hear(*ended(13))
    floor.switch.done.clear()
    await floor.desk.plan_next("li", "paused", "meal")
    assert floor.switch.done == []
    await floor.hear(agent(33, "wrap_up", call=None))
    assert floor.switch.done == [PAUSE]


async def test_finishing_the_wrap_up_early_leads_to_the_pause_too(floor):
    await talking(floor)
    await floor.hear(*ended(13))
    await floor.desk.plan_next("li", "paused", "meal")
    item = await floor.item()
    await floor.desk.finish("li", item.work_id, item.outcome)
    assert floor.states.told[-1] == ("li", "paused", "meal", None)


@pytest.mark.parametrize("state", [None, agent(0, "offline")])
async def test_who_is_not_there_plans_nothing(floor, state):
    if state is not None:
        await floor.hear(state)
    with pytest.raises(InvalidInput, match="has not begun"):
        await floor.desk.plan_next("li", "paused", "meal")


async def test_a_plan_that_cannot_be_stored_is_refused_and_not_shown(floor):
    await talking(floor)
    floor.plans.broken = True
    with pytest.raises(Exception, match="cannot be used"):
        await floor.desk.plan_next("li", "paused", "meal")
    assert floor.states.told == []


async def test_a_pbx_that_cannot_be_told_now_is_told_at_the_end_of_the_call(floor):
    await talking(floor)
    floor.switch.down = True
    await floor.desk.plan_next("li", "paused", "meal")
    floor.switch.down = False
    await floor.hear(agent(13, "ready"))
    assert floor.switch.done == [PAUSE]
    assert ("li", "paused", "meal", None) in floor.states.told
    assert (await floor.plans.get("li")).next is None


async def restarted(floor: Floor, *events: Event) -> None:
    await floor.close()
    floor.restart()
    floor.switch.done.clear()
    floor.states.told.clear()
    await floor.begin()
    await floor.hear(*events)


async def test_a_plan_outlives_a_restart_in_the_talk(floor):
    await talking(floor)
    await floor.desk.plan_next("li", "paused", "meal")
    await restarted(floor, agent(20, "talking"), link_certain(20))
    assert floor.states.told == [("li", "then", MEAL)]
    await floor.hear(agent(30, "wrap_up", until=at(50)), agent(50, "wrap_up", call=None))
    assert floor.switch.done[-1] == PAUSE


async def test_a_plan_outlives_a_restart_in_wrap_up(floor):
    await talking(floor)
    await floor.hear(*ended(13))
    await floor.desk.plan_next("li", "paused", "meal")
    await restarted(floor, agent(14, "wrap_up", call=None), link_certain(14))
    assert ("li", "then", MEAL) in floor.states.told
    assert ("li", "wrap_up", None, at(33)) in floor.states.told
    await floor.hear(agent(33, "wrap_up", call=None))
    assert floor.switch.done == [PAUSE]


async def test_what_a_pbx_says_half_of_while_it_is_asked_carries_out_no_plan(floor):
    await talking(floor)
    await floor.desk.plan_next("li", "offline", None)
    connecting = LinkState(at=at(20), pbx="pbx", state="connecting")
    await restarted(floor, connecting, agent(20, "offline"), agent(20, "talking"), link_certain(20))
    assert floor.switch.done == []
    assert floor.states.told == [("li", "then", Next(state="offline"))]


async def test_a_call_that_ended_while_no_server_ran_is_followed_by_what_was_planned(floor):
    await talking(floor)
    await floor.desk.plan_next("li", "offline", None)
    connecting = LinkState(at=at(90), pbx="pbx", state="connecting")
    await restarted(floor, connecting, agent(90, "offline"), link_certain(90))
    assert floor.switch.done == [("remove", "support", "PJSIP/1001")]
    assert (await floor.plans.get("li")).next is None


async def test_an_agent_who_was_on_a_pause_before_a_restart_in_the_talk_goes_back_to_it(floor):
    await floor.hear(link_certain(0), agent(1, "paused", reason="meeting"), agent(2, "talking"))
    await restarted(floor, agent(20, "talking"), link_certain(20))
    await floor.hear(agent(30, "wrap_up", until=at(50)), agent(50, "wrap_up", call=None))
    assert floor.switch.done[-1] == ("pause", "PJSIP/1001", True, "meeting", None)


async def test_a_shift_begins_once_and_ends(floor):
    await floor.desk.go("li", "ready", None)
    await floor.desk.go("li", "paused", "meal")
    await floor.desk.go("li", "ready", None)
    await floor.desk.go("li", "offline", None)
    await floor.recorder.written()
    (shift,) = await floor.shifts.of_agent("li", at(-1))
    assert (shift.queues, shift.ended_at) == (("support",), at(0))


async def with_two_queues(floor: Floor) -> None:
    user = floor.users.rows["li"]
    floor.users.rows["li"] = User(
        user_id=user.user_id, name="li", role="agent", extension="1001", device="PJSIP/1001",
        queues=("support", "vip"),
    )  # fmt: skip


async def test_only_the_queues_chosen_are_joined_and_the_choice_is_kept(floor):
    await with_two_queues(floor)
    await floor.desk.choose_queues("li", ["vip"])
    assert floor.switch.done == []
    await floor.desk.go("li", "ready", None)
    assert floor.switch.done == [("add", "vip", "PJSIP/1001", "li", False), UNPAUSE]
    assert [(one.queue, one.chosen) for one in await floor.desk.queue_choices("li")] == [
        ("support", False),
        ("vip", True),
    ]
    assert (await floor.plans.get("li")).queues == ("vip",)


async def test_queues_chosen_in_the_shift_are_joined_and_left_at_once(floor):
    await with_two_queues(floor)
    await floor.hear(agent(0, "ready"))
    await floor.desk.choose_queues("li", ["vip"])
    assert floor.switch.done == [
        ("add", "vip", "PJSIP/1001", "li", False),
        ("remove", "support", "PJSIP/1001"),
        UNPAUSE,
    ]


async def test_queues_joined_on_a_pause_bring_no_calls(floor):
    await with_two_queues(floor)
    await floor.hear(agent(0, "paused", reason="meal", paused=("support",)))
    await floor.desk.choose_queues("li", ["support", "vip"])
    assert floor.switch.done == [("add", "vip", "PJSIP/1001", "li", True), PAUSE]
    assert (await floor.plans.get("li")).queues is None


async def test_a_queue_of_others_is_not_joined(floor):
    with pytest.raises(InvalidInput, match="vip"):
        await floor.desk.choose_queues("li", ["support", "vip"])
    assert (await floor.plans.get("li")).queues is None


async def test_what_a_supervisor_sets_names_them_in_the_audit_and_to_the_agent(floor):
    await floor.hear(agent(0, "ready"))
    await floor.desk.go("li", "paused", "meeting", by="boss")
    assert floor.states.told == [("li", "paused", "meeting", None, "boss")]
    (entry,) = floor.audit.rows
    assert (entry.user, entry.action, entry.subject) == ("boss", "agent.paused", "li")


async def test_a_supervisor_ends_the_shift_of_somebody_who_talks_after_the_call(floor):
    await talking(floor)
    await floor.desk.go("li", "offline", None, by="boss")
    assert floor.states.told == [("li", "then", Next(state="offline", by="boss"))]


async def test_a_supervisor_takes_no_wrap_up_from_an_agent(floor):
    await talking(floor)
    await floor.hear(*ended(13))
    floor.switch.done.clear()
    await floor.desk.go("li", "paused", "meeting", by="boss")
    assert floor.switch.done == []
    assert floor.states.told == [("li", "then", Next(state="paused", reason="meeting", by="boss"))]


async def test_a_supervisor_sets_nobody_who_is_not_there(floor):
    with pytest.raises(NotFound):
        await floor.desk.go("nobody", "paused", "meeting", by="boss")
