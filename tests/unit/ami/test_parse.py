"""Bytes to messages: every block gives a message, nothing, or a Malformed; never an exception."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti.ami import messages as m
from cti.ami.parse import MAX_BLOCK, Framer, Malformed, parse, parse_all

RECORDINGS = Path(__file__).parents[2] / "recordings"


def channel(prefix: str = "", name: str = "PJSIP/1001-00000001", uniqueid: str = "1795290900.1") -> list[str]:
    return [
        f"{prefix}Channel: {name}",
        f"{prefix}ChannelState: 6",
        f"{prefix}ChannelStateDesc: Up",
        f"{prefix}CallerIDNum: 1001",
        f"{prefix}CallerIDName: Agent 1001",
        f"{prefix}ConnectedLineNum: <unknown>",
        f"{prefix}ConnectedLineName: ",
        f"{prefix}Language: en",
        f"{prefix}AccountCode: ",
        f"{prefix}Context: from-agents",
        f"{prefix}Exten: 4008001",
        f"{prefix}Priority: 1",
        f"{prefix}Uniqueid: {uniqueid}",
        f"{prefix}Linkedid: 1795290900.0",
    ]


def block(event: str, *lines: str) -> bytes:
    return "\r\n".join((f"Event: {event}", "Privilege: call,all", *lines)).encode()


CHANNEL = m.ChannelMessage(
    channel="PJSIP/1001-00000001",
    uniqueid="1795290900.1",
    linkedid="1795290900.0",
    state=6,
    caller_number="1001",
    caller_name="Agent 1001",
    context="from-agents",
    exten="4008001",
)


def fields_of(message: m.ChannelMessage) -> m.ChannelMessage:
    return m.ChannelMessage(**{name: getattr(message, name) for name in m.ChannelMessage.__struct_fields__})


def test_channel_event_has_typed_fields_and_unknown_is_none() -> None:
    message = parse(block("Newchannel", *channel()))
    assert isinstance(message, m.NewChannel)
    assert fields_of(message) == CHANNEL


def test_headers_in_another_order_give_the_same_message() -> None:
    assert parse(block("Newchannel", *reversed(channel()))) == parse(block("Newchannel", *channel()))


@pytest.mark.parametrize("word", ["<unknown>", "unknown", ""])
def test_words_for_unknown_are_none(word: str) -> None:
    lines = [line if "CallerIDN" not in line else line.split(":")[0] + f": {word}" for line in channel()]
    message = parse(block("Newstate", *lines))
    assert isinstance(message, m.NewState)
    assert (message.caller_number, message.caller_name) == (None, None)


def test_leading_empty_line_is_passed_over() -> None:
    assert parse(b"\r\n" + block("Hold", *channel())) == parse(block("Hold", *channel()))


def test_event_header_may_come_after_others() -> None:
    raw = block("Hangup", *channel(), "Cause: 16").replace(
        b"Event: Hangup\r\nPrivilege: call,all", b"A: b\r\nEvent: Hangup"
    )
    message = parse(raw)
    assert isinstance(message, m.Hangup)
    assert message.cause == 16


def test_repeated_header_keeps_its_first_value() -> None:
    message = parse(block("Hangup", *channel(), "Cause: 17", "Cause: 16"))
    assert isinstance(message, m.Hangup)
    assert message.cause == 17


def test_only_queuestatus_matters_of_varset() -> None:
    assert parse(block("VarSet", *channel(), "Variable: SIPDOMAIN", "Value: QUEUESTATUS")) is None
    message = parse(block("VarSet", *channel(), "Variable: QUEUESTATUS", "Value: TIMEOUT"))
    assert message == m.QueueStatusVariable(
        channel=CHANNEL.channel, uniqueid=CHANNEL.uniqueid, value="TIMEOUT"
    )


@pytest.mark.parametrize(
    "raw",
    [
        b"Event: TestEvent\r\nType: a",
        b"Response: Success\r\nMessage: x",
        b"",
        b"\r\n",
        b"Asterisk Call Manager/11.0.0",
    ],
)
def test_what_we_do_not_use_is_ignored(raw: bytes) -> None:
    assert parse(raw) is None


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"no colon here", "neither Event nor Response"),
        (b"Event: Newchannel", "cut"),
        (b"Event: Newchannel\r\nChannel: PJSIP/1", "without Uniqueid"),
        (b"Event: QueueCallerJoin\r\nqueue support", "without Channel"),
        (block("Newchannel", *channel()[:3]) + b"\r\n" + block("Hangup", *channel()), "another message"),
        (block("DialEnd", *channel(), *channel("Dest")), "without DialStatus"),
    ],
)
def test_cut_or_foreign_block_is_malformed_and_kept(raw: bytes, reason: str) -> None:
    message = parse(raw)
    assert isinstance(message, Malformed)
    assert reason in message.reason
    assert message.block == raw


def test_latin_1_text_is_read_and_utf8_beside_it_too(caplog: pytest.LogCaptureFixture) -> None:
    lines = channel()
    lines[4] = "CallerIDName: Jos\xe9"
    raw = block("Newstate").replace(b"all", b"all\r\n") + "\r\n".join(lines).encode("latin-1")
    message = parse(raw.replace(b"from-agents", "客服".encode()))
    assert isinstance(message, m.NewState)
    assert message.caller_name == "José"
    assert message.context == "客服"


def test_dial_events_name_both_parties() -> None:
    message = parse(
        block("DialBegin", *channel(), *channel("Dest", "PJSIP/1002-2", "1.2"), "DialString: PJSIP/1002")
    )
    assert isinstance(message, m.DialBegin)
    assert message.source == CHANNEL
    assert (message.dest.channel, message.dest.uniqueid) == ("PJSIP/1002-2", "1.2")
    originated = parse(block("DialBegin", *channel("Dest")))
    assert isinstance(originated, m.DialBegin)
    assert originated.source is None


def test_agent_complete_may_lack_either_side() -> None:
    lines = ("Queue: vip", "Interface: PJSIP/1002", "HoldTime: 0", "TalkTime: 11", "Reason: caller")
    without_caller = parse(block("AgentComplete", *channel("Dest"), *lines))
    without_member = parse(block("AgentComplete", *channel(), *lines))
    assert isinstance(without_caller, m.AgentComplete)
    assert isinstance(without_member, m.AgentComplete)
    assert (without_caller.caller, without_caller.member) == (None, CHANNEL)
    assert (without_member.caller, without_member.member) == (CHANNEL, None)
    assert without_member.talk_time_s == 11


def test_ring_time_is_milliseconds_in_no_answer_and_seconds_in_connect() -> None:
    lines = ("Queue: vip", "Interface: PJSIP/1", "RingTime: 2500", "HoldTime: 3")
    missed, connected = parse(block("AgentRingNoAnswer", *lines)), parse(block("AgentConnect", *lines))
    assert isinstance(missed, m.AgentRingNoAnswer)
    assert missed.ring_s == 2.5
    assert isinstance(connected, m.AgentConnect)
    assert connected.ring_time_s == 2500


def test_transfer_events_name_every_party() -> None:
    blind = parse(
        block(
            "BlindTransfer",
            "Result: Success",
            *channel("Transferer"),
            *channel("Transferee", "T", "2.2"),
            "IsExternal: Yes",
            "Context: c",
            "Extension: 1002",
        )
    )
    assert isinstance(blind, m.BlindTransfer)
    assert blind.transferer == CHANNEL
    assert blind.transferee is not None
    assert (blind.transferee.uniqueid, blind.exten, blind.external) == ("2.2", "1002", True)
    attended = parse(
        block(
            "AttendedTransfer",
            "Result: Success",
            *channel("OrigTransferer"),
            *channel("SecondTransferer", "S", "3.3"),
            *channel("TransferTarget", "G", "4.4"),
            "OrigBridgeUniqueid: b1",
            "DestType: Bridge",
        )
    )
    assert isinstance(attended, m.AttendedTransfer)
    assert attended.second_transferer.uniqueid == "3.3"
    assert attended.target is not None
    assert (attended.target.channel, attended.transferee, attended.orig_bridge) == ("G", None, "b1")


def test_pickup_parking_and_spying() -> None:
    pickup = parse(block("Pickup", *channel(), *channel("Target", "T", "2.2")))
    assert isinstance(pickup, m.Pickup)
    assert (pickup.picker, pickup.target.uniqueid) == (CHANNEL, "2.2")
    parked = parse(
        block("ParkedCall", *channel("Parkee"), "ParkerDialString: PJSIP/1001", "ParkingSpace: 701")
    )
    assert isinstance(parked, m.ParkedCall)
    assert (parked.kind, parked.parkee, parked.space) == ("ParkedCall", CHANNEL, "701")
    spy = parse(block("ChanSpyStart", *channel("Spyer"), *channel("Spyee", "S", "5.5")))
    assert isinstance(spy, m.SpyStart)
    assert spy.spied is not None
    assert spy.spied.uniqueid == "5.5"


def test_member_events_and_rows_are_one_type() -> None:
    tail = (
        "StateInterface: PJSIP/1001",
        "Membership: dynamic",
        "Penalty: 2",
        "LastCall: 1795290920",
        "InCall: 1",
        "Status: 2",
        "Paused: 1",
        "PausedReason: lunch",
        "Wrapuptime: 10",
    )
    event = parse(
        block("QueueMemberPause", "Queue: q", "MemberName: A", "Interface: PJSIP/1001", *tail, "Ringinuse: 0")
    )
    row = parse(block("QueueMember", "Queue: q", "Name: A", "Location: PJSIP/1001", *tail))
    assert isinstance(event, m.QueueMember)
    assert isinstance(row, m.QueueMember)
    assert (event.interface, event.member_name, event.pause_changed) == ("PJSIP/1001", "A", True)
    assert (row.interface, row.member_name, row.paused_reason) == ("PJSIP/1001", "A", "lunch")
    assert (row.dynamic, row.in_call, row.wrap_up_s, row.pause_changed) == (True, True, 10, False)


def test_rows_of_channel_lists() -> None:
    core = parse(
        block(
            "CoreShowChannel",
            *channel(),
            "BridgeId: b",
            "Application: Queue",
            "ApplicationData: vip,tT,,,60",
            "Duration: 00:01:05",
        )
    )
    status = parse(block("Status", *channel(), "DNID: 4008005", "BridgeID: ", "Seconds: 65", "Data: vip"))
    assert isinstance(core, m.NewChannel)
    assert isinstance(status, m.NewChannel)
    assert (core.application, core.application_data, core.bridge, core.age_s) == (
        "Queue",
        "vip,tT,,,60",
        "b",
        65.0,
    )
    assert (status.dnid, status.bridge, status.age_s, status.application_data) == (
        "4008005",
        None,
        65.0,
        "vip",
    )


def test_waiting_caller_row_tells_the_wait() -> None:
    row = parse(
        b"Event: QueueEntry\r\nQueue: support\r\nPosition: 1\r\nChannel: PJSIP/trunk-1\r\nUniqueid: 1.1\r\n"
        b"CallerIDNum: 138\r\nCallerIDName: unknown\r\nWait: 12\r\nPriority: 0"
    )
    assert row == m.QueueCallerJoin(
        channel="PJSIP/trunk-1",
        uniqueid="1.1",
        caller_number="138",
        queue="support",
        position=1,
        waited_s=12.0,
    )


def test_restricted_number_is_marked() -> None:
    allowed = parse(
        block("NewCallerid", *channel(), "CID-CallingPres: 0 (Presentation Allowed, Not Screened)")
    )
    hidden = parse(
        block("NewCallerid", *channel(), "CID-CallingPres: 35 (Presentation Prohibited, Network Number)")
    )
    assert isinstance(allowed, m.NewCallerId)
    assert isinstance(hidden, m.NewCallerId)
    assert (allowed.presentation_allowed, hidden.presentation_allowed) == (True, False)


def test_failed_originate_has_no_uniqueid() -> None:
    assert parse(
        block(
            "OriginateResponse",
            "Response: Failure",
            "Channel: PJSIP/1002",
            "Uniqueid: <unknown>",
            "Exten: 9139",
            "Reason: 3",
            "CallerIDNum: <unknown>",
        )
    ) == m.OriginateResponse(
        success=False, channel="PJSIP/1002", uniqueid=None, exten="9139", caller_number=None, reason=3
    )


def test_message_cut_at_every_byte_is_the_same_message() -> None:
    raw = block("Newstate", *channel()).replace(b"Agent 1001", "客服😀".encode()) + b"\r\n\r\n"
    whole = parse_all(Framer().feed(raw))
    for cut in range(len(raw)):
        framer = Framer()
        assert [*parse_all(framer.feed(raw[:cut])), *parse_all(framer.feed(raw[cut:]))] == whole
    assert isinstance(whole[0], m.NewState)
    assert whole[0].caller_name == "客服😀"


def test_too_long_message_is_dropped_and_the_next_one_is_read() -> None:
    framer = Framer()
    found: list[m.Message | Malformed] = []
    for piece in [
        b"Event: Newstate\r\nChannel: ",
        *[b"x" * 100_000] * 12,
        b"\r",
        b"\n\r\n",
        block("Hold", *channel()),
        b"\r\n\r\n",
    ]:
        found += parse_all(framer.feed(piece))
    assert [type(message) for message in found] == [Malformed, m.Hold]
    assert isinstance(found[0], Malformed)
    assert str(MAX_BLOCK) in found[0].reason


@given(st.binary(max_size=300))
def test_no_bytes_raise(raw: bytes) -> None:
    message = parse(raw)
    assert message is None or isinstance(message, (m.Message, Malformed))


@given(
    st.integers(0, 2000),
    st.sampled_from(["Newstate", "DialBegin", "AgentConnect", "QueueMemberStatus", "Status"]),
)
def test_no_cut_raises(cut: int, event: str) -> None:
    raw = block(event, *channel(), *channel("Dest"), "Queue: q", "Interface: i", "Status: 1")
    message = parse(raw[:cut])
    assert message is None or isinstance(message, (m.Message, Malformed))


@pytest.mark.parametrize("path", sorted(RECORDINGS.glob("*.ami")), ids=lambda path: path.name)
def test_recordings_have_no_malformed_message(path: Path) -> None:
    found = parse_all(Framer().feed(path.read_bytes()))
    assert found
    assert not [message for message in found if isinstance(message, Malformed)]


def test_a_channel_in_no_bridge_is_in_none_however_asterisk_writes_it() -> None:
    """CoreShowChannels of Asterisk 22 writes a colon too many."""
    row = parse(
        block("CoreShowChannel", *channel(), "Application: Queue", "Duration: 00:00:01", "BridgeId:: ")
    )
    assert isinstance(row, m.NewChannel)
    assert row.bridge is None


def test_who_is_in_a_bridge_comes_before_the_name_of_the_bridge() -> None:
    row = parse(block("BridgeInfoChannel", *channel()))
    assert isinstance(row, m.BridgedChannel)
    assert parse(block("BridgeInfoComplete", "ListItems: 1", "BridgeUniqueid: b")) == m.BridgeTold(bridge="b")
