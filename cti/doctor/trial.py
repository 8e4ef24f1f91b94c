"""A test call: dials a number in the dialplan as a caller would, and watches whose phone rings and when.

Passes through: one Originate of a Local channel, and the dial messages of that call. The caller is the
doctor: it hears nothing and hangs up by itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import secrets
from collections.abc import Awaitable, Callable
from datetime import datetime

import msgspec

from cti.ami import actions
from cti.ami.messages import (
    DialBegin,
    DialEnd,
    Message,
    NewChannel,
    OriginateResponse,
    QueueCallerJoin,
    QueueCallerLeave,
)
from cti.doctor.ear import Ear
from cti.doctor.finding import Finding, advice, fix, ok
from cti.errors import ActionRefused, UsageError
from cti.parties import Directory, device_of, is_local

_FIRST_RING_S = 15.0
_OTHERS_S = 2.0


Shown = Callable[[str, str], Awaitable[datetime | None]]
"""When a server showed the call with this id to this agent; None when it did not."""


class Ring(msgspec.Struct):
    """A phone that rang, for which queue, and after how many milliseconds."""

    device: str
    queue: str | None
    after_ms: float
    answered_ms: float | None = None


class Trial:
    """What happens to one test call."""

    def __init__(self, ear: Ear, dialed: str) -> None:
        self.dialed = dialed
        self.uniqueid = f"cti-doctor-{secrets.token_hex(6)}"
        self.rings: dict[str, Ring] = {}
        self.queue: str | None = None
        self.channel: str | None = None
        self.rang = asyncio.Event()
        self.pbx = ear.pbx.name
        self.placed_at = ear.clock.now()
        self._ear = ear
        self._began = ear.clock.monotonic()

    def hear(self, message: Message) -> None:
        """One message of the PBX."""
        match message:
            case NewChannel(uniqueid=self.uniqueid):
                self.channel = message.channel
            case DialBegin(dest=dest) if dest.linkedid == self.uniqueid and not is_local(dest.channel):
                self.rings[dest.uniqueid] = Ring(device_of(dest.channel), self.queue, self._after())
                self.rang.set()
            case QueueCallerJoin(linkedid=self.uniqueid):
                self.queue = message.queue
            case QueueCallerLeave(linkedid=self.uniqueid):
                self.queue = None
            case DialEnd(dest=dest, status="ANSWER") if dest.uniqueid in self.rings:
                self.rings[dest.uniqueid].answered_ms = self._after()
            case OriginateResponse(success=False, channel=self.dialed):
                self.rang.set()

    def _after(self) -> float:
        return (self._ear.clock.monotonic() - self._began) * 1000


async def place(ear: Ear, number: str, context: str, directory: Directory, shown: Shown) -> list[Finding]:
    """Calls `number` in `context`; what rang, and who was shown the call. Raises UsageError, LinkError."""
    if not re.fullmatch(r"[0-9*#+]{1,32}", number):
        raise UsageError(f"{number!r} is no number to call; give digits, * or #")
    trial = Trial(ear, f"Local/{number}@{context}/n")
    ear.listen(trial.hear)
    try:
        await ear.ask(actions.originate_test(trial.dialed, trial.uniqueid))
    except ActionRefused as refusal:
        return [fix(f"the test call was refused: {refusal}", "see `write` of the account: originate")]
    await _watch(trial)
    if trial.channel is not None:
        await ear.refusal(actions.hangup(trial.channel))
    if not trial.rings:
        what = f"the test call to {number} in context {context} rang no phone in {_FIRST_RING_S:.0f} s"
        return [fix(what, "see that the context knows the number (--context) and that an agent is ready")]
    return [finding for uniqueid in trial.rings for finding in await _told(trial, uniqueid, directory, shown)]


async def _watch(trial: Trial) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(trial.rang.wait(), _FIRST_RING_S)
    if trial.rings:
        await asyncio.sleep(_OTHERS_S)


async def _told(trial: Trial, uniqueid: str, directory: Directory, shown: Shown) -> list[Finding]:
    ring = trial.rings[uniqueid]
    agent = directory.agent_of_device(ring.device)
    of_queue = f" for queue {ring.queue}" if ring.queue else ""
    rang = f"{ring.device} rang{of_queue} {ring.after_ms:.0f} ms after the call was placed"
    if ring.answered_ms is not None:
        rang += f", was answered after {ring.answered_ms:.0f} ms"
    if agent is None or directory.device_of_agent(agent) is None:
        change = f"give it to one: `cti user add NAME --device {ring.device}`"
        return [fix(f"{rang}; no account has this phone, so nobody is shown the call", change)]
    at = await shown(f"{trial.pbx}-{trial.uniqueid}", agent)
    if at is None:
        change = "start `cti serve` with this configuration and call again"
        return [ok(rang), advice(f"no server showed the call to {agent}", change)]
    popped_ms = (at - trial.placed_at).total_seconds() * 1000
    return [ok(rang), ok(f"the call popped up for {agent} {popped_ms:.0f} ms after it was placed")]
