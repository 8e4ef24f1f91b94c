"""Calls told right: who was rung, who answered, who waited and talked how long, who ended it."""

from cti.ami import messages as ami
from cti.events import (
    CallAnswered,
    CallEnded,
    CallHeld,
    CallJoined,
    CallLeftQueue,
    CallLegEnded,
    CallMerged,
    CallOffered,
    CallOfferEnded,
    CallParted,
    CallResumed,
    CallStarted,
    CallTransferred,
)
from tests.unit.calls.wire import Wire

CALLER, MEI, TOM = "PJSIP/trunk-00000001", "PJSIP/1001-00000002", "PJSIP/1002-00000003"


def test_a_queue_call_is_one_call_with_wait_ring_talk_and_who_hung_up() -> None:
    wire = Wire()
    wire.answered_queue_call()
    wire.asks_to_hang_up(CALLER, after=30.0)
    wire.leaves(CALLER, "bridge-a")
    wire.hung_up(CALLER)
    wire.leaves(MEI, "bridge-a")
    wire.hung_up(MEI)
    (started,) = wire.of_kind(CallStarted)
    (answered,) = wire.of_kind(CallAnswered)
    (ended,) = wire.of_kind(CallEnded)
    assert (started.direction, started.dialed, started.caller.number) == ("inbound", "4008001", "13800138000")
    assert (answered.by.agent, answered.queue, answered.waited_s, answered.ring_s) == (
        "mei",
        "support",
        5.0,
        4.0,
    )
    assert (ended.reason, ended.ended_by, ended.waited_s, ended.talk_s) == ("completed", "caller", 5.0, 30.0)
    assert wire.tracker.live_calls == wire.tracker.live_channels == 0


def test_hold_is_the_agents_and_is_not_talk() -> None:
    wire = Wire()
    wire.answered_queue_call()
    wire.holds(MEI, after=10.0)
    wire.resumes(MEI, after=3.0)
    wire.asks_to_hang_up(MEI, after=2.0)
    wire.hung_up(MEI)
    wire.hung_up(CALLER)
    (leg,) = wire.of_kind(CallLegEnded)
    (ended,) = wire.of_kind(CallEnded)
    assert (leg.party.agent, leg.talk_s, leg.hold_s) == ("mei", 12.0, 3.0)
    assert (ended.talk_s, ended.hold_s, ended.ended_by) == (12.0, 3.0, "agent")
    assert [type(e) for e in wire.events if isinstance(e, CallHeld | CallResumed)] == [CallHeld, CallResumed]


def test_an_unhold_without_hold_says_nothing() -> None:
    wire = Wire()
    wire.answered_queue_call()
    wire.resumes(MEI, after=1.0)
    assert wire.of_kind(CallResumed) == []


def test_a_caller_who_gives_up_abandons_and_the_ringing_agent_is_cancelled() -> None:
    wire = Wire()
    wire.born(CALLER, state=4, exten="4008001", caller_number="13800138000")
    wire.joins_queue(CALLER, "support")
    wire.born(MEI, wire.linkedid(CALLER), state=0)
    wire.rings(CALLER, MEI)
    wire.asks_to_hang_up(CALLER, after=7.0)
    wire.dial_ended(CALLER, MEI, "CANCEL")
    wire.dial_ended(CALLER, MEI, "CANCEL")
    wire.hung_up(MEI, cause=0)
    wire.send(ami.QueueCallerAbandon(**wire.fields(CALLER), queue="support", hold_time_s=7))
    wire.leaves_queue(CALLER, "support")
    wire.hung_up(CALLER, cause=0)
    (offer,) = wire.of_kind(CallOfferEnded)
    (left,) = wire.of_kind(CallLeftQueue)
    (ended,) = wire.of_kind(CallEnded)
    assert (offer.reason, offer.ring_s) == ("cancelled", 7.0)
    assert (left.reason, left.waited_s) == ("abandoned", 7.0)
    assert (ended.reason, ended.ended_by, ended.talk_s) == ("abandoned", "caller", 0.0)


def test_a_queue_time_out_is_no_abandon_though_asterisk_says_abandon() -> None:
    wire = Wire()
    wire.born(CALLER, state=4, exten="4008001")
    wire.joins_queue(CALLER, "support")
    wire.send(ami.QueueCallerAbandon(**wire.fields(CALLER), queue="support", hold_time_s=6), after=6.0)
    wire.leaves_queue(CALLER, "support")
    wire.send(
        ami.QueueStatusVariable(channel=CALLER, uniqueid=wire.channel(CALLER).uniqueid, value="TIMEOUT")
    )
    wire.hung_up(CALLER, after=1.0)
    (left,) = wire.of_kind(CallLeftQueue)
    (ended,) = wire.of_kind(CallEnded)
    assert (left.reason, left.waited_s) == ("timeout", 6.0)
    assert (ended.reason, ended.ended_by) == ("no_answer", "system")


def test_a_caller_who_leaves_by_key_did_not_abandon() -> None:
    wire = Wire()
    wire.born(CALLER, state=4, exten="4008001")
    wire.joins_queue(CALLER, "support")
    wire.leaves_queue(CALLER, "support", after=3.0)
    wire.send(ami.NewExten(**wire.fields(CALLER), exten="1", application="Playback"))
    (left,) = wire.of_kind(CallLeftQueue)
    assert left.reason == "key"


def test_an_empty_queue_that_never_takes_the_caller_is_told_with_no_wait() -> None:
    wire = Wire()
    wire.born(CALLER, state=4, exten="4008001")
    wire.send(ami.NewExten(**wire.fields(CALLER), application="Queue", application_data="support,tT,,,60"))
    wire.send(
        ami.QueueStatusVariable(channel=CALLER, uniqueid=wire.channel(CALLER).uniqueid, value="JOINEMPTY")
    )
    (left,) = wire.of_kind(CallLeftQueue)
    assert (left.queue, left.reason, left.waited_s) == ("support", "empty", 0.0)


def test_a_phone_that_rejects_is_busy_not_unanswered() -> None:
    wire = Wire()
    wire.born(CALLER, state=4, exten="4008001")
    wire.joins_queue(CALLER, "support")
    wire.born(MEI, wire.linkedid(CALLER), state=0)
    wire.rings(CALLER, MEI)
    wire.asks_to_hang_up(MEI)
    wire.dial_ended(CALLER, MEI, "NOANSWER")
    assert wire.of_kind(CallOfferEnded) == []
    wire.hung_up(MEI, cause=17)
    (offer,) = wire.of_kind(CallOfferEnded)
    assert offer.reason == "busy"


def test_ring_all_losers_were_answered_elsewhere() -> None:
    wire = Wire()
    wire.born(CALLER, state=4, exten="4008002")
    wire.joins_queue(CALLER, "sales")
    for phone in (MEI, TOM):
        wire.born(phone, wire.linkedid(CALLER), state=0)
        wire.rings(CALLER, phone)
    wire.dial_ended(CALLER, TOM, "ANSWER", after=2.0)
    wire.dial_ended(CALLER, MEI, "CANCEL")
    wire.hung_up(MEI, cause=26)
    assert [(o.to.agent, o.reason) for o in wire.of_kind(CallOfferEnded)] == [
        ("tom", "answered"),
        ("mei", "answered_elsewhere"),
    ]


def test_halves_of_local_channels_are_never_people() -> None:
    wire = Wire()
    one, two = "Local/1001@members-00000001;1", "Local/1001@members-00000001;2"
    wire.born(CALLER, state=4, exten="4008001")
    wire.joins_queue(CALLER, "support")
    link = wire.linkedid(CALLER)
    wire.born(one, link, state=0)
    wire.born(two, link, state=4)
    wire.rings(CALLER, one)
    wire.born(MEI, link, state=0)
    wire.rings(two, MEI)
    wire.dial_ended(two, MEI, "ANSWER", after=2.0)
    wire.enters(MEI, "bridge-b")
    wire.enters(two, "bridge-b")
    wire.enters(one, "bridge-a")
    wire.enters(CALLER, "bridge-a")
    (offered,) = wire.of_kind(CallOffered)
    (answered,) = wire.of_kind(CallAnswered)
    assert offered.to.channel == answered.by.channel == MEI
    # optimisation: the phone takes the place of the halves, nobody joins or leaves
    said = len(wire.events)
    wire.leaves(MEI, "bridge-b")
    wire.leaves(one, "bridge-a")
    wire.enters(MEI, "bridge-a")
    wire.hung_up(one)
    wire.hung_up(two)
    assert wire.events[said:] == []
    assert wire.tracker.live_calls == 1


def test_a_queue_that_is_asked_from_a_second_line_is_hold_of_the_customer_and_no_wait() -> None:
    wire = Wire()
    wire.answered_queue_call()
    main = wire.linkedid(CALLER)
    second = "PJSIP/1001-00000004"
    wire.holds(MEI, after=10.0)
    wire.born(second, state=4, exten="4008005")
    wire.joins_queue(second, "vip")
    wire.born(TOM, wire.linkedid(second), state=0)
    wire.rings(second, TOM)
    wire.dial_ended(second, TOM, "ANSWER", after=7.0)
    wire.leaves_queue(second, "vip")
    wire.is_given(second, TOM, "vip")
    wire.enters(TOM, "bridge-c")
    wire.enters(second, "bridge-c")
    wire.leaves(TOM, "bridge-c", after=5.0)
    wire.leaves(MEI, "bridge-a")
    wire.relinked(TOM, main)
    wire.enters(TOM, "bridge-a")
    for channel in (MEI, second):
        wire.hung_up(channel)
    wire.asks_to_hang_up(CALLER, after=20.0)
    for channel in (CALLER, TOM):
        wire.hung_up(channel)
    (journey,) = [event for event in wire.of_kind(CallEnded) if event.call_id == f"main-{main}"]
    (own,) = [event for event in wire.of_kind(CallLeftQueue) if event.call_id == f"main-{main}"]
    assert (journey.waited_s, journey.hold_s, journey.talk_s) == (own.waited_s, 12.0, 30.0)


def test_an_attended_transfer_by_refer_makes_two_calls_one() -> None:
    wire = Wire()
    wire.answered_queue_call()
    main = wire.linkedid(CALLER)
    second = "PJSIP/1001-00000004"
    wire.holds(MEI, after=10.0)
    wire.born(second, state=4, exten="1002", after=1.0)
    wire.born(TOM, wire.linkedid(second), state=0)
    wire.rings(second, TOM)
    wire.dial_ended(second, TOM, "ANSWER", after=2.0)
    wire.enters(TOM, "bridge-c")
    wire.enters(second, "bridge-c")
    consultation = wire.of_kind(CallStarted)[-1]
    assert consultation.direction == "internal"
    wire.leaves(TOM, "bridge-c", after=5.0)
    wire.leaves(MEI, "bridge-a")
    wire.relinked(TOM, main)
    wire.enters(TOM, "bridge-a")
    wire.send(
        ami.AttendedTransfer(
            success=True,
            transferer=wire.channel(MEI),
            second_transferer=wire.channel(second),
            transferee=wire.channel(CALLER),
            target=wire.channel(TOM),
            orig_bridge="bridge-a",
            second_bridge="bridge-c",
            dest_type="Bridge",
            dest_bridge="bridge-a",
        )
    )
    for channel in (MEI, second):
        wire.hung_up(channel)
    wire.asks_to_hang_up(CALLER, after=20.0)
    wire.hung_up(CALLER)
    wire.hung_up(TOM)
    (merged,) = wire.of_kind(CallMerged)
    (transferred,) = wire.of_kind(CallTransferred)
    assert (merged.call_id, merged.other_call_id) == (f"main-{main}", consultation.call_id)
    assert (transferred.kind, transferred.by.agent, transferred.to.agent) == ("attended", "mei", "tom")
    ended = {e.call_id: e for e in wire.of_kind(CallEnded)}
    assert set(ended) == {merged.call_id, merged.other_call_id}
    journey = ended[merged.call_id]
    assert (journey.reason, journey.ended_by, journey.talk_s, journey.hold_s) == (
        "completed",
        "caller",
        30.0,
        8.0,
    )
    legs = {(leg.party.channel): leg for leg in wire.of_kind(CallLegEnded)}
    assert legs[MEI].transfer == "attended"
    assert legs[TOM].talk_s == 25.0
    assert wire.tracker.live_calls == 0


def test_a_third_person_joins_and_parts_and_each_call_of_the_room_is_told() -> None:
    wire = Wire()
    wire.answered_queue_call()
    wire.born(TOM, state=4, exten="7001")
    wire.enters(TOM, "bridge-a", after=5.0)
    assert [(e.call_id, e.party.agent) for e in wire.of_kind(CallJoined)] == [(wire.events[0].call_id, "tom")]
    wire.leaves(TOM, "bridge-a", after=5.0)
    wire.hung_up(TOM)
    (parted,) = wire.of_kind(CallParted)
    assert (parted.party.agent, parted.mode) == ("tom", "talk")


def test_a_listener_is_no_party_and_is_told_with_the_mode() -> None:
    wire = Wire()
    wire.answered_queue_call()
    wire.born(TOM, state=4, exten="5551001")
    wire.send(ami.NewExten(**wire.fields(TOM), application="ChanSpy", application_data="PJSIP/1001,qw"))
    spying = {"spyer": wire.channel(TOM), "spied": wire.channel(MEI)}
    wire.send(ami.SpyStart(**spying), after=1.0)
    wire.send(ami.SpyStop(**spying), after=4.0)
    (joined,), (parted,) = wire.of_kind(CallJoined), wire.of_kind(CallParted)
    assert (joined.party.agent, joined.mode, parted.mode) == ("tom", "whisper", "whisper")
    assert [e.by.agent for e in wire.of_kind(CallAnswered)] == ["mei"]


def test_a_parked_customer_is_on_hold_and_the_one_who_retrieves_answers() -> None:
    wire = Wire()
    wire.answered_queue_call()
    wire.leaves(CALLER, "bridge-a", after=10.0)
    wire.hung_up(MEI)
    wire.send(ami.BridgeEnter(**wire.fields(CALLER), bridge="parking", bridge_type="parking"))
    wire.born(TOM, state=4, exten="701", after=20.0)
    wire.relinked(TOM, wire.linkedid(CALLER))
    wire.enters(TOM, "bridge-d")
    wire.leaves(CALLER, "parking")
    wire.enters(CALLER, "bridge-d")
    wire.asks_to_hang_up(TOM, after=7.0)
    wire.hung_up(TOM)
    wire.hung_up(CALLER)
    assert [e.by.agent for e in wire.of_kind(CallAnswered)] == ["mei", "tom"]
    journey = next(e for e in wire.of_kind(CallEnded) if e.call_id == wire.events[0].call_id)
    assert (journey.talk_s, journey.hold_s, journey.ended_by) == (17.0, 20.0, "agent")


def test_an_agent_who_hangs_up_at_the_desk_ended_the_call() -> None:
    wire = Wire()
    wire.answered_queue_call()
    wire.send(ami.HangupOrdered(channel=MEI), after=10.0)
    wire.leaves(MEI, "bridge-a")
    wire.hung_up(MEI)
    wire.hung_up(CALLER)
    (ended,) = wire.of_kind(CallEnded)
    assert ended.ended_by == "agent"


def test_a_call_that_the_link_loses_is_closed_as_unknown_when_the_snapshot_misses_it() -> None:
    wire = Wire()
    wire.answered_queue_call()
    wire.send(ami.LinkLost(reason="reset"))
    wire.send(ami.SnapshotBegin(gap_s=3.0), after=3.0)
    wire.send(ami.SnapshotEnd(uniqueids=frozenset()))
    (ended,) = wire.of_kind(CallEnded)
    assert (ended.certain, ended.ended_by) == (False, "unknown")
    assert wire.tracker.live_calls == 0


def test_late_events_of_a_dead_channel_bring_nothing_back() -> None:
    wire = Wire()
    wire.born(CALLER, state=4, exten="4008001")
    wire.hung_up(CALLER)
    wire.send(ami.NewState(**wire.fields(CALLER), state=6))
    assert wire.tracker.live_calls == 0
    assert len(wire.of_kind(CallEnded)) == 1


def test_a_colleague_whose_customer_is_ended_by_the_pbx_at_the_hand_over_is_not_on_hold() -> None:
    """The Local halves between the two live on for a while; nobody is there who could come back."""
    half, far = "Local/1002@from-agents-00000001;1", "Local/1002@from-agents-00000001;2"
    wire = Wire()
    wire.answered_queue_call()
    wire.holds(MEI, after=10.0)
    for name, state in ((half, 0), (far, 4), (TOM, 0)):
        wire.born(name, wire.linkedid(CALLER), state=state)
    wire.enters(half, "b")
    wire.leaves(MEI, "bridge-a")
    wire.enters(MEI, "b")
    wire.rings(far, TOM)
    wire.dial_ended(far, TOM, "ANSWER", after=2.0)
    for name in (TOM, far):
        wire.enters(name, "c")
    wire.leaves(half, "b", after=3.0)
    wire.enters(half, "bridge-a")
    wire.leaves(MEI, "b")
    wire.hung_up(MEI)
    wire.leaves(CALLER, "bridge-a", after=0.01)
    wire.hung_up(CALLER)
    for name in (half, far, TOM):
        wire.hung_up(name, after=0.2)
    legs = {event.party.agent: event for event in wire.of_kind(CallLegEnded)}
    assert (legs["tom"].talk_s, legs["tom"].hold_s) == (3.01, 0.0)
