"""CoreShowChannels, Status, Getvar, BridgeList, BridgeInfo, DeviceStateList: what is there now."""

from __future__ import annotations

from cti.simulator import messages
from cti.simulator.messages import UNKNOWN, Block
from cti.simulator.model import UP, Channel
from cti.simulator.session import Request, Session


def core_show_channels(session: Session, request: Request) -> None:
    """One CoreShowChannel per channel."""
    exchange = session.exchange
    rows = [
        ("CoreShowChannel", _channel_row(channel, exchange.timeline.now()))
        for channel in exchange.channels.values()
    ]
    session.rows(request, "Channels will follow", rows, "CoreShowChannelsComplete")


def _channel_row(channel: Channel, now: float) -> Block:
    age = int(now - channel.created_at)
    return [
        *messages.channel_block(channel),
        ("Application", channel.application),
        ("ApplicationData", channel.application_data),
        ("Duration", f"{age // 3600:02d}:{age // 60 % 60:02d}:{age % 60:02d}"),
        ("BridgeId" if channel.bridge else "BridgeId:", channel.bridge.uniqueid if channel.bridge else ""),
    ]


def status(session: Session, request: Request) -> None:
    """One Status per channel, or of one `Channel`."""
    exchange, wanted = session.exchange, request.get("Channel")
    if wanted and wanted not in exchange.channels:
        session.error(request, "No such channel")
        return
    channels = [exchange.channels[wanted]] if wanted else list(exchange.channels.values())
    names = [name for name in request.get("Variables").split(",") if name]
    rows = [
        ("Status", _status_row(channel, exchange.timeline.now()) + _variables(channel, names))
        for channel in channels
    ]
    session.rows(request, "Channel status will follow", rows, "StatusComplete", ("Items", len(rows)))


def _status_row(channel: Channel, now: float) -> Block:
    return [
        ("Privilege", "Call"),
        *messages.channel_block(channel),
        ("Type", "PJSIP"),
        ("DNID", channel.dnid),
        ("EffectiveConnectedLineNum", channel.connected.number or UNKNOWN),
        ("EffectiveConnectedLineName", channel.connected.name or UNKNOWN),
        ("TimeToHangup", 0),
        ("BridgeID", channel.bridge.uniqueid if channel.bridge else ""),
        ("Application", channel.application),
        ("Data", channel.application_data),
        ("Seconds", int(now - channel.created_at)),
    ]


_FUNCTIONS = {"CALLERID(pres)": "allowed_not_screened"}
"""What functions of the dialplan say of every channel here."""


def _variables(channel: Channel, names: list[str]) -> Block:
    known = _FUNCTIONS | channel.variables
    return [("Variable", f"{name}={known.get(name, '(null)')}") for name in names]


def get_variable(session: Session, request: Request) -> None:
    """One variable or function of one channel; empty when there is none."""
    name, channel = request.get("Variable"), session.exchange.channels.get(request.get("Channel"))
    if not name:
        session.error(request, "No variable specified")
    elif channel is None:
        session.error(request, "No such channel")
    else:
        known = _FUNCTIONS | channel.variables | {"CHANNEL(rtp,hold)": _rtp_hold(channel)}
        session.reply(request, "Success", ("Variable", name), ("Value", known.get(name, "")))


def _rtp_hold(channel: Channel) -> str:
    """Before the phone is picked up it has no sound to hold."""
    return str(int(channel.phone_holds)) if channel.state == UP else ""


def bridge_list(session: Session, request: Request) -> None:
    """One BridgeListItem per bridge."""
    bridges = session.exchange.bridges.values()
    rows = [("BridgeListItem", messages.bridge_block(bridge)) for bridge in bridges]
    session.rows(request, "Bridge listing will follow", rows, "BridgeListComplete")


def bridge_info(session: Session, request: Request) -> None:
    """The channels of one bridge."""
    uniqueid = request.get("BridgeUniqueid")
    bridge = session.exchange.bridges.get(uniqueid)
    if not uniqueid:
        session.error(request, "BridgeUniqueid must be provided")
    elif bridge is None:
        session.error(request, "Bridge not found")
    else:
        rows = [("BridgeInfoChannel", messages.channel_block(channel)) for channel in bridge.channels]
        about = messages.bridge_block(bridge)
        session.rows(request, "Bridge channel listing will follow", rows, "BridgeInfoComplete", *about)


def device_state_list(session: Session, request: Request) -> None:
    """One DeviceStateChange per device."""
    states = session.exchange.devices.all().items()
    rows: list[tuple[str, Block]] = [
        ("DeviceStateChange", [("Device", device), ("State", state)]) for device, state in states
    ]
    session.rows(request, "Device State Changes will follow", rows, "DeviceStateListComplete")


LIST_ACTIONS = {
    "coreshowchannels": core_show_channels,
    "status": status,
    "getvar": get_variable,
    "bridgelist": bridge_list,
    "bridgeinfo": bridge_info,
    "devicestatelist": device_state_list,
}
