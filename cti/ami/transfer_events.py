"""Headers -> message, for transfers, parking, pickup and spying: events that name several parties.

As in `channel_events.py`, a missing header that the message cannot do without raises KeyError.
"""

from __future__ import annotations

from cti.ami import messages as m
from cti.ami.channel_events import Maker
from cti.ami.fields import OWN, Fields, PartyLookup, flag, known, party, party_or_none

_TRANSFERER, _TRANSFEREE = PartyLookup("Transferer"), PartyLookup("Transferee")
_FIRST, _SECOND = PartyLookup("OrigTransferer"), PartyLookup("SecondTransferer")
_TARGET = PartyLookup("TransferTarget")
_PARKEE, _RETRIEVER = PartyLookup("Parkee"), PartyLookup("Retriever")
_PICKED = PartyLookup("Target")
_SPYER, _SPYEE = PartyLookup("Spyer"), PartyLookup("Spyee")


def _blind_transfer(f: Fields) -> m.Message:
    return m.BlindTransfer(
        success=f["Result"] == "Success",
        transferer=party(f, _TRANSFERER),
        transferee=party_or_none(f, _TRANSFEREE),
        exten=known(f.get("Extension")),
        context=known(f.get("Context")),
        external=flag(f.get("IsExternal")) or False,
    )


def _attended_transfer(f: Fields) -> m.Message:
    return m.AttendedTransfer(
        success=f["Result"] == "Success",
        transferer=party(f, _FIRST),
        second_transferer=party(f, _SECOND),
        transferee=party_or_none(f, _TRANSFEREE),
        target=party_or_none(f, _TARGET),
        orig_bridge=known(f.get("OrigBridgeUniqueid")),
        second_bridge=known(f.get("SecondBridgeUniqueid")),
        dest_type=known(f.get("DestType")),
        dest_bridge=known(f.get("DestBridgeUniqueid")),
        dest_app=known(f.get("DestApp")),
    )


def _parked_call(f: Fields) -> m.Message:
    return m.ParkedCall(
        kind=f["Event"],
        parkee=party(f, _PARKEE),
        parker_dial_string=known(f.get("ParkerDialString")),
        retriever=party_or_none(f, _RETRIEVER),
        space=known(f.get("ParkingSpace")),
    )


def _pickup(f: Fields) -> m.Message:
    return m.Pickup(picker=party(f, OWN), target=party(f, _PICKED))


def _spy_start(f: Fields) -> m.Message:
    return m.SpyStart(spyer=party(f, _SPYER), spied=party_or_none(f, _SPYEE))


def _spy_stop(f: Fields) -> m.Message:
    return m.SpyStop(spyer=party(f, _SPYER), spied=party_or_none(f, _SPYEE))


TRANSFER_EVENTS: dict[bytes, Maker] = {
    b"BlindTransfer": _blind_transfer,
    b"AttendedTransfer": _attended_transfer,
    b"ParkedCall": _parked_call,
    b"ParkedCallTimeOut": _parked_call,
    b"ParkedCallGiveUp": _parked_call,
    b"UnParkedCall": _parked_call,
    b"Pickup": _pickup,
    b"ChanSpyStart": _spy_start,
    b"ChanSpyStop": _spy_stop,
}
