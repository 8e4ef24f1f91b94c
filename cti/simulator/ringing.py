"""One round of ringing: which members a queue rings for a caller, and what comes of it.

ringall rings all free members at once; rrmemory starts behind the member rung last for anybody, linear
behind the one rung last for this caller; both go on to the next at once when a phone rejects.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass

from cti.simulator import messages, talk
from cti.simulator.exchange import Exchange
from cti.simulator.inbox import Happening
from cti.simulator.model import Channel, Member, Queue, Waiting


@dataclass(frozen=True, slots=True, eq=False)
class Winner:
    """The leg that answered, and those that rang in vain beside it."""

    leg: Channel
    member: Member
    losers: tuple[Channel, ...]


class Round:
    """Rings members for `waiting`; `last_rung` is the interface this caller's last round ended with."""

    def __init__(
        self, exchange: Exchange, caller: Channel, queue: Queue, waiting: Waiting, last_rung: str | None
    ) -> None:
        self._exchange = exchange
        self._caller = caller
        self._queue = queue
        self._waiting = waiting
        self.last_rung = last_rung
        self._ringing: dict[Channel, Member] = {}

    async def play(self, seconds: float) -> Winner | Happening | None:
        """Who answered, what happened to the caller, or None: nobody answered."""
        candidates = self._candidates()
        at_once = len(candidates) if self._queue.settings.strategy == "ringall" else 1
        self._ring(candidates[:at_once])
        candidates = candidates[at_once:]
        until = self._exchange.timeline.now() + seconds
        while self._ringing:
            happening = await self._caller.call.next(until - self._exchange.timeline.now())
            if happening is None:
                self._nobody()
                return None
            if happening.channel is self._caller:
                return self._caller_left(happening)
            if happening.channel in self._ringing and happening.kind == "answered":
                return self._answered(happening.channel)
            if happening.channel in self._ringing:
                self._rejected(happening.channel)
                if candidates and at_once == 1:
                    self._ring([candidates.pop(0)])
        return None

    def _candidates(self) -> list[Member]:
        members = list(self._queue.members.values())
        strategy = self._queue.settings.strategy
        if strategy == "ringall":
            members.reverse()
        else:
            last = self._queue.last_rung if strategy == "rrmemory" else self.last_rung
            after = next((i + 1 for i, each in enumerate(members) if each.interface == last), 0)
            members = members[after:] + members[:after]
        free = [each for each in members if self._exchange.devices.is_free(self._queue, each)]
        return [each for each in free if each.penalty == min(other.penalty for other in free)]

    def _ring(self, members: list[Member]) -> None:
        for leg in [self._place(member) for member in members]:
            rejects = talk.rejects_at_once(leg)
            if rejects:
                talk.reject(self._exchange, leg)
            leg.exten, leg.connected = self._caller.exten, self._caller.caller
            if not rejects:
                self._let_ring(leg)

    def _let_ring(self, leg: Channel) -> None:
        talk.ring(self._exchange, leg)
        self._exchange.run(leg, "AppQueue", "(Outgoing Line)")
        self._exchange.connect_line(leg, leg.connected)
        more = ("DialStatus", "RINGING")
        self._exchange.emit(messages.dial_event("DialState", self._caller, leg, more))

    def _place(self, member: Member) -> Channel:
        exchange, caller = self._exchange, self._caller
        self.last_rung = self._queue.last_rung = member.interface
        number = member.interface.removeprefix("PJSIP/")
        leg = exchange.ringing_leg(member.interface, caller.call, exchange.phones(number), caller)
        self._ringing[leg] = member
        exchange.set_variable(leg, "DIALEDPEERNUMBER", number)
        told = copy.copy(leg)
        told.exten, told.connected = caller.exten, caller.caller
        exchange.emit(messages.agent_event("AgentCalled", caller, told, member))
        exchange.emit(messages.dial_event("DialBegin", caller, leg, ("DialString", member.interface)))
        if self._queue.settings.strategy != "ringall":
            exchange.connect_line(caller, leg.caller)
        return leg

    def _answered(self, leg: Channel) -> Winner:
        exchange, caller = self._exchange, self._caller
        member = self._ringing.pop(leg)
        losers = tuple(self._ringing)
        self._dial_end(leg, "ANSWER")
        for loser in losers:
            self._dial_end(loser, "CANCEL")
        if self._queue.settings.strategy == "ringall":
            exchange.connect_line(caller, leg.caller)
        for loser in losers:
            self._dial_end(loser, "CANCEL")
        return Winner(leg, member, losers)

    def _rejected(self, leg: Channel) -> None:
        member = self._ringing.pop(leg)
        self._dial_end(leg, "NOANSWER")
        self._not_answered(leg, member)
        ending = leg.ending
        self._exchange.hang_up(leg, ending.cause if ending else 16, ending.tech_cause if ending else None)
        if not leg.application:
            self._exchange.connect_line(leg, leg.connected)

    def _nobody(self) -> None:
        for leg, member in self._ringing.items():
            self._not_answered(leg, member)
            self._dial_end(leg, "NOANSWER")
        for leg in self._ringing:
            self._dial_end(leg, "CANCEL")
            self._exchange.hang_up(leg, 0)

    def _caller_left(self, happening: Happening) -> Happening:
        if happening.kind == "hung_up":
            self._exchange.music(self._caller, on=False)
        for _ in range(2):
            for leg in self._ringing:
                self._dial_end(leg, "CANCEL")
        for leg in self._ringing:
            self._exchange.hang_up(leg, 0)
        return happening

    def _dial_end(self, leg: Channel, status: str) -> None:
        self._exchange.emit(messages.dial_event("DialEnd", self._caller, leg, ("DialStatus", status)))

    def _not_answered(self, leg: Channel, member: Member) -> None:
        rang_ms = round((self._exchange.timeline.now() - leg.created_at) * 1000)
        more = ("RingTime", rang_ms)
        self._exchange.emit(messages.agent_event("AgentRingNoAnswer", self._caller, leg, member, more))
