"""Applications of the PBX that one of ours called: a menu, a mailbox, a question for a PIN. Nobody is rung.

Told as answered by the number that was dialled once the line is up and the application waits for keys or
speech. What only plays something may do so before somebody is rung, and answers nothing. Only for numbers of
the house: behind one outside, such a question comes before the customer, who may never answer. Where somebody
is rung in the end, that decides how the call ended.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cti.calls.model import Call, Channel
from cti.events import CallAnswered, Party
from cti.times import seconds

if TYPE_CHECKING:
    from cti.calls.tracking import Tracking

_CONVERSE = frozenset(
    {
        "authenticate", "background", "dictate", "directory", "echo", "read", "readexten", "record",
        "vmauthenticate", "voicemail", "voicemailmain", "waitexten",
    }
)  # fmt: skip


def look(t: Tracking, channel: Channel) -> None:
    """The channel runs another application, or was picked up."""
    call, leg = channel.call, channel.leg
    if (channel.application or "").lower() not in _CONVERSE or call.application_at is not None:
        return
    if not channel.up or channel is not call.origin or call.partial or call.legs != [leg]:
        return
    if t.is_outside(channel) or not _is_of_the_house(t, channel.exten):
        return
    if not call.announced:
        t.announce(call, "internal", channel.exten)
    call.application_at = t.at
    t.emit(
        call,
        CallAnswered(
            at=t.now,
            pbx=t.pbx,
            call_id=call.call_id,
            by=Party(number=channel.exten),
            queue=None,
            waited_s=seconds(t.at - call.started_at),
            ring_s=0.0,
        ),
    )


def was_all(call: Call) -> bool:
    """An application answered, and nobody was rung behind it."""
    others = (leg for leg in call.legs if leg is not call.customer)
    return call.application_at is not None and all(leg.offered_at is None for leg in others)


def _is_of_the_house(t: Tracking, exten: str | None) -> bool:
    """Feature codes (*97), too."""
    if exten is None:
        return False
    return t.directory.is_internal_number(exten) or not exten.lstrip("+").isdigit()
