"""What a phone saw of its calls, read from SIPp's message log: the witness that knows nothing of Asterisk.

A phone is on the line from its 200 OK (sent or received) to the BYE (sent or received), and holds from
its own re-INVITE with `sendonly` to that with `sendrecv`. Times are epoch seconds by this machine's clock.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

_HEAD: Final = re.compile(r"^-{40,} (\S+ \S+)\nUDP message (sent|received) .*?:\n\n", re.MULTILINE)
_STATUS: Final = re.compile(r"SIP/2\.0 (\d{3})")


class SipMessage(msgspec.Struct, frozen=True):
    """One message; `what` is the method of a request, or the status of a response as three digits."""

    at: float
    sent: bool
    what: str
    call_id: str
    of: str
    """The method in its CSeq."""
    body: str


class PhoneLeg(msgspec.Struct, kw_only=True):
    """One dialog of one phone. `ended_by_phone` is None while it lasts."""

    phone: str
    call_id: str
    invited_at: float
    answered_at: float | None = None
    ended_at: float | None = None
    ended_by_phone: bool | None = None
    handed_at: float | None = None
    """When the phone said REFER: from then on it only listens to what becomes of it."""
    held: list[tuple[float, float]] = []
    status: int = 0

    @property
    def connected(self) -> list[tuple[float, float]]:
        """From when until when the phone had the call, that is until it handed it on or somebody hung up."""
        if self.answered_at is None or self.ended_at is None:
            return []
        return [(self.answered_at, self.handed_at or self.ended_at)]


def busy_s(spans: Iterable[tuple[float, float]]) -> float:
    """For how many seconds a phone had one call or several at once."""
    total, reached = 0.0, 0.0
    for begin, end in sorted(spans):
        total += max(end - max(begin, reached), 0.0)
        reached = max(end, reached)
    return total


def read_phone(phone: str, log: Path) -> list[PhoneLeg]:
    """The dialogs in one message log, in order of their beginning."""
    legs: dict[str, PhoneLeg] = {}
    for message in read_messages(log):
        if message.what == "INVITE" and message.call_id not in legs:
            legs[message.call_id] = PhoneLeg(phone=phone, call_id=message.call_id, invited_at=message.at)
        if message.call_id in legs:
            _see(legs[message.call_id], message)
    return list(legs.values())


def read_messages(log: Path) -> list[SipMessage]:
    """All messages of a log."""
    text = log.read_text(encoding="utf-8", errors="replace")
    heads = list(_HEAD.finditer(text))
    ends = [head.start() for head in heads[1:]] + ([len(text)] if heads else [])
    return [_message(head, text[head.end() : end]) for head, end in zip(heads, ends, strict=True)]


def _message(head: re.Match[str], text: str) -> SipMessage:
    status = _STATUS.match(text)
    return SipMessage(
        at=datetime.fromisoformat(head[1]).timestamp(),
        sent=head[2] == "sent",
        what=status[1] if status else text.partition(" ")[0],
        call_id=_header(text, "Call-ID"),
        of=_header(text, "CSeq").partition(" ")[2],
        body=text,
    )


def _header(text: str, name: str) -> str:
    found = re.search(rf"^{name}: *(.*?)\s*$", text, re.MULTILINE | re.IGNORECASE)
    return found[1] if found else ""


def _see(leg: PhoneLeg, message: SipMessage) -> None:
    if message.of == "INVITE" and message.what.isdigit() and int(message.what) >= 200 and not leg.status:
        leg.status = int(message.what)
        if leg.status == 200:
            leg.answered_at = message.at
        else:
            leg.ended_at, leg.ended_by_phone = message.at, message.sent
    elif message.what == "INVITE" and message.sent and leg.answered_at is not None:
        _hold(leg, message)
    elif message.what == "REFER":
        leg.handed_at = message.at
    elif message.what == "BYE" and leg.ended_at is None:
        leg.ended_at, leg.ended_by_phone = message.at, message.sent


def _hold(leg: PhoneLeg, message: SipMessage) -> None:
    if "a=sendonly" in message.body:
        leg.held.append((message.at, message.at))
    elif leg.held:
        leg.held[-1] = (leg.held[-1][0], message.at)
