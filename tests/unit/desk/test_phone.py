"""Shift, pause, dialling and hanging up, as actions on the PBX."""

import pytest

from cti.config import Phone
from cti.errors import ActionRefused, InvalidInput, LinkError, NotFound
from cti.users.model import User
from tests.unit.floor import LI, Floor, agent, answered, call_ended, inbound, started


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


async def test_an_agent_hangs_up_their_own_channel(floor):
    await floor.hear(*inbound(), *answered(3))
    await floor.desk.hangup("li", "c1")
    assert floor.switch.done == [("hangup", "PJSIP/1001-1")]
    assert [entry.action for entry in floor.audit.rows] == ["call.hangup"]


async def test_nobody_hangs_up_a_call_of_others_or_one_that_is_over(floor):
    await floor.hear(*inbound(), *answered(3))
    with pytest.raises(NotFound):
        await floor.desk.hangup("wang", "c1")
    await floor.hear(call_ended(9))
    with pytest.raises(NotFound):
        await floor.desk.hangup("li", "c1")
    assert floor.switch.done == []


@pytest.mark.parametrize(
    ("written", "dialled"),
    [
        ("138 0013-8001", "013800138001"),
        ("１３８００１３８００１", "013800138001"),
        ("+8613800138001", "013800138001"),
        ("+86 755 2772 2222", "0075527722222"),
        ("+1 650 253 0000", "0+16502530000"),
        ("95588 ", "95588"),
        ("4008001", "04008001"),
        ("1002", "1002"),
    ],
)
async def test_dialling_rings_the_own_phone_first_and_writes_numbers_as_the_dialplan_wants(written, dialled):
    floor = await Floor(phone=Phone(outside_prefix="0")).open()
    await floor.desk.dial("li", written)
    assert floor.switch.done == [("originate", "PJSIP/1001", dialled, "from-agents")]
    await floor.close()


async def test_what_is_no_number_is_not_dialled(floor):
    with pytest.raises(InvalidInput, match="not a phone number"):
        await floor.desk.dial("li", "1001\r\nAction: Hangup")
    assert floor.switch.done == []


async def test_the_number_dialled_is_not_in_the_audit(floor):
    await floor.desk.dial("li", "13800138001")
    assert "13800138001" not in repr(floor.audit.rows)


async def test_an_audit_that_cannot_be_written_does_not_undo_the_action(floor, caplog):
    await floor.hear(started(caller=LI, direction="outbound", dialed="1"))
    floor.audit.broken = True
    await floor.desk.hangup("li", "c1")
    assert floor.switch.done == [("hangup", "PJSIP/1001-1")]
    assert "audit entry" in caplog.text


async def test_nobody_without_a_phone_goes_ready(floor):
    floor.users.rows["boss"] = User(user_id="u-boss", name="boss", role="supervisor")
    with pytest.raises(InvalidInput, match="no phone"):
        await floor.desk.go("boss", "ready", None)
    assert floor.states.told == []
