"""From the bus and the core to the browsers: numbers every frame and queues it for the user's tabs.

Implements the port Outbox. Never waits for a browser: a tab that cannot keep up is closed. What is
decided here is only who receives a frame; what a frame means is decided above (core) and shown below.
A snapshot and the subscription to what follows are one step without an await between them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterator

import msgspec

from cti.desk.controls import Controls
from cti.events import Event, QueueFigures, QueueGone
from cti.ports import Clock
from cti.users.model import User
from web.live import Live
from web.metrics import Metrics
from web.sockets.audience import Audience
from web.sockets.logins import Logins
from web.sockets.pace import Pace
from web.sockets.pop import localised
from web.sockets.stream import Stream
from web.sockets.tab import Start, Tab

REMEMBERED_S = 300.0
"""How long a user without tabs keeps a stream to come back to."""


BOARD_INTERVAL_S = 0.25
DESK_INTERVAL_S = 1.0
"""How often the figures of one queue reach supervisors, and agents, of whom there are many."""

AT_ONCE = 25
"""Of so many agents the tabs are written to in a row; then whatever is more urgent has its turn."""


class _PopHead(msgspec.Struct, frozen=True):
    call_id: str


class _ControlsFrame(msgspec.Struct, frozen=True):
    call_id: str
    controls: Controls | None


class Hub:
    """Streams by user name. `on_event` is subscribed to the bus after `live`, which it must not overtake."""

    def __init__(self, live: Live, clock: Clock, metrics: Metrics) -> None:
        self._live = live
        self._clock = clock
        self._metrics = metrics
        self._audience = Audience()
        self._board_pace = Pace(lambda figures: self._broadcast(figures, _watches), BOARD_INTERVAL_S)
        self._desk_pace = Pace(self._spread, DESK_INTERVAL_S)
        self._figures: dict[tuple[str, str], QueueFigures] = {}
        self._streams: dict[str, Stream] = {}
        self.logins = Logins()
        self._watching: set[str] = set()
        """Users who are no agents: nearly everything is for them."""
        self._changed_work: dict[tuple[str, str], None] = {}
        self._work_waits = asyncio.Event()

    async def on_event(self, event: Event) -> None:
        """Listener of the bus. Lets the writers run after each event, so that a burst closes nobody."""
        self._metrics.count(event)
        if isinstance(event, QueueFigures):
            self._figures[event.pbx, event.queue] = event
            self._board_pace.offer(event)
            self._desk_pace.offer(event)
        else:
            if isinstance(event, QueueGone):
                self._figures.pop((event.pbx, event.queue), None)
                self._board_pace.drop(event.pbx, event.queue)
                self._desk_pace.drop(event.pbx, event.queue)
            self._audience.note(event)
            self._broadcast(event, _everybody)
            self._audience.forget(event)
        await asyncio.sleep(0)

    def _broadcast(self, event: Event, wanted: Callable[[User], bool]) -> None:
        encoded = msgspec.json.encode(event)
        for stream in self._live_streams(self._near(event)):
            if not wanted(stream.user):
                continue
            for due in self._audience.events_for(stream.user, event):
                stream.send("event", encoded if due is event else msgspec.json.encode(due))

    def _spread(self, figures: QueueFigures) -> None:
        """To the agents, some at a time; who comes later gets what is newest then."""
        self._spread_on((figures.pbx, figures.queue), list(self._streams))

    def _spread_on(self, queue: tuple[str, str], names: list[str]) -> None:
        newest = self._figures.get(queue)
        if newest is None:
            return
        encoded = msgspec.json.encode(newest)
        for stream in self._live_streams(names[:AT_ONCE]):
            if _answers(stream.user):
                stream.send("event", encoded)
        if rest := names[AT_ONCE:]:
            asyncio.get_running_loop().call_soon(self._spread_on, queue, rest)

    def _near(self, event: Event) -> Collection[str]:
        """Users that `event` may be for, found without asking every agent."""
        agents = self._audience.agents_of(event)
        return self._streams if agents is None else self._watching.union(agents)

    def send_pop(self, agent: str, pop: bytes) -> None:
        """Port Outbox. Without a tab nothing is sent: the work item shows it in the next snapshot."""
        self._metrics.pops.inc()
        stream = self._streams.get(agent)
        if stream is None:
            return
        call_id = msgspec.json.decode(pop, type=_PopHead).call_id
        caused_at = self._audience.offered_at(call_id, agent)
        stream.send("pop", msgspec.json.encode(localised(pop, stream.locale, stream.user)), caused_at)

    def work_changed(self, agent: str, work_id: str) -> None:
        """Port Outbox. Several changes of one item before it is shown are shown once."""
        if agent in self._streams:
            self._changed_work[agent, work_id] = None
            self._work_waits.set()

    async def next_changed_work(self) -> tuple[str, str]:
        """Agent and work item to show anew; waits for one."""
        while not self._changed_work:
            self._work_waits.clear()
            await self._work_waits.wait()
        changed = next(iter(self._changed_work))
        del self._changed_work[changed]
        return changed

    def send_work(self, agent: str, work: bytes) -> None:
        """A work view as JSON, to every tab of `agent`."""
        if stream := self._streams.get(agent):
            stream.send("work", b'{"work":' + work + b"}")

    def people(self) -> list[User]:
        """Everybody who has a tab, or may come back to one."""
        return [stream.user for stream in self._live_streams(self._streams)]

    def send_lists(self, agent: str, lists: bytes) -> None:
        """The work lists as JSON object, to every tab of `agent`."""
        if stream := self._streams.get(agent):
            stream.send("worklist_changed", lists)

    def send_controls(self, agent: str, call_id: str, controls: Controls | None) -> None:
        """What the agent can do with a call now, to every tab; None: no part in it any more."""
        if stream := self._streams.get(agent):
            stream.send("controls", msgspec.json.encode(_ControlsFrame(call_id, controls)))

    def send_phone_holder(self, agent: str, holder: str) -> None:
        """Which page is the agent's phone now, to every tab in every browser: the one before lets it go."""
        if stream := self._streams.get(agent):
            stream.send("phone", msgspec.json.encode({"holder": holder}))

    def locale_of(self, agent: str) -> str | None:
        """The language of the agent's tabs; None without a stream."""
        stream = self._streams.get(agent)
        return stream.locale if stream else None

    def use_locale(self, agent: str, locale: str) -> None:
        """The agent switched the language; what is sent from now on is in it."""
        if stream := self._streams.get(agent):
            stream.locale = locale

    def attach(self, user: User, locale: str) -> Tab:
        """A new tab of `user`; its first item is the picture of now, and nothing after it is missed."""
        stream = self._streams.get(user.name)
        if stream is None:
            stream = self._streams[user.name] = Stream(user, locale, self._clock.now())
        stream.user, stream.locale, stream.left_at = user, locale, None
        if _watches(user):
            self._watching.add(user.name)
        else:
            self._watching.discard(user.name)
        tab = Tab()
        stream.tabs.add(tab)
        self._metrics.sockets.inc()
        tab.put(self._start(stream))
        return tab

    def _start(self, stream: Stream) -> Start:
        self._audience.shown(stream.user)
        return Start(stream.seq, self._live.snapshot(stream.user))

    def resume(self, user: User, tab: Tab, after: int) -> None:
        """What the tab missed after number `after`, or a fresh picture when that is not kept."""
        stream = self._streams.get(user.name)
        if stream is None:
            return
        missed = stream.since(after)
        tab.go_on_with(self._start(stream) if missed is None else missed)

    def detach(self, user: User, tab: Tab) -> None:
        """The tab is gone; its stream is kept a while for coming back."""
        stream = self._streams.get(user.name)
        if stream is None or tab not in stream.tabs:
            return
        stream.tabs.remove(tab)
        self._metrics.sockets.dec()
        if not stream.tabs:
            stream.left_at = self._clock.monotonic()

    def close_user(self, name: str, code: int) -> None:
        """Ends every tab of a user who may no longer be here."""
        self._watching.discard(name)
        if stream := self._streams.pop(name, None):
            self._metrics.sockets.dec(len(stream.tabs))
            _close(stream, code)

    def close_all(self, code: int) -> None:
        """Ends every tab; the server stops."""
        for stream in self._streams.values():
            _close(stream, code)

    def _live_streams(self, names: Collection[str]) -> Iterator[Stream]:
        """The streams of `names` that somebody may come back to; the others are forgotten on the way."""
        now = self._clock.monotonic()
        for name in list(names):
            stream = self._streams.get(name)
            if stream is None:
                continue
            if stream.left_at is not None and now - stream.left_at > REMEMBERED_S:
                del self._streams[name]
                self._watching.discard(name)
            else:
                yield stream


def _watches(user: User) -> bool:
    return user.role != "agent"


def _answers(user: User) -> bool:
    return user.role == "agent"


def _everybody(user: User) -> bool:
    return True


def _close(stream: Stream, code: int) -> None:
    for tab in stream.tabs:
        tab.close(code)
