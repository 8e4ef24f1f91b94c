"""Headers -> message, for events about channels, dialling, bridges and conferences.

Each function makes one kind of message, or None when this one says nothing to us. A header that the
message cannot do without raises KeyError; `parse.py` makes that a Malformed.
"""

from __future__ import annotations

from collections.abc import Callable

from cti.ami import messages as m
from cti.ami.fields import (
    DEST,
    OWN,
    Fields,
    known,
    number,
    party,
    party_or_none,
)

Maker = Callable[[Fields], m.Message | None]

_WITHHELD = "CALLERID(pres)=prohib"
"""In a variable that manager.conf adds to events (channelvars), or set by the dialplan (docs/asterisk.md)."""

_RESTRICTED = 0x60  # CID-CallingPres bits; 0 is "allowed" (Asterisk callerid.h)


def _new_channel(f: Fields) -> m.Message:
    return m.NewChannel(*OWN(f))


def _new_state(f: Fields) -> m.Message:
    return m.NewState(*OWN(f))


def _new_caller_id(f: Fields) -> m.Message:
    presentation = number((f.get("CID-CallingPres") or "0").partition(" ")[0])
    allowed = presentation is None or presentation & _RESTRICTED == 0
    return m.NewCallerId(*OWN(f), presentation_allowed=allowed)


def _new_exten(f: Fields) -> m.Message:
    return m.NewExten(
        *OWN(f),
        application=known(f.get("Application")),
        application_data=known(f.get("AppData")),
        withheld=f.text.rfind(_WITHHELD) >= 0,
    )


def _hangup(f: Fields) -> m.Message:
    return m.Hangup(*OWN(f), cause=number(f.get("Cause")), tech_cause=known(f.get("TechCause")))


def _hangup_request(f: Fields) -> m.Message:
    return m.HangupRequest(*OWN(f))


def _soft_hangup_request(f: Fields) -> m.Message:
    return m.SoftHangupRequest(*OWN(f))


def _hold(f: Fields) -> m.Message:
    return m.Hold(*OWN(f))


def _unhold(f: Fields) -> m.Message:
    return m.Unhold(*OWN(f))


def _dial_begin(f: Fields) -> m.Message:
    return m.DialBegin(
        source=party_or_none(f, OWN), dest=party(f, DEST), dial_string=known(f.get("DialString"))
    )


def _dial_end(f: Fields) -> m.Message:
    return m.DialEnd(
        source=party_or_none(f, OWN),
        dest=party(f, DEST),
        status=f["DialStatus"],
        forward=known(f.get("Forward")),
    )


def _originate_response(f: Fields) -> m.Message:
    return m.OriginateResponse(
        success=f["Response"] == "Success",
        channel=known(f.get("Channel")),
        uniqueid=known(f.get("Uniqueid")),
        exten=known(f.get("Exten")),
        caller_number=known(f.get("CallerIDNum")),
        reason=number(f.get("Reason")),
    )


def _bridge_enter(f: Fields) -> m.Message:
    return m.BridgeEnter(
        *OWN(f),
        bridge=f["BridgeUniqueid"],
        bridge_type=(kind := known(f.get("BridgeType"))),
        room=_room(f, kind),
        replaces=f.get("SwapUniqueid"),
    )


def _room(f: Fields, bridge_type: str | None) -> str | None:
    """The name of the conference room that a bridge is; None for other bridges."""
    is_room = bridge_type == "base" and f.get("BridgeCreator") == "ConfBridge"
    return known(f.get("BridgeName")) if is_room else None


def _bridge_leave(f: Fields) -> m.Message:
    return m.BridgeLeave(*OWN(f), bridge=f["BridgeUniqueid"])


def _bridge_destroy(f: Fields) -> m.Message:
    return m.BridgeDestroy(bridge=f["BridgeUniqueid"])


def _bridge_merge(f: Fields) -> m.Message:
    return m.BridgeMerge(to_bridge=f["ToBridgeUniqueid"], from_bridge=f["FromBridgeUniqueid"])


def _conference_join(f: Fields) -> m.Message:
    return m.ConferenceJoin(*OWN(f), conference=_conference(f), bridge=known(f.get("BridgeUniqueid")))


def _conference(f: Fields) -> str:
    return f.get("Conference") or f["Meetme"]


def _channel_row(f: Fields) -> m.Message:
    """CoreShowChannel and Status rows; the two name some headers differently."""
    own, withheld = OWN(f), _WITHHELD in f.text
    if withheld:
        own = (*own[:4], None, None, *own[6:])  # neither number nor name
    return m.NewChannel(
        *own,
        application=known(f.get("Application")),
        application_data=known(f.get("ApplicationData") or f.get("Data")),
        bridge=_bridge_of_row(f),
        age_s=_age(f.get("Duration") or f.get("Seconds") or ""),
        dnid=known(f.get("DNID")),
        queue_wait_s=_queue_wait(f.get("Variable") or ""),
        withheld=withheld,
    )


def _queue_wait(variable: str) -> float | None:
    """`QUEUEWAIT_MS=3000`; "(null)" on channels that were in no queue, empty while they wait."""
    wait_ms = number(variable.partition("=")[2])
    return None if wait_ms is None else wait_ms / 1000


def _bridge_of_row(f: Fields) -> str | None:
    """Of a channel in no bridge, CoreShowChannels of Asterisk 22 writes `BridgeId::`."""
    return known((f.get("BridgeID") or f.get("BridgeId") or "").lstrip(": "))


def _bridged(f: Fields) -> m.Message:
    return m.BridgedChannel(*OWN(f))


def _bridge_told(f: Fields) -> m.Message:
    return m.BridgeTold(bridge=f["BridgeUniqueid"])


def _bridge_row(f: Fields) -> m.Message:
    kind = known(f.get("BridgeType"))
    return m.BridgeListed(bridge=f["BridgeUniqueid"], bridge_type=kind, room=_room(f, kind))


def _age(text: str) -> float | None:
    """`00:01:05` or `65` -> 65.0 seconds."""
    seconds = 0
    for part in text.split(":"):
        if not part.isdigit():
            return None
        seconds = seconds * 60 + int(part)
    return float(seconds)


def _fully_booted(f: Fields) -> m.Message:
    return m.FullyBooted(uptime_s=number(f.get("Uptime")))


def _reload(f: Fields) -> m.Message:
    return m.Reload(module=known(f.get("Module")))


CHANNEL_EVENTS: dict[bytes, Maker] = {
    b"Newchannel": _new_channel,
    b"Newstate": _new_state,
    b"NewCallerid": _new_caller_id,
    b"Newexten": _new_exten,
    b"Hangup": _hangup,
    b"HangupRequest": _hangup_request,
    b"SoftHangupRequest": _soft_hangup_request,
    b"Hold": _hold,
    b"Unhold": _unhold,
    b"DialBegin": _dial_begin,
    b"DialEnd": _dial_end,
    b"OriginateResponse": _originate_response,
    b"BridgeEnter": _bridge_enter,
    b"BridgeLeave": _bridge_leave,
    b"BridgeDestroy": _bridge_destroy,
    b"BridgeMerge": _bridge_merge,
    b"ConfbridgeJoin": _conference_join,
    b"MeetmeJoin": _conference_join,
    b"CoreShowChannel": _channel_row,
    b"Status": _channel_row,
    b"BridgeListItem": _bridge_row,
    b"BridgeInfoChannel": _bridged,
    b"BridgeInfoComplete": _bridge_told,
    b"FullyBooted": _fully_booted,
    b"Reload": _reload,
}
