"""The agent's line in a call, looked up before anything is done with it; and the PBX's refusals in words.

Passes through: a call in which the agent has a part and a control that can be used now. Does not pass:
other people's calls (NotFound) and what the controls say cannot be done (Conflict, with their reason).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from cti.config import Pbx
from cti.desk.controls import Controls
from cti.desk.parts import Parts
from cti.desk.situation import Situation
from cti.errors import ActionRefused, Conflict, NotFound
from cti.ports import Switch


@dataclass(frozen=True, kw_only=True)
class Line:
    """`channel` is the agent's own, `customer` whom they talk with, `asked` whom they consult."""

    channel: str
    customer: str | None
    asked: str | None
    situation: Situation
    controls: Controls
    switch: Switch
    pbx: Pbx


class Lines:
    """Finds lines."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def find(self, agent: str, call_id: str, action: str) -> Line:
        """The line on which `action` can be used now. Raises NotFound, Conflict, LinkError."""
        board = self._parts.live.board
        controls, situation = board.controls(call_id, agent), board.situation(call_id)
        if controls is None or situation is None:
            raise NotFound("you have no part in this call now")
        why = controls.actions[action].why
        if why is not None:
            raise Conflict(why)
        channel = situation.channel_of(agent) or ""
        return Line(
            channel=channel, customer=situation.customer(channel), asked=situation.asked.get(channel),
            situation=situation, controls=controls, switch=self._parts.switch(situation.pbx),
            pbx=next(row for row in self._parts.config.pbx if row.name == situation.pbx),
        )  # fmt: skip


@contextmanager
def obeyed() -> Iterator[None]:
    """A refusal inside says that it is the PBX that refuses, with its own words."""
    try:
        yield
    except ActionRefused as refusal:
        raise ActionRefused("The telephone system refused: {words}", words=refusal) from refusal
