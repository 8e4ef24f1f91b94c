"""Agents who leave too many offered calls in a row unanswered are paused, and nobody else is."""

from cti.config import Agents
from cti.events import LinkState, Party
from tests.unit.floor import Floor, agent, at, offer_ended, offered, queued, started


async def unanswered(floor: Floor, *reasons: str) -> None:
    for number, reason in enumerate(reasons):
        second = 10 * number
        call_id = f"c{number}"
        await floor.hear(
            started(second, call_id=call_id),
            queued(second),
            offered(second + 1, call_id=call_id),
            agent(second + 1, "ringing"),
            offer_ended(second + 9, reason),
            agent(second + 9, "ready"),
        )


def link_seen(second: float, gap_s: float) -> LinkState:
    """The link is certain again, after a gap."""
    since = at(second - gap_s) if gap_s else None
    return LinkState(at=at(second), pbx="pbx", state="certain", since=since)


AWAY = ("pause", "PJSIP/1001", True, "unanswered", None)


async def test_three_calls_in_a_row_left_unanswered_pause_the_agent_and_say_so(floor):
    await floor.hear(agent(0, "ready"))
    await unanswered(floor, "no_answer", "rejected")
    assert floor.switch.done == []
    await unanswered(floor, "no_answer")
    assert floor.switch.done == [AWAY]
    assert floor.states.told == [("li", "paused", "unanswered", None)]
    (entry,) = floor.audit.rows
    assert (entry.user, entry.action, entry.detail) == ("system", "agent.auto_paused", {"calls": "3"})


async def test_calls_that_the_caller_or_a_colleague_ended_are_not_counted(floor):
    await floor.hear(agent(0, "ready"))
    await unanswered(floor, "cancelled", "answered_elsewhere", "no_answer", "cancelled", "no_answer")
    assert floor.switch.done == []


async def test_an_answered_call_begins_the_count_anew(floor):
    await floor.hear(agent(0, "ready"))
    await unanswered(floor, "no_answer", "no_answer")
    await floor.hear(agent(50, "talking"), agent(60, "ready"))
    await unanswered(floor, "no_answer", "no_answer")
    assert floor.switch.done == []


async def test_calls_that_come_while_the_agent_talks_are_not_theirs_to_answer(floor):
    await floor.hear(agent(0, "talking"))
    await floor.hear(*(offer_ended(n, "busy") for n in range(5)))
    assert floor.switch.done == []


async def test_a_restart_of_ours_does_not_begin_the_count_anew(floor):
    await floor.hear(agent(0, "ready"))
    await unanswered(floor, "no_answer", "no_answer")
    await floor.close()
    floor.restart()
    await floor.begin()
    await floor.hear(agent(30, "ready"), link_seen(30, 5))
    assert floor.switch.done == []
    await unanswered(floor, "no_answer")
    assert floor.switch.done == [AWAY]
    assert await floor.plans.unanswered() == {}


async def test_what_was_answered_before_the_restart_is_not_counted_after_it(floor):
    await floor.hear(agent(0, "ready"))
    await unanswered(floor, "no_answer", "no_answer")
    await floor.hear(agent(50, "talking"), agent(60, "ready"))
    await floor.close()
    floor.restart()
    await floor.begin()
    await floor.hear(agent(70, "ready"), link_seen(70, 5))
    await unanswered(floor, "no_answer", "no_answer")
    assert floor.switch.done == []


async def test_after_a_time_in_which_a_call_may_have_been_taken_unseen_the_count_begins_anew(floor):
    await floor.hear(agent(0, "ready"), link_seen(0, 0))
    await unanswered(floor, "no_answer", "no_answer")
    await floor.hear(link_seen(500, 61))
    assert await floor.plans.unanswered() == {}
    await unanswered(floor, "no_answer", "no_answer")
    assert floor.switch.done == []


async def test_the_setting_0_pauses_nobody():
    floor = await Floor(agents=Agents(pause_after_unanswered=0)).open()
    await floor.hear(agent(0, "ready"))
    await unanswered(floor, *["no_answer"] * 6)
    assert floor.switch.done == []
    await floor.close()


async def test_a_pbx_that_refuses_the_pause_is_said_in_the_log(floor, caplog):
    await floor.hear(agent(0, "ready"))
    floor.switch.refuse["pause"] = "Interface not found"
    await unanswered(floor, *["no_answer"] * 3)
    assert "Interface not found" in caplog.text


async def test_a_phone_that_is_nobodys_is_left_alone(floor, caplog):
    nobody = Party(number="1009", channel="PJSIP/1009-1", device="PJSIP/1009", agent="1009")
    for n in range(4):
        await floor.hear(offer_ended(n, "no_answer", to=nobody))
    assert floor.switch.done == []
    assert "1009" not in caplog.text
