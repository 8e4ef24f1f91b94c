"""What a phone does with a call, act after act; `sip_script` makes SIPp's scripts of it.

Declared here: the words in which hard call flows are written. Nothing here knows SIP. Times are seconds.
A phone whose acts are over hangs up.
"""

from typing import TypeAlias

import msgspec


class Ring(msgspec.Struct, frozen=True, tag="ring"):
    """An incoming call rings `s` seconds and is picked up; None: it rings until the PBX gives up."""

    s: float | None = 0.5


class Obey(msgspec.Struct, frozen=True, tag="obey"):
    """An incoming call rings until the PBX asks the phone to pick up (NOTIFY with `Event: talk`)."""


class Refuse(msgspec.Struct, frozen=True, tag="refuse"):
    """An incoming call is rejected with 486."""


class Forward(msgspec.Struct, frozen=True, tag="forward"):
    """An incoming call is answered with 302: the phone forwards it to `to`."""

    to: str


class Talk(msgspec.Struct, frozen=True, tag="talk"):
    """Stays on the line `s` seconds (None: until the other side ends it)."""

    s: float | None = None


class Hold(msgspec.Struct, frozen=True, tag="hold"):
    """Puts the other side on hold for `s` seconds by re-INVITE."""

    s: float


class Press(msgspec.Struct, frozen=True, tag="press"):
    """Presses keys (SIP INFO)."""

    keys: str


class Hand(msgspec.Struct, frozen=True, tag="hand"):
    """Hands the call on by REFER and hangs up."""

    to: str


class Consult(msgspec.Struct, frozen=True, tag="consult"):
    """Puts the call on hold, dials `to` on a second line, talks there `s` seconds, and joins both by REFER
    with Replaces. `early`: joins after `s` seconds while `to` still rings."""

    to: str
    s: float
    early: bool = False


Act: TypeAlias = Ring | Obey | Refuse | Forward | Talk | Hold | Press | Hand | Consult
Acts: TypeAlias = tuple[Act, ...]


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """A phone that is called. `calls`: what it does with its first, second ... call; the last one is for all
    that follow. `audio`: it sends sound."""

    number: str
    calls: tuple[Acts, ...]
    audio: bool = False


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """A phone that dials `dials` at `at_s` and then does `acts`; a desk when `number` is an extension.
    `private`: the PBX is told the number, and that nobody may be shown it (RFC 3325)."""

    number: str
    dials: str
    acts: Acts
    at_s: float = 0.0
    audio: bool = False
    private: bool = False
