"""Login, Logoff, Ping, Events, CoreSettings, CoreStatus."""

from __future__ import annotations

from datetime import UTC, datetime

from cti.simulator import messages
from cti.simulator.session import Request, Session

VERSION = "22.10.1"


def login(session: Session, request: Request) -> None:
    """Plain user name and secret; a wrong one ends the session."""
    settings = session.exchange.settings
    if (request.get("Username"), request.get("Secret")) != (settings.username, settings.secret):
        session.error(request, "Authentication failed")
        session.close()
        return
    session.logged_in = True
    if request.get("Events"):
        _choose_events(session, request.get("Events"))
    session.ack(request, "Authentication accepted")
    age = int(session.exchange.timeline.now() - session.exchange.started_at)
    status: messages.Block = [("Uptime", age), ("LastReload", age), ("Status", "Fully Booted")]
    session.send(messages.event("FullyBooted", "system", status).data)


def logoff(session: Session, request: Request) -> None:
    """Says goodbye."""
    session.reply(request, "Goodbye", ("Message", "Thanks for all the fish."))
    session.close()


def ping(session: Session, request: Request) -> None:
    """Pong."""
    now = session.exchange.timeline.now()
    session.reply(request, "Success", ("Ping", "Pong"), ("Timestamp", f"{now:.6f}"))


def events(session: Session, request: Request) -> None:
    """`EventMask`: on, off, or the categories wanted."""
    _choose_events(session, request.get("EventMask"))
    session.reply(request, "Success", ("Events", "Off" if session.wanted == frozenset() else "On"))


def _choose_events(session: Session, mask: str) -> None:
    mask = mask.lower()
    if mask in ("on", "all", "true", "yes", "1"):
        session.wanted = None
    elif mask in ("off", "none", "false", "no", "0", ""):
        session.wanted = frozenset()
    else:
        session.wanted = frozenset(part.strip() for part in mask.split(","))


def core_settings(session: Session, request: Request) -> None:
    """Versions and limits."""
    session.reply(
        request,
        "Success",
        ("AMIversion", "11.0.0"),
        ("AsteriskVersion", VERSION),
        ("SystemName", ""),
        ("CoreMaxCalls", 0),
        ("CoreMaxLoadAvg", "0.000000"),
        ("CoreRunUser", ""),
        ("CoreRunGroup", ""),
        ("CoreMaxFilehandles", 0),
        ("CoreRealTimeEnabled", "No"),
        ("CoreCDRenabled", "Yes"),
        ("CoreHTTPenabled", "No"),
        ("SoundsSearchCustomDir", "No"),
    )


def core_status(session: Session, request: Request) -> None:
    """Start time and number of calls."""
    exchange = session.exchange
    started = datetime.fromtimestamp(exchange.started_at, UTC)
    session.reply(
        request,
        "Success",
        ("CoreStartupDate", f"{started:%Y-%m-%d}"),
        ("CoreStartupTime", f"{started:%H:%M:%S}"),
        ("CoreReloadDate", f"{started:%Y-%m-%d}"),
        ("CoreReloadTime", f"{started:%H:%M:%S}"),
        ("CoreCurrentCalls", len({channel.linkedid for channel in exchange.channels.values()})),
        ("CoreProcessedCalls", exchange.calls_seen),
    )


CONNECTION_ACTIONS = {
    "login": login,
    "logoff": logoff,
    "ping": ping,
    "events": events,
    "coresettings": core_settings,
    "corestatus": core_status,
}
OPEN_TO_ALL = ("login", "logoff")
