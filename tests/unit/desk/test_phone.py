"""Dialling and hanging up, as actions on the PBX."""

import pytest

from cti.config import Phone
from cti.errors import InvalidInput, NotFound
from tests.unit.floor import LI, Floor, answered, call_ended, inbound, started


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


async def test_a_phone_in_the_browser_picks_up_its_own_calls_at_once(floor):
    await floor.users.set_softphone("li", "sealed")
    await floor.desk.dial("li", "1002")
    assert floor.switch.done == [("originate", "PJSIP/1001", "1002", "from-agents", "at once")]
