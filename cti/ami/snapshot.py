"""What is there after a log-in: asks for the lists and names what was seen.

Passes through: rows of lists and live events that arrive between them, as the same messages in the order
of the stream; in front a SnapshotBegin, behind a SnapshotEnd that names all that was seen. Does not
pass: sockets; the link sends the actions.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence, Set

from cti.ami import actions
from cti.ami.actions import Action
from cti.ami.messages import (
    BridgeListed,
    FullyBooted,
    Message,
    NewChannel,
    QueueCallerJoin,
    QueueMember,
    QueueParams,
    QueuesSeen,
    Reload,
    SnapshotBegin,
    SnapshotEnd,
)
from cti.errors import ActionRefused

CHANNELS: tuple[Action, ...] = (actions.status(), actions.core_show_channels())
"""What to ask, and what instead when the PBX refuses it. An account that may do neither may still ask who is
in each bridge (docs/decisions/0011)."""

_NEWS = frozenset({FullyBooted, Reload})

_SAME_START_S = 10.0
_log = logging.getLogger(__name__)

Ask = Callable[[Action], Awaitable[object]]
Tell = Callable[[Message], None]


class Snapshot:
    """Collects the names in rows and live events while the lists are answered."""

    def __init__(self) -> None:
        self._uniqueids: set[str] = set()
        self._members: set[tuple[str, str]] = set()
        self._queues: set[str] = set()
        self.bridges: dict[str, None] = {}

    def see(self, message: Message) -> None:
        """One row or live event."""
        match message:
            case NewChannel():
                self._uniqueids.add(message.uniqueid)
            case QueueCallerJoin():
                self._uniqueids.add(message.uniqueid)
                self._queues.add(message.queue)
            case QueueMember():
                self._members.add((message.queue, message.interface))
            case QueueParams():
                self._queues.add(message.queue)
            case BridgeListed():
                self.bridges[message.bridge] = None

    def end(self, complete: bool) -> SnapshotEnd:
        """`complete` False when a list failed."""
        return SnapshotEnd(
            uniqueids=frozenset(self._uniqueids),
            members=frozenset(self._members),
            queues=frozenset(self._queues),
            complete=complete,
        )


class Continuity:
    """Tells a gap from a restart of the PBX, by steady seconds and the uptime in FullyBooted."""

    def __init__(self) -> None:
        self._started: float | None = None
        self._lost: float | None = None

    def lost(self, now: float) -> None:
        """Nothing is seen from now on."""
        self._lost = self._lost if self._lost is not None else now

    def begin(self, now: float, uptime_s: int | None) -> SnapshotBegin:
        """A session starts; `uptime_s` None when the PBX does not say."""
        started = None if uptime_s is None else now - uptime_s
        restarted = False
        if started is not None:
            restarted = self._started is not None and started > self._started + _SAME_START_S
            self._started = started
        gap_s = None if self._lost is None else now - self._lost
        self._lost = None
        return SnapshotBegin(restarted=restarted, gap_s=gap_s)


class Reconciler:
    """Takes a snapshot after each log-in and whenever the PBX says that it has just booted; looks at the
    queues again after each reload and every `queues_again_s`: Asterisk says nothing when `queue reload` adds
    or drops queues and members.

    `monotonic` gives steady seconds; `tell` puts our own messages into the stream."""

    def __init__(self, pbx: str, monotonic: Callable[[], float], tell: Tell, queues_again_s: float) -> None:
        self._pbx = pbx
        self._queues_again_s = queues_again_s
        self._monotonic = monotonic
        self._tell = tell
        self._continuity = Continuity()
        self._snapshot: Snapshot | None = None
        self._news: asyncio.Queue[FullyBooted | Reload] = asyncio.Queue()

    def connecting(self) -> None:
        """A new session: what the last one said of booting is past."""
        self._news = asyncio.Queue()

    def see(self, messages: Sequence[Message], kinds: Set[type]) -> None:
        """Every message of the stream, in order; `kinds` are their types."""
        if self._snapshot is None and _NEWS.isdisjoint(kinds):
            return
        for message in messages:
            if self._snapshot is not None:
                self._snapshot.see(message)
            if isinstance(message, (FullyBooted, Reload)):
                self._keep(message)

    def _keep(self, news: FullyBooted | Reload) -> None:
        """One piece of news waits at most: a boot says more than what came before it, and who looks at the
        queues does so once for many reloads."""
        if isinstance(news, FullyBooted):
            while not self._news.empty():
                self._news.get_nowait()
        if self._news.empty():
            self._news.put_nowait(news)

    def lost(self) -> None:
        """An established session broke."""
        self._snapshot = None
        self._continuity.lost(self._monotonic())

    async def run(self, ask: Ask, boot_s: float) -> None:
        """Never ends by itself. Waits `boot_s` for FullyBooted, which not every account may see."""
        news = await self._hear(boot_s)
        await self._take(ask, news.uptime_s if isinstance(news, FullyBooted) else None)
        while True:
            news = await self._hear(self._queues_again_s)
            if isinstance(news, FullyBooted):
                await self._take(ask, news.uptime_s)
            else:
                await self._look_at_queues(ask)

    async def _hear(self, within_s: float) -> FullyBooted | Reload | None:
        with contextlib.suppress(TimeoutError):
            return await asyncio.wait_for(self._news.get(), within_s)
        return None

    async def _look_at_queues(self, ask: Ask) -> None:
        self._snapshot = snapshot = Snapshot()
        complete = await self._ask_one_of(ask, (actions.queue_status(),))
        self._snapshot = None
        seen = snapshot.end(complete)
        if complete:
            self._tell(QueuesSeen(members=seen.members, queues=seen.queues))

    async def _take(self, ask: Ask, uptime_s: int | None) -> None:
        self._tell(self._continuity.begin(self._monotonic(), uptime_s))
        self._snapshot = snapshot = Snapshot()
        await self._ask_one_of(ask, (actions.bridge_list(),))  # before the channels; they are whole without
        complete = await self._ask_one_of(ask, CHANNELS)
        if not complete:
            await self._ask_bridges(ask, snapshot)
        complete = await self._ask_one_of(ask, (actions.queue_status(),)) and complete
        self._snapshot = None
        self._tell(snapshot.end(complete))

    async def _ask_bridges(self, ask: Ask, snapshot: Snapshot) -> None:
        """Who talks with whom, where channels cannot be listed; who is alone stays unseen."""
        for bridge in tuple(snapshot.bridges):
            with contextlib.suppress(ActionRefused):  # it is gone meanwhile
                await ask(actions.bridge_info(bridge))

    async def _ask_one_of(self, ask: Ask, question: tuple[Action, ...]) -> bool:
        for action in question:
            try:
                await ask(dict(action))
                return True
            except ActionRefused as refusal:
                _log.warning(
                    "PBX %s refused %s: %s; check `read` and `write` of the account in manager.conf",
                    self._pbx, action["Action"], refusal,
                )  # fmt: skip
        return False
