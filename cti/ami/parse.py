"""AMI bytes -> typed message, ignored (None), or Malformed. Pure, and the hot path of the whole server.

Passes through: the stream cut into messages, one message at a time. Does not pass: sockets, clocks,
answers to actions (the link takes those by their ActionID), anything about calls.

The event's name is read from the bytes before anything is decoded: half of what Asterisk sends is
VarSet, of which two variables matter.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from cti.ami.channel_events import CHANNEL_EVENTS, Maker
from cti.ami.fields import Fields
from cti.ami.messages import Message
from cti.ami.queue_events import QUEUE_EVENTS
from cti.ami.sound_events import SOUND_EVENTS
from cti.ami.transfer_events import TRANSFER_EVENTS

END = b"\r\n\r\n"
GREETING = b"Asterisk Call Manager/"
MAX_BLOCK = 1 << 20

_MAKERS = {**CHANNEL_EVENTS, **TRANSFER_EVENTS, **QUEUE_EVENTS, **SOUND_EVENTS}
_TOLD_BY_OTHERS = (b"AgentCalled", b"AgentComplete", b"AgentRingNoAnswer")
"""What dialling and bridges tell the trackers already: made by `parse` alone."""
_live_maker_of = {name: maker for name, maker in _MAKERS.items() if name not in _TOLD_BY_OTHERS}.get
_EVENT = b"Event: "
_SPLICED = b"\nEvent: "
_VARIABLE = b"\nVariable: "
_VARIABLES = (b"\nVariable: QUEUESTATUS\r", b"\nVariable: MIXMONITOR_FILENAME\r")
_OUTGOING = b"\nAppData: (Outgoing Line)\r"
"""A Newexten of a ringing phone's own channel: no step of a dialplan."""
_RINGING = b"\nChannelState: 5\r"
"""A Newstate that DialBegin told already."""
_UNLESS = {b"Newexten": _OUTGOING, b"Newstate": _RINGING}


class Malformed(msgspec.Struct, frozen=True):
    """A block that is no AMI message or lacks what its event must have. `block` is what came."""

    reason: str
    block: bytes


Block = bytes | Malformed
"""A framed message, or why it is none."""


def parse(block: bytes) -> Message | Malformed | None:
    """One block without its blank line. None: an event we do not use, or an answer to an action."""
    if not block.startswith(_EVENT):
        return _parse_other(block)
    end = block.find(b"\r", 7)
    if end < 0:
        return Malformed("is cut after its first line", block)
    name = block[7:end]
    maker = _MAKERS.get(name)
    return _made(maker, name, block) if maker is not None and _is_used(name, block) else None


def parse_all(blocks: Iterable[Block]) -> list[Message | Malformed]:
    """The messages of many blocks, in order, without the ignored ones: as `parse` does it for the trackers;
    what is of no use to them, and that is most, costs no call."""
    found: list[Message | Malformed] = []
    for block in blocks:
        if type(block) is bytes and block.startswith(_EVENT):
            end = block.find(b"\r", 7)
            name = block[7:end]
            if name == b"VarSet" and not block.startswith(_VARIABLES, block.rfind(_VARIABLE)):
                continue
            maker = _live_maker_of(name)
            if maker is None and end > 0:
                continue
            if name in _UNLESS and not _is_used(name, block):
                continue
            message = parse(block) if maker is None else _made(maker, name, block)
        else:
            message = block if isinstance(block, Malformed) else _parse_other(block)
        if message is not None:
            found.append(message)
    return found


def _made(maker: Maker, name: bytes, block: bytes) -> Message | Malformed | None:
    """The message of the event `name`."""
    if block.rfind(_SPLICED) >= 0:
        return Malformed(f"{name.decode()} is cut: another message starts inside it", block)
    try:
        return maker(Fields(block))
    except KeyError as missing:
        return Malformed(f"{name.decode()} without {missing.args[0]}", block)


def _is_used(name: bytes, block: bytes) -> bool:
    """Whether an event of a kind that is mostly of no use is one of the others."""
    if name == b"VarSet":
        return block.startswith(_VARIABLES, block.rfind(_VARIABLE))
    return name not in _UNLESS or block.rfind(_UNLESS[name]) < 0


def _parse_other(block: bytes) -> Message | Malformed | None:
    """A leading empty line, a greeting, an Event header that is not the first, an answer, or rubbish."""
    text = block.strip(b"\r\n")
    if text.startswith(GREETING):
        text = text.partition(b"\r\n")[2].lstrip(b"\r\n")
    if not text or text.startswith(b"Response: "):
        return None
    if text != block:
        return parse(text)
    before, found, after = text.partition(b"\r\nEvent: ")
    if not found:
        return Malformed("has neither Event nor Response", block)
    name, _, others = after.partition(b"\r\n")
    return parse(b"Event: " + name + b"\r\n" + before + b"\r\n" + others)


class Framer:
    """Cuts a byte stream into messages at blank lines, wherever the reads were cut.

    Holds at most `MAX_BLOCK` bytes: a longer message is passed over up to its end."""

    __slots__ = ("_passing_over", "_rest")

    def __init__(self) -> None:
        self._rest = b""
        self._passing_over = False

    def feed(self, data: bytes) -> list[Block]:
        """The messages that `data` completes, in order, each without its blank line; a Malformed with
        the first bytes of a message that is too long."""
        whole = (self._rest + data).split(END)
        self._rest = rest = whole.pop()
        blocks: list[Block] = [*whole]
        if blocks and self._passing_over:
            self._passing_over = False
            del blocks[0]
        if len(rest) > MAX_BLOCK:
            if not self._passing_over:
                blocks.append(Malformed(f"is longer than {MAX_BLOCK} bytes and was dropped", rest[:200]))
            self._passing_over = True
            self._rest = rest[-3:]
        return blocks


def parse_stream(framer: Framer, data: bytes) -> list[Message | Malformed]:
    """The messages that one read completes."""
    return parse_all(framer.feed(data))
