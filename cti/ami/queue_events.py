"""Headers -> message, for queues and their members: live events and the rows of QueueStatus.

As in `channel_events.py`, a missing header that the message cannot do without raises KeyError.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from cti.ami import messages as m
from cti.ami.channel_events import Maker
from cti.ami.fields import DEST, OWN, Fields, Lookup, flag, known, number, party_or_none
from cti.ami.sound_events import file_variable


def _variable(f: Fields) -> m.Message | None:
    """Of the two variables that matter, MIXMONITOR_FILENAME and QUEUESTATUS."""
    if f.get("Variable") == "MIXMONITOR_FILENAME":
        return file_variable(f)
    if f.get("Uniqueid") is None:
        return None
    return m.QueueStatusVariable(channel=f["Channel"], uniqueid=f["Uniqueid"], value=known(f.get("Value")))


def _caller_join(f: Fields) -> m.Message:
    return m.QueueCallerJoin(
        *OWN(f),
        queue=f["Queue"],
        position=number(f.get("Position")),
        count=number(f.get("Count")),
    )


def _queue_entry(f: Fields) -> m.Message:
    waited = number(f.get("Wait")) or 0
    return m.QueueCallerJoin(
        *OWN(f), queue=f["Queue"], position=number(f.get("Position")), waited_s=float(waited)
    )


def _caller_leave(f: Fields) -> m.Message:
    return m.QueueCallerLeave(
        *OWN(f),
        queue=f["Queue"],
        position=number(f.get("Position")),
        count=number(f.get("Count")),
    )


def _caller_abandon(f: Fields) -> m.Message:
    return m.QueueCallerAbandon(*OWN(f), queue=f["Queue"], hold_time_s=number(f.get("HoldTime")))


def _agent_called(f: Fields) -> m.Message:
    return m.AgentCalled(
        queue=f["Queue"],
        interface=f["Interface"],
        member_name=known(f.get("MemberName")),
        caller=party_or_none(f, OWN),
        member=party_or_none(f, DEST),
    )


def _agent_ring_no_answer(f: Fields) -> m.Message:
    return m.AgentRingNoAnswer(
        queue=f["Queue"],
        interface=f["Interface"],
        member_name=known(f.get("MemberName")),
        caller=party_or_none(f, OWN),
        member=party_or_none(f, DEST),
        ring_s=(number(f.get("RingTime")) or 0) / 1000,
    )


def _agent_connect(f: Fields) -> m.Message:
    return m.AgentConnect(
        queue=f["Queue"],
        interface=f["Interface"],
        member_name=known(f.get("MemberName")),
        caller=party_or_none(f, OWN),
        member=party_or_none(f, DEST),
        hold_time_s=number(f.get("HoldTime")),
        ring_time_s=number(f.get("RingTime")),
    )


def _agent_complete(f: Fields) -> m.Message:
    return m.AgentComplete(
        queue=f["Queue"],
        interface=f["Interface"],
        member_name=known(f.get("MemberName")),
        caller=party_or_none(f, OWN),
        member=party_or_none(f, DEST),
        hold_time_s=number(f.get("HoldTime")),
        talk_time_s=number(f.get("TalkTime")),
        reason=known(f.get("Reason")),
    )


_MEMBER_ORDER = (
    "Queue", "MemberName", "Interface", "StateInterface", "Membership", "Penalty", "CallsTaken", "LastCall",
    "LastPause", "LoginTime", "InCall", "Status", "Paused", "PausedReason", "Ringinuse", "Wrapuptime",
)  # fmt: skip
_ROW_ORDER = ("Queue", "Name", "Location", *(name for name in _MEMBER_ORDER[3:] if name != "Ringinuse"))
_PASSED_OVER = ("CallsTaken", "LoginTime", "Ringinuse")
_MEMBER = Lookup(_MEMBER_ORDER, [name for name in _MEMBER_ORDER if name not in _PASSED_OVER])
_ROW = Lookup(_ROW_ORDER, [name for name in _ROW_ORDER if name not in _PASSED_OVER])


def _member(f: Fields) -> m.Message:
    return _member_of(_MEMBER(f), f.get("Ringinuse"))


def _member_added(f: Fields) -> m.Message:
    return msgspec.structs.replace(_member_of(_MEMBER(f), f.get("Ringinuse")), added=True)


def _member_paused(f: Fields) -> m.Message:
    return msgspec.structs.replace(_member_of(_MEMBER(f), f.get("Ringinuse")), pause_changed=True)


def _member_row(f: Fields) -> m.Message:
    """Rows of QueueStatus name two headers differently and lack Ringinuse."""
    return _member_of(_ROW(f), None)


def _member_of(facts: Sequence[str | None], ring_in_use: str | None) -> m.QueueMember:
    (queue, name, interface, state_interface, membership, penalty, last_call, last_pause, in_call, status,
     paused, reason, wrap_up) = facts  # fmt: skip
    if not queue or not interface:
        raise KeyError("Interface" if queue else "Queue")
    return m.QueueMember(
        queue=queue,
        interface=interface,
        member_name=name,
        state_interface=state_interface,
        status=number(status),
        paused=flag(paused),
        paused_reason=reason,
        penalty=number(penalty),
        in_call=flag(in_call),
        last_call=number(last_call),
        last_pause=number(last_pause),
        wrap_up_s=number(wrap_up),
        ring_in_use=flag(ring_in_use),
        dynamic=membership == "dynamic" if membership else None,
    )


def _member_removed(f: Fields) -> m.Message:
    return m.QueueMemberRemoved(
        queue=f["Queue"], interface=f["Interface"], member_name=known(f.get("MemberName"))
    )


def _queue_params(f: Fields) -> m.Message:
    return m.QueueParams(
        queue=f["Queue"],
        max_callers=number(f.get("Max")) or 0,
        strategy=known(f.get("Strategy")),
        calls=number(f.get("Calls")) or 0,
        completed=number(f.get("Completed")) or 0,
        abandoned=number(f.get("Abandoned")) or 0,
        service_level_s=number(f.get("ServiceLevel")) or 0,
    )


QUEUE_EVENTS: dict[bytes, Maker] = {
    b"VarSet": _variable,
    b"QueueCallerJoin": _caller_join,
    b"QueueEntry": _queue_entry,
    b"QueueCallerLeave": _caller_leave,
    b"QueueCallerAbandon": _caller_abandon,
    b"AgentCalled": _agent_called,
    b"AgentRingNoAnswer": _agent_ring_no_answer,
    b"AgentConnect": _agent_connect,
    b"AgentComplete": _agent_complete,
    b"QueueMemberStatus": _member,
    b"QueueMemberAdded": _member_added,
    b"QueueMemberPause": _member_paused,
    b"QueueMemberPenalty": _member,
    b"QueueMemberRinginuse": _member,
    b"QueueMember": _member_row,
    b"QueueMemberRemoved": _member_removed,
    b"QueueParams": _queue_params,
}
