"""Hangup, Originate, Redirect, BlindTransfer, CoreShowChannelMap: what clients do to calls."""

from __future__ import annotations

import re

from cti.simulator import originate as click
from cti.simulator.actions.control import dual_redirect
from cti.simulator.inbox import Happening
from cti.simulator.model import UP, CallerId, Channel
from cti.simulator.session import Request, Session

_NAME_AND_NUMBER = re.compile(r'\s*"?(?P<name>[^"<]*?)"?\s*<(?P<number>[^>]*)>\s*')


def hangup(session: Session, request: Request) -> None:
    """Ends a channel."""
    name = request.get("Channel")
    channel = session.exchange.channels.get(name)
    if not name:
        session.error(request, "No channel specified")
    elif channel is None:
        session.error(request, "No such channel")
    else:
        session.ack(request, "Channel Hungup")
        session.exchange.drop(channel)


def originate(session: Session, request: Request) -> None:
    """Rings a phone and lets it dial `Exten`; `Async` answers at once, else when the phone has answered."""
    if not request.get("Channel"):
        session.error(request, "Channel not specified")
    elif not request.get("Exten") or not request.get("Context"):
        session.error(request, "Originate with neither 'Context' and 'Exten' nor 'Application'")
    elif not request.get("Timeout", "30000").isdecimal():
        session.error(request, "Invalid timeout")
    else:
        order = _order(request)
        if order.announced:
            session.ack(request, "Originate successfully queued")
            session.exchange.spawn(click.play(session.exchange, order))
        else:
            session.exchange.spawn(_originate_and_answer(session, request, order))


def _order(request: Request) -> click.Order:
    pairs = (part.partition("=") for line in request.all("Variable") for part in line.split(","))
    return click.Order(
        device=request.get("Channel"),
        exten=request.get("Exten"),
        context=request.get("Context"),
        caller=_caller_id(request.get("CallerID")),
        limit_s=int(request.get("Timeout", "30000")) / 1000,
        action_id=request.get("ActionID") or None,
        announced=request.get("Async").lower() in ("true", "yes", "1"),
        variables=tuple((name, value) for name, _, value in pairs),
    )


async def _originate_and_answer(session: Session, request: Request, order: click.Order) -> None:
    leg = click.start(session.exchange, order)
    if await click.answered(session.exchange, order, leg) and leg is not None:
        session.ack(request, "Originate successfully queued")
        await click.go_on(session.exchange, order, leg)
    else:
        session.error(request, "Originate failed")


def _caller_id(text: str) -> CallerId | None:
    found = _NAME_AND_NUMBER.fullmatch(text)
    if found is not None:
        return CallerId(found["number"] or None, found["name"] or None)
    return CallerId(text) if text else None


def redirect(session: Session, request: Request) -> None:
    """Sends an answered channel to another extension; nobody is told that it is a transfer."""
    if request.get("ExtraChannel"):
        dual_redirect(session, request)
        return
    channel, exten = _channel(session, request), request.get("Exten")
    if channel is None:
        session.error(request, f"Channel does not exist: {request.get('Channel')}")
    elif not exten:
        session.error(request, "Redirect failed, extension not specified.")
    elif channel.state != UP:
        session.error(request, "Redirect failed, channel not up.")
    else:
        session.ack(request, "Redirect successful")
        channel.call.post(Happening("transferred", channel, exten))


def blind_transfer(session: Session, request: Request) -> None:
    """`Channel` sends the other party of its bridge to another extension."""
    channel, exten = _channel(session, request), request.get("Exten")
    others = [] if channel is None or channel.bridge is None else channel.bridge.channels
    other = next((each for each in others if each is not channel), None)
    if channel is None:
        session.error(request, "Channel specified does not exist")
    elif not exten:
        session.error(request, "No extension specified")
    elif other is None:
        session.error(request, "Transfer invalid")
    else:
        session.ack(request, "Transfer succeeded")
        other.call.post(Happening("transferred", other, exten, announced=True))


def core_show_channel_map(session: Session, request: Request) -> None:
    """Refused: the simulator has no Local channels to follow."""
    session.error(request, "Could not get channel map")


def _channel(session: Session, request: Request) -> Channel | None:
    return session.exchange.channels.get(request.get("Channel"))


CALL_ACTIONS = {
    "hangup": hangup,
    "originate": originate,
    "redirect": redirect,
    "blindtransfer": blind_transfer,
    "coreshowchannelmap": core_show_channel_map,
}
