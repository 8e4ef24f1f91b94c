"""A recording or journal through the same trackers as the server: what was said, and what it meant.

Passes through: messages and notes of the files, in order, and the domain events of each. A recording knows
no accounts and is told the time by its own messages; a journal knows what the server's trackers were told, so
that the same events come out with the same times.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from cti.ami.messages import Message
from cti.ami.moments import Moments
from cti.ami.notes import Account, AccountsRead, AgentPlans, AgentSaid, CountsSeeded, TimePassed
from cti.ami.parse import Block, Malformed, parse
from cti.ami.recording import heading, timed_blocks
from cti.config import Config
from cti.directory import MemoryDirectory
from cti.events import AnyEvent
from cti.trackers import Trackers
from cti.users.model import User

TICK_S = 1.0


class Meaning(msgspec.Struct, frozen=True):
    """One message: as it came (a `Message` when it is ours), or why it could not be
    read; `events` is what it meant."""

    at: float
    said: Block | Message
    events: list[AnyEvent] = []


def meanings(files: Iterable[Path | str], config: Config, pbx: str) -> Iterator[Meaning]:
    """Every message of the files that we know, or that could not be read. Raises RecordingInvalid."""
    player: Player | None = None
    for file in files:
        if player is None or heading(file).new_run:
            yield from player.end() if player is not None else ()
            player = Player(config, pbx)
        yield from player.play(file)
    if player is not None:
        yield from player.end()


class Player:
    """The trackers of one run of the server."""

    def __init__(self, config: Config, pbx: str) -> None:
        trunks = next((row.trunks for row in config.pbx if row.name == pbx), config.pbx[0].trunks)
        timezone = datetime.now().astimezone().tzinfo or UTC
        self._directory = MemoryDirectory(trunks, config.phone.internal_digits, config.mark_of(pbx))
        self._trackers = Trackers(pbx, self._directory, config.for_trackers(timezone))
        self._moments = Moments()
        self._ticked = 0.0

    def play(self, file: Path | str) -> Iterator[Meaning]:
        """One file; those before it have been played."""
        ticking = not heading(file).epoch
        for at, said in timed_blocks(file, self._moments):
            if ticking and at - self._ticked >= TICK_S:
                self._ticked = at
                if events := self._trackers.tick(at):
                    yield Meaning(at, TimePassed(), events)
            message = parse(said) if isinstance(said, bytes) else said
            if isinstance(message, Malformed):
                yield Meaning(at, message)
            elif message is not None:
                yield Meaning(at, said, self._told(at, message))

    def end(self) -> Iterator[Meaning]:
        """What is left to say when nothing more comes."""
        if events := self._trackers.settle():
            yield Meaning(events[-1].at.timestamp(), TimePassed(), events)

    def _told(self, at: float, message: Message) -> list[AnyEvent]:
        match message:
            case TimePassed():
                return self._trackers.tick(at)
            case AgentSaid():
                return self._trackers.set_agent(
                    at, message.agent, message.state, message.reason, message.until, message.by
                )
            case AgentPlans():
                return self._trackers.plan_agent(at, message.agent, message.after())
            case AccountsRead():
                self._directory.replace(map(_user, message.accounts))
                return []
            case CountsSeeded():
                self._trackers.seed(message.counts, message.seen_until)
                return []
        return self._trackers.handle(at, message)


def _user(account: Account) -> User:
    return User(
        user_id=account.name,
        name=account.name,
        role="agent",
        extension=account.extension,
        device=account.device,
    )
