"""From the AMI packet written to the socket to the pop in the agent's browser, a whole floor connected.

The server runs as a process of its own with an SQLite file; the agents are websocket clients in another one
and real Chromium desks, all in one queue; calls ring at them from callers who are customers, every tenth at
a Chromium desk. A frame counts when its bytes are read, a desk when the caller's name is
painted. The same is then done to the program that a handful of lines makes (`plain_pop.py`).
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import quantiles

import msgspec

from cti.bench import chromium, floor
from cti.bench.chromium import Desk
from cti.bench.crowd import Crowd, crowd
from cti.bench.floor import Floor, caller_name, caller_number
from cti.bench.peer import OneCall, Peer
from cti.bench.programs import BASELINE, PRODUCT, Program, started
from cti.errors import CtiError

AGENTS = 1_000
DESKS = 1
CALLS = 600
CALLS_PER_S = 5.0
EVERY = 10
"""Which of the calls ring at a Chromium desk: a person's phone rings no more often."""
_LATEST_POP_S = 20.0
Say = Callable[[str], object]


class Delays(msgspec.Struct, frozen=True):
    """Milliseconds from the packet to the frame or to the paint; `missed` did not come within 20 s."""

    p50_ms: float
    p95_ms: float
    p99_ms: float
    longest_ms: float
    measured: int
    missed: int


class PopResult(msgspec.Struct, frozen=True):
    """Ratios are ours over the plain program's; what is painted is None without Chromium."""

    painted_p50_ratio: float | None
    painted_p95_ratio: float | None
    frame_p50_ratio: float
    painted: Delays | None
    plain_painted: Delays | None
    frame: Delays
    plain_frame: Delays
    agents: int
    desks: int
    calls_per_s: float = CALLS_PER_S


class _Floored(msgspec.Struct, frozen=True):
    """What one program did."""

    frame: Delays
    painted: Delays | None


def measure(
    say: Say, agents: int = AGENTS, desks: int = DESKS, calls: int = CALLS, every: int = EVERY
) -> PopResult:
    """Starts everything, rings, and takes it down again, telling `say` what it does; each `every`-th call
    rings at a desk. Raises CtiError when a program does not start or hardly any pop comes."""
    if (missing := chromium.missing()) is not None:
        say(f"what is painted is not measured: {missing}")
        desks = 0
    with tempfile.TemporaryDirectory(prefix="cti-bench-") as folder:
        return asyncio.run(_measure(Path(folder), say, agents, desks, calls, every))


async def _measure(folder: Path, say: Say, agents: int, desks: int, calls: int, every: int) -> PopResult:
    say(f"making {agents} accounts and {calls} customers")
    people = await floor.make(folder, agents, calls)
    ours, plain = [await _run(each, people, say, desks, calls, every) for each in (PRODUCT, BASELINE)]
    both = ours.painted, plain.painted
    return PopResult(
        painted_p50_ratio=both[0].p50_ms / both[1].p50_ms if both[0] and both[1] else None,
        painted_p95_ratio=both[0].p95_ms / both[1].p95_ms if both[0] and both[1] else None,
        frame_p50_ratio=ours.frame.p50_ms / plain.frame.p50_ms,
        painted=ours.painted,
        plain_painted=plain.painted,
        frame=ours.frame,
        plain_frame=plain.frame,
        agents=agents,
        desks=desks,
    )


async def _run(program: Program, people: Floor, say: Say, desks: int, calls: int, every: int) -> _Floored:
    """The first agents sit at real desks, the others in the crowd."""
    peer = Peer(people.devices)
    agents = range(len(people.devices))
    async with started(program, people, peer) as url:
        say(f"{program.name}: {len(agents)} agents connect, then {calls} calls, {CALLS_PER_S:g} a second")
        places = [program.place(people, url, agent) for agent in agents[desks:]]
        seats = [program.seat(people, url, agent) for agent in agents[:desks]]
        async with crowd(places) as others, chromium.desks(seats) as pages:
            frames, paints = await _Ringing(peer, people, others, pages).ring(calls, every)
    return _Floored(_delays(frames), _delays(paints) if desks else None)


def _delays(found: Sequence[float | None]) -> Delays:
    known = [delay * 1000 for delay in found if delay is not None]
    if len(known) < 2:
        raise CtiError("hardly any pop arrived: there is nothing to measure")
    cuts = quantiles(known, n=100, method="inclusive")
    return Delays(cuts[49], cuts[94], cuts[98], max(known), len(known), len(found) - len(known))


class _Ringing:
    """Calls, one after the other and at once; a phone rings for one at a time."""

    def __init__(self, peer: Peer, people: Floor, others: Crowd, pages: Sequence[Desk]) -> None:
        self._peer = peer
        self._devices = people.devices
        self._others = others
        self._pages = pages
        self._frames: list[asyncio.Task[float | None]] = []
        self._paints: list[asyncio.Task[float | None]] = []
        self._phones = [asyncio.Lock() for _ in people.devices]

    async def ring(self, calls: int, every: int) -> tuple[list[float | None], list[float | None]]:
        """Seconds to each frame and to each paint; None where nothing came."""
        for call in range(calls):
            if self._pages and call % every == every - 1:
                desk = len(self._paints) % len(self._pages)
                self._paints.append(asyncio.create_task(self._at_desk(call, desk)))
            else:
                client = len(self._frames) % (len(self._devices) - len(self._pages))
                self._frames.append(asyncio.create_task(self._in_crowd(call, client)))
            await asyncio.sleep(1 / CALLS_PER_S)
        return await asyncio.gather(*self._frames), await asyncio.gather(*self._paints)

    async def _in_crowd(self, number: int, client: int) -> float | None:
        agent = len(self._pages) + client
        async with self._phones[agent]:
            call = self._call(number, agent)
            await self._wait(call)
            popped = self._others.expect(client)
            return await self._rings(call, popped, time.monotonic)

    async def _at_desk(self, number: int, desk: int) -> float | None:
        async with self._phones[desk]:
            call = self._call(number, desk)
            painted = await self._pages[desk].expect(caller_name(number))
            await self._wait(call)
            return await self._rings(call, painted, time.time)

    def _call(self, number: int, agent: int) -> OneCall:
        return OneCall(number, caller_number(number), self._devices[agent])

    async def _wait(self, call: OneCall) -> None:
        self._peer.write(call.waits())
        await asyncio.sleep(0.02)

    async def _rings(
        self, call: OneCall, seen: asyncio.Future[float], clock: Callable[[], float]
    ) -> float | None:
        began = clock()
        self._peer.write(call.rings())
        try:
            return await asyncio.wait_for(seen, _LATEST_POP_S) - began
        except TimeoutError:
            return None
        finally:
            self._peer.write(call.ends())
