"""What a desk does to a call: hold and its end, mute, asking a third person, parking, keys, recording.

The words of the answers are Asterisk's. What follows is played by the call itself.
"""

from __future__ import annotations

from collections.abc import Callable

from cti.simulator import holding, parking, talk
from cti.simulator.exchange import AGENT_CONTEXT
from cti.simulator.inbox import Happening, Kind
from cti.simulator.messages import Block, channel_event
from cti.simulator.model import RINGING, Channel
from cti.simulator.session import Request, Session
from cti.simulator.sound import MONITOR, Tape
from cti.simulator.targets import target_of

_TRUE = ("1", "true", "yes", "on", "t", "y")
_CODES: dict[str, Kind] = {"*1": "cancelled", "*2": "completed", "*3": "joined", "*4": "swapped"}
"""features.conf as it is when nothing is said there."""
_KEYS = frozenset("0123456789*#ABCD")


def dual_redirect(session: Session, request: Request) -> None:
    """Both channels leave their bridge at once; only hold does that."""
    customer, agent = _named(session, request, "Channel"), _named(session, request, "ExtraChannel")
    if customer is None or agent is None:
        missing = request.get("Channel") if customer is None else request.get("ExtraChannel")
        session.error(request, f"Channel does not exist: {missing}")
    elif (request.get("Context"), request.get("ExtraContext")) != (holding.CONTEXT, holding.CONTEXT):
        session.error(request, "Dual Redirect failed")
    else:
        session.ack(request, "Dual Redirect successful")
        agent.call.post(Happening("held", agent))


def bridge(session: Session, request: Request) -> None:
    """Two channels that wait talk again."""
    for header in ("Channel1", "Channel2"):
        if _named(session, request, header) is None:
            session.error(request, f"{header} does not exist: {request.get(header)}")
            return
    agent = session.exchange.channels[request.get("Channel1")]
    session.ack(request, "Channels have been bridged")
    agent.call.post(Happening("bridged", agent))


def mute(session: Session, request: Request) -> None:
    """Done, and nobody is told."""
    if _channel(session, request, "No such channel"):
        session.reply(request, "Success")


def attended_transfer(session: Session, request: Request) -> None:
    """The agent of `Channel` asks at `Exten`."""
    channel = _channel(session, request, "Channel specified does not exist")
    if channel is not None:
        session.ack(request, "Atxfer successfully queued")
        channel.call.post(Happening("asked", channel, request.get("Exten")))


def cancel_attended_transfer(session: Session, request: Request) -> None:
    """Back to the customer."""
    channel = _channel(session, request, "Channel specified does not exist")
    if channel is not None:
        session.ack(request, "CancelAtxfer successfully queued")
        channel.call.post(Happening("cancelled", channel))


def play_dtmf(session: Session, request: Request) -> None:
    """A key to the phone, or (`Receive`) in its name: then feature codes are obeyed."""
    channel = _channel(session, request, "Channel not found")
    if channel is None:
        return
    digit = request.get("Digit")
    if len(digit) != 1 or digit not in _KEYS:
        session.error(request, "No digit specified")
        return
    session.ack(request, "DTMF successfully queued")
    received = request.get("Receive").lower() in _TRUE
    direction = ("Direction", "Received" if received else "Sent")
    session.exchange.emit(channel_event("DTMFEnd", channel, ("Digit", digit), direction, category="dtmf"))
    if received and channel.application == "Read":
        channel.call.post(Happening("pressed", channel, digit))
    elif received:
        channel.keys = (channel.keys + digit)[-2:]
        if (kind := _CODES.get(channel.keys)) is not None:
            channel.keys = ""
            channel.call.post(Happening(kind, channel))


def park(session: Session, request: Request) -> None:
    """`Channel` waits in a parking place; the one of `TimeoutChannel` is asked again when nobody came."""
    customer = _named(session, request, "Channel")
    agent = _named(session, request, "TimeoutChannel")
    if customer is None or agent is None or agent.bridge is None:
        session.error(request, f"Channel does not exist: {request.get('Channel')}")
    elif all(place in session.exchange.parked for place in parking.PLACES):
        session.error(request, "Park failed")
    else:
        session.ack(request, "Park successful")
        agent.call.post(Happening("parked", agent))


def mix_monitor(session: Session, request: Request) -> None:
    """A recording begins."""
    channel = _channel(session, request, "No such channel")
    if channel is None:
        return
    name = request.get("File")
    file = name if name.startswith("/") else MONITOR + name
    channel.tape = Tape(file, session.exchange.timeline.now())
    session.reply(request, "Success")
    session.exchange.set_variable(channel, "MIXMONITOR_FILENAME", file)
    session.exchange.emit(channel_event("MixMonitorStart", channel))


def mix_monitor_mute(session: Session, request: Request) -> None:
    """Silence in the recording, or sound again; Asterisk tells so even where nothing is recorded."""
    channel = _channel(session, request, "No such channel")
    if channel is not None:
        session.reply(request, "Success")
        if channel.tape is not None:
            channel.tape.mute(request.get("State") == "1", session.exchange.timeline.now())
        how = (("Direction", request.get("Direction", "both")), ("State", request.get("State")))
        session.exchange.emit(channel_event("MixMonitorMute", channel, *how))


def stop_mix_monitor(session: Session, request: Request) -> None:
    """The recording ends."""
    channel = _channel(session, request, "No such channel")
    if channel is None:
        return
    if channel.tape is None:
        session.error(request, "Could not stop monitoring channel")
        return
    session.exchange.end_recording(channel)
    session.reply(request, "Success")
    session.exchange.emit(channel_event("MixMonitorStop", channel))


def notify(session: Session, request: Request) -> None:
    """`Event=talk`: a ringing phone picks up; all simulated phones obey."""
    channel = _channel(session, request, "Channel not found")
    if channel is not None:
        session.ack(request, "NOTIFY sent")
        if channel.state == RINGING:
            talk.pick_up(session.exchange, channel)


def show_dialplan(session: Session, request: Request) -> None:
    """Whether a number leads anywhere; the rows say no more than that."""
    context, exten = request.get("Context"), request.get("Extension")
    if context not in (AGENT_CONTEXT, "from-trunk", holding.CONTEXT):
        session.error(request, f"Did not find context {context}")
    elif exten and not _leads_somewhere(session, exten, context):
        session.error(request, f"Did not find extension {exten}@{context}")
    else:
        row: Block = [("Context", context), ("Extension", exten), ("Priority", 1), ("Application", "NoOp")]
        session.rows(request, "DialPlan list will follow", [("ListDialplan", row)], "ShowDialPlanComplete")


def _leads_somewhere(session: Session, exten: str, context: str) -> bool:
    if context == holding.CONTEXT:
        return exten in (holding.CUSTOMER, holding.AGENT)
    if session.exchange.leads_into_queue(exten) or exten in parking.PLACES:
        return True
    return target_of(session.exchange, exten, context) is not None


def _named(session: Session, request: Request, header: str) -> Channel | None:
    return session.exchange.channels.get(request.get(header))


def _channel(session: Session, request: Request, otherwise: str) -> Channel | None:
    """The channel named, or the refusal in Asterisk's words."""
    channel = _named(session, request, "Channel")
    if channel is None:
        session.error(request, otherwise)
    return channel


CONTROL_ACTIONS: dict[str, Callable[[Session, Request], None]] = {
    "bridge": bridge,
    "muteaudio": mute,
    "atxfer": attended_transfer,
    "cancelatxfer": cancel_attended_transfer,
    "playdtmf": play_dtmf,
    "park": park,
    "mixmonitor": mix_monitor,
    "mixmonitormute": mix_monitor_mute,
    "stopmixmonitor": stop_mix_monitor,
    "pjsipnotify": notify,
    "showdialplan": show_dialplan,
}
