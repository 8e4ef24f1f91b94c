"""Domain events in, call records out: opened when a call starts, closed once when it ends.

Hears the bus and never waits for the store: each change is a step in an ordered queue (`Steps`). Also
adds the wrap-up times of agents to their legs. After a start, calls that the PBX no longer has are closed
as unknown; calls that it still has go on in their old record.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime

from cti.calls.record import CallRecord, LinkGap, Outcome
from cti.customers.numbers import parse
from cti.events import (
    AgentState,
    CallEnded,
    CallEvent,
    CallMerged,
    CallStarted,
    Event,
    LinkState,
)
from cti.ports import CallStore, GapStore
from cti.records import ledger
from cti.records.steps import Steps, Write


class Recorder:
    """A listener of the bus; `start` before the first event, `stop` after the last."""

    def __init__(self, calls: CallStore, gaps: GapStore, country: str, steps: Steps | None = None) -> None:
        self._calls = calls
        self._gaps = gaps
        self._country = country
        self._steps = Steps() if steps is None else steps
        self._open: dict[str, CallRecord] = {}
        self._seen: set[str] = set()
        self._left_over: dict[str, dict[str, CallRecord]] = {}
        self._as_left: dict[str, CallRecord] = {}
        self._wrap_up: dict[str, tuple[str, datetime]] = {}

    @property
    def trouble(self) -> str | None:
        """Why records wait in memory; None when all is well."""
        return self._steps.trouble

    @property
    def waiting(self) -> int:
        """Writes that the store has not taken yet."""
        return len(self._steps)

    async def start(self, pbxes: list[str]) -> None:
        """Reads what the last run left open and begins to write."""
        for pbx in pbxes:
            self._left_over[pbx] = {record.call_id: record for record in await self._calls.open_calls(pbx)}
            self._as_left |= self._left_over[pbx]
        self._steps.start()

    async def stop(self) -> None:
        """Returns when every record is written, or could not be within ten seconds."""
        await self._steps.stop()

    async def written(self) -> None:
        """Returns when the store has everything heard so far."""
        await self._steps.written()

    def as_left(self, call_id: str) -> CallRecord | None:
        """The record of a call that goes on since before `start`, as it was found then."""
        return self._as_left.get(call_id)

    def set_customer(self, call_id: str, customer_id: str | None) -> None:
        """Notes who calls, behind the opening of the call's row; never waits."""
        self._steps.add(("customer", call_id), lambda: self._calls.set_customer(call_id, customer_id))

    def set_outcome(self, call_id: str, outcome: Callable[[], AbstractAsyncContextManager[Outcome]]) -> None:
        """Notes what the agents said of the call, likewise; asks for it when it is written."""

        async def write() -> None:
            async with outcome() as said:
                await self._calls.set_outcome(call_id, said)

        self._steps.add(("outcome", call_id), write)

    def note_seen(self, now: datetime) -> None:
        """Notes that every PBX whose link is certain is seen now; a gap without a server begins there."""
        for pbx in self._seen:
            self._saw(pbx, now)

    def _saw(self, pbx: str, at: datetime) -> None:
        self._steps.add(("seen", pbx), lambda: self._gaps.saw(pbx, at))

    def later(self, kind: str, name: str, write: Write) -> None:
        """Another write that must not be lost, behind those before."""
        self._steps.add((kind, name), write)

    async def hear(self, event: Event) -> None:
        """The listener."""
        match event:
            case CallStarted():
                self._start_call(event)
            case CallMerged():
                self._merge(event)
            case CallEvent():
                self._go_on(event)
            case AgentState():
                self._agent(event)
            case LinkState(state="stale") if event.pbx in self._seen:
                self._seen.discard(event.pbx)
                self._saw(event.pbx, event.since or event.at)
            case LinkState(state="certain"):
                self._seen.add(event.pbx)
                self._seen_again(event)

    def _start_call(self, event: CallStarted) -> None:
        if event.call_id in self._open:
            return
        known = self._left_over.get(event.pbx, {}).pop(event.call_id, None)
        if known is not None:
            self._open[event.call_id] = ledger.uncertain(known)
            return
        record = self._open[event.call_id] = ledger.opened(event, self._e164(event))
        self._steps.add(("open", record.call_id), lambda: self._calls.open(record))

    def _e164(self, event: CallStarted) -> str | None:
        number = event.dialed if event.direction == "outbound" else event.caller.number
        return parse(number, self._country).e164 if number else None

    def _go_on(self, event: CallEvent) -> None:
        before = self._open.get(event.call_id)
        if before is None:
            return
        after = self._open[event.call_id] = ledger.applied(before, event)
        if isinstance(event, CallEnded):
            del self._open[event.call_id]
            self._close(after)
        elif after is not before:
            self._save(after)

    def _save(self, record: CallRecord) -> None:
        self._steps.add(("progress", record.call_id), lambda: self._calls.save_progress(record))

    def _close(self, record: CallRecord) -> None:
        self._as_left.pop(record.call_id, None)
        self._steps.spare(("progress", record.call_id))
        self._steps.add(("close", record.call_id), lambda: self._calls.close(record))

    def _merge(self, event: CallMerged) -> None:
        other = self._open.pop(event.other_call_id, None)
        self._as_left.pop(event.other_call_id, None)
        this = self._open.get(event.call_id)
        if other is None or this is None:
            return
        merged = self._open[event.call_id] = ledger.merged(this, other)
        self._steps.add(
            ("merge", other.call_id), lambda: self._calls.merge(other.call_id, into=merged.call_id)
        )
        self._steps.add(("progress", merged.call_id), lambda: self._calls.save_progress(merged))

    def _agent(self, event: AgentState) -> None:
        if event.state == "ringing":
            return
        begun = self._wrap_up.pop(event.agent, None)
        if begun is not None and (event.state != "wrap_up" or event.call_id != begun[0]):
            self._add_wrap_up(begun[0], event.agent, round((event.at - begun[1]).total_seconds(), 3))
            begun = None
        if event.state == "wrap_up" and event.call_id is not None:
            self._wrap_up[event.agent] = begun or (event.call_id, event.since)

    def _add_wrap_up(self, call_id: str, agent: str, seconds: float) -> None:
        if call_id in self._open:
            self._open[call_id] = record = ledger.with_wrap_up(self._open[call_id], agent, seconds)
            self._save(record)
            return
        self._steps.add(
            (f"wrap-up of {agent} for", call_id), lambda: self._calls.add_wrap_up(call_id, agent, seconds)
        )

    def _seen_again(self, event: LinkState) -> None:
        """What the last run left open and the PBX no longer has is closed; the gap is written down."""
        left_over = self._left_over.pop(event.pbx, {}).values()
        for record in left_over:
            self._close(ledger.closed_unseen(record, event.since, event.at))
        if event.since is None:
            return
        gap = LinkGap(
            pbx=event.pbx, began_at=event.since, ended_at=event.at,
            calls_closed=event.calls_closed + len(left_over), calls_kept=event.calls_kept,
        )  # fmt: skip
        self._steps.add(("gap", f"{gap.pbx} {gap.began_at}"), lambda: self._gaps.add(gap))
