"""Which thread of Asterisk said a message: threads tell their parts in any order, each its own in order.

A channel's thread says what is about it; who dials speaks for the dialling, a queue's caller for the queue.
"""

from __future__ import annotations

import random

from cti.ami.messages import (
    AgentCalled,
    AgentComplete,
    AgentConnect,
    AgentRingNoAnswer,
    AttendedTransfer,
    BlindTransfer,
    ChannelMessage,
    DialBegin,
    DialEnd,
    Message,
    NewChannel,
    ParkedCall,
    Pickup,
    QueueStatusVariable,
    SpyStart,
    SpyStop,
)

Timed = tuple[float, Message]
AT_ONCE_S = 0.02


def shuffled(messages: list[Timed], chance: random.Random, swaps: int) -> list[Timed]:
    """The messages with neighbours swapped that different threads said at the same time."""
    mixed = list(messages)
    for _ in range(swaps):
        here = chance.randrange(len(mixed) - 1)
        (first_at, first), (second_at, second) = mixed[here : here + 2]
        if second_at - first_at <= AT_ONCE_S and may_swap(first, second):
            mixed[here : here + 2] = [(first_at, second), (second_at, first)]
    return mixed


def may_swap(first: Message, second: Message) -> bool:
    """Different threads said them, and the second does not need the first: nobody speaks of a channel before
    it exists, and what a dialled phone does stands between beginning and end of the dialling."""
    one, two = speaker(first), speaker(second)
    if one is None or two is None or one == two:
        return False
    if isinstance(first, NewChannel):
        return first.uniqueid not in named(second)
    dial, other = (first, two) if isinstance(first, DialBegin | DialEnd) else (second, one)
    return not (isinstance(dial, DialBegin | DialEnd) and dial.dest.uniqueid == other)


def speaker(message: Message) -> str | None:
    """The channel whose thread says it; None when that is not known."""
    match message:
        case ChannelMessage() | QueueStatusVariable():
            return message.uniqueid
        case DialBegin() | DialEnd():
            return message.source.uniqueid if message.source is not None else message.dest.uniqueid
        case AgentCalled() | AgentConnect() | AgentComplete() | AgentRingNoAnswer():
            return message.caller.uniqueid if message.caller is not None else None
        case BlindTransfer() | AttendedTransfer():
            return message.transferer.uniqueid
        case ParkedCall():
            return message.parkee.uniqueid
        case Pickup():
            return message.picker.uniqueid
        case SpyStart() | SpyStop():
            return message.spyer.uniqueid
    return None


def named(message: Message) -> set[str]:
    """Every channel that a message speaks of; the Linkedid is that of one, too."""
    own = {message.uniqueid} if isinstance(message, ChannelMessage | QueueStatusVariable) else set()
    linked = {message.linkedid} if isinstance(message, ChannelMessage) and message.linkedid else set()
    parts = (getattr(message, name) for name in message.__struct_fields__)
    return own | linked | {part.uniqueid for part in parts if isinstance(part, ChannelMessage)}
