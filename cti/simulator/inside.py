"""A manager client inside the program: it asks without a connection, and a refusal is raised."""

from __future__ import annotations

from cti.errors import ActionRefused
from cti.simulator.exchange import Exchange
from cti.simulator.session import Request, Session


class Inside(Session):
    """Its answers are of interest to nobody."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.logged_in = True

    def send(self, data: bytes) -> None:
        """Nobody reads."""

    def error(self, request: Request, message: str) -> None:
        """Raises ActionRefused."""
        raise ActionRefused(message)
