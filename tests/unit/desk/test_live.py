"""The live picture: what is on, in which state, and who may see it."""

from typing import Any

import pytest

from cti.desk.calls import after, begun
from cti.events import (
    CallAnswered,
    CallFound,
    CallHeld,
    CallLeftQueue,
    CallMerged,
    CallParked,
    CallQueued,
    CallResumed,
    CallTransferred,
    CallUnparked,
    LinkState,
    Party,
    QueueFigures,
    QueuePosition,
)
from cti.users.model import User
from tests.unit.floor import (
    CALL,
    CALLER,
    LI,
    WANG,
    agent,
    answered,
    at,
    call_ended,
    ended,
    inbound,
    link_certain,
    offer_ended,
    offered,
    queued,
    started,
)

BOSS = User(user_id="u1", name="boss", role="supervisor")


def user(name: str, *queues: str) -> User:
    return User(user_id=name, name=name, role="agent", queues=queues)


def transferred(kind: Any) -> CallTransferred:
    return CallTransferred(at=at(5), kind=kind, by=LI, to=WANG, **CALL)


def figures(waiting: int) -> QueueFigures:
    return QueueFigures(
        at=at(0), pbx="pbx", queue="support", waiting=waiting, longest_wait_s=0, ready=0, talking=0, paused=0,
        wrap_up=0, ringing=0, answered=0, abandoned=0, service_level=None, service_level_s=20,
    )  # fmt: skip


async def test_a_call_is_shown_in_each_of_its_states(floor):
    seen: list[str] = []
    for event in [
        *inbound(), offer_ended(2, "no_answer"), offered(3), *answered(5),
        CallHeld(at=at(6), by=LI, **CALL), CallResumed(at=at(7), by=LI, **CALL),
    ]:  # fmt: skip
        await floor.hear(event)
        (call,) = floor.live.snapshot(BOSS).calls
        if not seen or seen[-1] != call.state:
            seen.append(call.state)
    assert seen == ["started", "queued", "ringing", "queued", "ringing", "talking", "held", "talking"]
    assert (call.agent, call.waited_s, call.answered_at) == ("li", 5, at(5))
    await floor.hear(call_ended(9))
    assert floor.live.snapshot(BOSS).calls == ()


async def test_another_phone_that_still_rings_keeps_the_call_ringing(floor):
    await floor.hear(*inbound(), offered(1, WANG), offer_ended(2, "no_answer"))
    assert [call.state for call in floor.live.snapshot(BOSS).calls] == ["ringing"]


async def test_an_agent_sees_own_calls_and_a_supervisor_all(floor):
    await floor.hear(started(), queued())
    assert floor.live.snapshot(user("wang", "support")).calls == ()
    assert len(floor.live.snapshot(BOSS).calls) == 1
    await floor.hear(offered(), *answered(3))
    assert floor.live.snapshot(user("wang", "support")).calls == ()
    assert len(floor.live.snapshot(user("li")).calls) == 1


async def test_an_agent_sees_only_the_own_state_and_a_supervisor_all(floor):
    await floor.hear(agent(0, "ready"), agent(0, "paused", "wang", reason="meal"))
    own = floor.live.snapshot(user("li"))
    assert own.agent is not None
    assert (own.agent.state, [state.agent for state in own.agents]) == ("ready", ["li"])
    assert [state.agent for state in floor.live.snapshot(BOSS).agents] == ["li", "wang"]


async def test_queues_and_links_are_shown_as_last_said(floor):
    await floor.hear(figures(1), figures(2), LinkState(at=at(0), pbx="pbx", state="stale"), link_certain(1))
    view = floor.live.snapshot(user("li"))
    assert [row.waiting for row in view.queues] == [2]
    assert [link.state for link in view.links] == ["certain"]


async def test_a_call_found_in_mid_course_is_shown_talking(floor):
    await floor.hear(started(), CallFound(at=at(0), talking=(CALLER, LI), **CALL))
    (call,) = floor.live.snapshot(user("li")).calls
    assert (call.state, call.agent) == ("talking", "li")
    assert floor.live.channel("c1", "li") == "PJSIP/1001-1"


async def test_a_consultation_that_became_part_of_a_call_is_not_shown_any_more(floor):
    await floor.hear(*inbound(), started(2, LI, call_id="c2", direction="internal"))
    await floor.hear(CallMerged(at=at(3), other_call_id="c2", **CALL))
    assert [call.call_id for call in floor.live.snapshot(BOSS).calls] == ["c1"]


async def test_who_left_a_call_has_no_channel_in_it(floor):
    await floor.hear(*inbound(), *answered(3), *ended(13)[:1])
    assert floor.live.channel("c1", "li") is None


async def test_an_outbound_call_has_its_agent_from_the_start(floor):
    await floor.hear(started(caller=LI, direction="outbound", dialed="13900139001"))
    await floor.hear(offered(1, Party(number="13900139001", channel="PJSIP/trunk-2"), None))
    (call,) = floor.live.snapshot(user("li")).calls
    assert (call.agent, call.state, call.dialed) == ("li", "ringing", "13900139001")


async def test_a_call_handed_on_blind_is_nobodys_until_it_is_answered(floor):
    await floor.hear(*inbound(), *answered(3), transferred("blind"))
    (call,) = floor.live.snapshot(floor.users.rows["li"]).calls
    assert (call.state, call.agent) == ("started", None)
    await floor.hear(offered(6, WANG, None))
    assert floor.live.call("c1").state == "ringing"


@pytest.mark.parametrize(("kind", "state"), [("attended", "talking"), ("blonde", "ringing")])
async def test_a_call_handed_on_to_somebody_is_theirs(floor, kind, state):
    await floor.hear(*inbound(), *answered(3), transferred(kind))
    assert (floor.live.call("c1").state, floor.live.call("c1").agent) == (state, "wang")


async def test_who_asks_a_colleague_still_sees_the_call_as_their_own(floor):
    await floor.hear(*inbound(), *answered(3), *answered(6, WANG, None))
    (call,) = floor.live.snapshot(floor.users.rows["li"]).calls
    assert (call.state, call.agent) == ("talking", "li")


async def test_a_waiting_caller_is_shown_with_place_and_wait(floor):
    await floor.hear(started(0))
    await floor.hear(CallQueued(at=at(40), queue="support", position=3, waited_s=30.0, **CALL))
    await floor.hear(QueuePosition(at=at(41), queue="support", position=2, **CALL))
    (call,) = floor.live.snapshot(BOSS).calls
    assert (call.position, call.queued_at) == (2, at(10))
    await floor.hear(CallLeftQueue(at=at(50), queue="support", reason="timeout", waited_s=40.0, **CALL))
    (call,) = floor.live.snapshot(BOSS).calls
    assert (call.position, call.state) == (None, "started")


def test_a_parked_call_is_held_by_nobody_and_rings_on_when_it_was_parked_too_long():
    answer = next(event for event in answered(10) if isinstance(event, CallAnswered))
    parked = CallParked(at=at(20), by=LI, space="701", **CALL)
    tracked = after(after(begun(started()), answer), parked)
    assert (tracked.call.state, tracked.call.agent) == ("held", None)
    back = after(tracked, CallUnparked(at=at(65), reason="timeout", **CALL))
    assert back.call.state == "started"
