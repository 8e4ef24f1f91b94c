"""State -> AMI text, header for header as Asterisk 22 writes it. Pure.

A block of headers describes a channel, a bridge or a member; an event is a name, a privilege and its blocks.
Here belongs only the wording; which event follows which is decided where calls are played.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from cti.simulator.model import DOWN, RING, RINGING, UP, Bridge, CallerId, Channel, Ending, Member, Waiting

Header: TypeAlias = tuple[str, str | int | float]
Block: TypeAlias = list[Header]

UNKNOWN = "<unknown>"
STATE_WORDS = {DOWN: "Down", RING: "Ring", RINGING: "Ringing", UP: "Up"}
CAUSE_WORDS = {
    0: "Unknown",
    16: "Normal Clearing",
    17: "User busy",
    19: "User alerting, no answer",
    26: "Answered elsewhere",
    127: "Interworking, unspecified",
}
DEVICE_STATUS = {
    "NOT_INUSE": 1,
    "INUSE": 2,
    "UNAVAILABLE": 5,
    "RINGING": 6,
    "RINGINUSE": 7,
    "ONHOLD": 8,
}


class Event(NamedTuple):
    """Bytes for every client that may see events of `category`."""

    category: str
    data: bytes


def text(headers: Iterable[Header]) -> bytes:
    """One AMI message with its closing empty line."""
    lines = "".join(f"{key}: {value}\r\n" for key, value in headers)
    return f"{lines}\r\n".encode()


def event(name: str, category: str, *blocks: Block) -> Event:
    """An event as it is broadcast."""
    head: Block = [("Event", name), ("Privilege", f"{category},all")]
    return Event(category, text([*head, *(header for block in blocks for header in block)]))


def channel_event(name: str, channel: Channel, *more: Header, category: str = "call") -> Event:
    """An event about one channel."""
    return event(name, category, channel_block(channel), list(more))


def channel_block(channel: Channel, prefix: str = "") -> Block:
    """What every event about a channel says of it; `prefix` is `Dest`, `Transferer` ..."""
    headers: Block = [
        ("Channel", channel.name),
        ("ChannelState", channel.state),
        ("ChannelStateDesc", STATE_WORDS[channel.state]),
        *caller_id_block(channel.caller, "CallerID"),
        *caller_id_block(channel.connected, "ConnectedLine"),
        ("Language", "en"),
        ("AccountCode", ""),
        ("Context", channel.context),
        ("Exten", channel.exten),
        ("Priority", channel.priority),
        ("Uniqueid", channel.uniqueid),
        ("Linkedid", channel.linkedid),
    ]
    return [(prefix + key, value) for key, value in headers] if prefix else headers


def caller_id_block(caller: CallerId, key: str, unknown: str = UNKNOWN) -> Block:
    """`CallerIDNum` and `CallerIDName`, or the same for `ConnectedLine`."""
    return [(f"{key}Num", caller.number or unknown), (f"{key}Name", caller.name or unknown)]


def bridge_block(bridge: Bridge) -> Block:
    """What every event about a bridge says of it."""
    return [
        ("BridgeUniqueid", bridge.uniqueid),
        ("BridgeType", bridge.kind),
        ("BridgeTechnology", bridge.technology),
        ("BridgeCreator", UNKNOWN),
        ("BridgeName", UNKNOWN),
        ("BridgeNumChannels", len(bridge.channels)),
        ("BridgeVideoSourceMode", "none"),
    ]


def member_facts(member: Member, device_state: str) -> Block:
    """What events and list rows alike say of a queue member."""
    return [
        ("StateInterface", member.interface),
        ("Membership", "dynamic" if member.dynamic else "static"),
        ("Penalty", member.penalty),
        ("CallsTaken", member.calls_taken),
        ("LastCall", member.last_call),
        ("LastPause", member.last_pause),
        ("LoginTime", member.login_time),
        ("InCall", int(member.in_call)),
        ("Status", DEVICE_STATUS[device_state]),
        ("Paused", int(member.paused)),
        ("PausedReason", member.paused_reason),
    ]


def member_event(name: str, member: Member, device_state: str, wrap_up_s: int) -> Event:
    """QueueMemberStatus, QueueMemberAdded, QueueMemberPause, QueueMemberPenalty, QueueMemberRemoved."""
    who: Block = [
        ("Queue", member.queue),
        ("MemberName", member.name),
        ("Interface", member.interface),
    ]
    rest: Block = [("Ringinuse", 0), ("Wrapuptime", wrap_up_s)]
    return event(name, "agent", who, member_facts(member, device_state), rest)


def member_row(member: Member, device_state: str, wrap_up_s: int) -> Block:
    """A QueueMember row of QueueStatus."""
    who: Block = [("Queue", member.queue), ("Name", member.name), ("Location", member.interface)]
    return [*who, *member_facts(member, device_state), ("Wrapuptime", wrap_up_s)]


def entry_row(queue: str, position: int, waiting: Waiting, now: float) -> Block:
    """A QueueEntry row of QueueStatus."""
    channel = waiting.channel
    return [
        ("Queue", queue),
        ("Position", position),
        ("Channel", channel.name),
        ("Uniqueid", channel.uniqueid),
        *caller_id_block(channel.caller, "CallerID", "unknown"),
        *caller_id_block(channel.connected, "ConnectedLine", "unknown"),
        ("Wait", int(now) - int(waiting.joined_at)),
        ("Priority", 0),
    ]


def agent_event(
    name: str, caller: Channel | None, leg: Channel | None, member: Member, *more: Header
) -> Event:
    """AgentCalled, AgentConnect, AgentComplete, AgentRingNoAnswer; a side that is gone has no headers."""
    who: Block = [
        ("Queue", member.queue),
        ("Interface", member.interface),
        ("MemberName", member.name),
    ]
    one = channel_block(caller) if caller else []
    other = channel_block(leg, "Dest") if leg else []
    return event(name, "agent", one, other, who, list(more))


def dial_event(name: str, caller: Channel | None, leg: Channel, *more: Header) -> Event:
    """DialBegin, DialState, DialEnd; an Originate dials without a caller."""
    one = channel_block(caller) if caller else []
    return event(name, "call", one, channel_block(leg, "Dest"), list(more))


def hangup_headers(ending: Ending, *, words: bool) -> Block:
    """`Cause` and, where a SIP answer was the reason, `TechCause`."""
    headers: Block = [("Cause", ending.cause)]
    if words:
        headers.append(("Cause-txt", CAUSE_WORDS.get(ending.cause, "Unknown")))
    if ending.tech_cause is not None:
        headers.append(("TechCause", ending.tech_cause))
    return headers


def blind_transfer(transferer: Channel, transferee: Channel, context: str, exten: str) -> Event:
    """BlindTransfer: `transferer` sends `transferee`, still in their bridge, to `exten`."""
    where: Block = [("IsExternal", "Yes"), ("Context", context), ("Extension", exten)]
    return event(
        "BlindTransfer",
        "call",
        [("Result", "Success")],
        channel_block(transferer, "Transferer"),
        channel_block(transferee, "Transferee"),
        bridge_block(transferer.bridge) if transferer.bridge else [],
        where,
    )


def bridge_merge(into: Bridge, emptied: Bridge) -> Event:
    """BridgeMerge: everybody of `emptied` goes over into the other."""
    to = [("To" + key, value) for key, value in bridge_block(into)]
    start = [("From" + key, value) for key, value in bridge_block(emptied)]
    return event("BridgeMerge", "call", to, start)


def attended_transfer(
    kind: str, agent: Channel, customer: Channel, half: Channel, home: Bridge, aside: Bridge
) -> Event:
    """AttendedTransfer by an agent who asked over a Local channel; `kind` Bridge or Threeway."""
    return event(
        "AttendedTransfer",
        "call",
        [("Result", "Success")],
        channel_block(agent, "OrigTransferer"),
        [("Orig" + key, value) for key, value in bridge_block(home)],
        channel_block(agent, "SecondTransferer"),
        [("Second" + key, value) for key, value in bridge_block(aside)],
        channel_block(customer, "Transferee"),
        channel_block(half, "TransferTarget"),
        [("IsExternal", "No"), ("DestType", kind), ("DestBridgeUniqueid", home.uniqueid)],
    )


def originate_response(
    channel: str, uniqueid: str | None, exten: str, context: str, caller: CallerId, action_id: str | None
) -> Event:
    """OriginateResponse: Success with the channel's Uniqueid, or Failure without."""
    known = uniqueid is not None
    headers: Block = [("ActionID", action_id)] if action_id else []
    headers += [
        ("Response", "Success" if known else "Failure"),
        ("Channel", channel),
        ("Context", context),
        ("Exten", exten),
        ("Reason", 4 if known else 3),
        ("Uniqueid", uniqueid or UNKNOWN),
        *caller_id_block(caller, "CallerID"),
    ]
    return event("OriginateResponse", "call", headers)
