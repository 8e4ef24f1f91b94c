"""Third people: who enters and leaves a conversation of two or more, and who listens to it.

A conference room brings several calls together without making them one: each call there is told who
joined and parted. A listener (ChanSpy) is no party: no call, no talk, only `mode` listen, whisper or barge.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cti.ami.messages import SpyStart, SpyStop
from cti.calls.model import Call, Channel
from cti.events import CallJoined, CallParted, JoinMode, Party

if TYPE_CHECKING:
    from cti.calls.tracking import Tracking


def joined(t: Tracking, before: list[Channel], after: list[Channel]) -> None:
    """Everybody of `after` who was not there joins the calls of `before`, when two or more were talking."""
    if len(before) < 2:
        return
    for channel in after:
        if channel not in before and channel.leg is not None:
            for call in _calls_of(before):
                t.emit(call, CallJoined(at=t.now, pbx=t.pbx, call_id=call.call_id, party=channel.leg.party))


def parted(t: Tracking, before: list[Channel], after: list[Channel]) -> None:
    """Who left a conversation in which two or more go on."""
    if len(after) < 2:
        return
    for channel in before:
        if channel not in after and channel.leg is not None:
            for call in _calls_of(after):
                t.emit(call, CallParted(at=t.now, pbx=t.pbx, call_id=call.call_id, party=channel.leg.party))


def spy_started(t: Tracking, message: SpyStart) -> None:
    """Somebody listens to a channel."""
    spy, spied = t.get(message.spyer), t.get(message.spied)
    if spy is not None:
        spy.call.listens = True
    if spy is not None and spied is not None:
        _tell_spy(t, CallJoined, spied.call, spy)


def spy_stopped(t: Tracking, message: SpyStop) -> None:
    """The listener is gone, or listens to somebody else."""
    spy, spied = t.get(message.spyer), t.get(message.spied)
    if spy is not None and spied is not None:
        _tell_spy(t, CallParted, spied.call, spy)


def _tell_spy(t: Tracking, kind: type[CallJoined] | type[CallParted], call: Call, spy: Channel) -> None:
    party = spy.leg.party if spy.leg is not None else Party(channel=spy.name)
    t.emit(call, kind(at=t.now, pbx=t.pbx, call_id=call.call_id, party=party, mode=_mode(spy.spy_options)))


def _mode(options: str) -> JoinMode:
    """ChanSpy options: w whispers to the spied channel, B speaks to both."""
    if "B" in options:
        return "barge"
    return "whisper" if "w" in options else "listen"


def _calls_of(people: list[Channel]) -> list[Call]:
    return list(dict.fromkeys(channel.call for channel in people))
