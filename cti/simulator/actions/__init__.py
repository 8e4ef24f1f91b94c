"""The manager actions the simulator obeys, by name; each is a small function of session and request."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from cti.simulator.actions.calls import CALL_ACTIONS
from cti.simulator.actions.connection import CONNECTION_ACTIONS, OPEN_TO_ALL
from cti.simulator.actions.control import CONTROL_ACTIONS
from cti.simulator.actions.lists import LIST_ACTIONS
from cti.simulator.actions.queues import QUEUE_ACTIONS
from cti.simulator.session import Request, Session

Action: TypeAlias = Callable[[Session, Request], None]

ACTIONS: dict[str, Action] = {
    **CONNECTION_ACTIONS,
    **LIST_ACTIONS,
    **QUEUE_ACTIONS,
    **CALL_ACTIONS,
    **CONTROL_ACTIONS,
}


def dispatch(session: Session, request: Request) -> None:
    """Obeys, or answers why not."""
    name = request.get("Action").lower()
    if not name:
        session.error(request, "Missing action in request")
    elif not session.logged_in and name not in OPEN_TO_ALL:
        session.error(request, "Permission denied")
    elif name not in ACTIONS:
        session.error(request, "Invalid/unknown command")
    else:
        ACTIONS[name](session, request)
