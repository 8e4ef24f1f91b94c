"""A queue call that was answered: AgentConnect, the talk, AgentComplete, and the counting of both.

AgentComplete comes where Asterisk has it: right after the phone's HangupRequest or the BlindTransfer, else
when the caller's dialplan ends.
"""

from __future__ import annotations

from cti.simulator import messages, talk
from cti.simulator.conversation import converse
from cti.simulator.dial import hand_over
from cti.simulator.exchange import Exchange
from cti.simulator.inbox import Happening
from cti.simulator.model import Channel, Queue
from cti.simulator.ringing import Winner


class Service:
    """One member serves one caller, who joined the queue at `joined_at`."""

    def __init__(
        self, exchange: Exchange, caller: Channel, queue: Queue, winner: Winner, joined_at: float
    ) -> None:
        self._exchange = exchange
        self._caller = caller
        self._queue = queue
        self._leg, self._member, self._losers = winner.leg, winner.member, winner.losers
        self._joined_at = joined_at
        self._connected_at = exchange.timeline.now()
        self._hold_s = int(self._connected_at) - int(joined_at)

    async def play(self) -> Happening | None:
        """To the end of the talk; the transfer that ended it, if one did."""
        self._connect()
        ended = await converse(self._exchange, self._leg, self._caller)
        self._count()
        if ended.kind == "hung_up":
            self._finish(ended.channel)
            return None
        complete = (lambda: self._complete("transfer")) if ended.announced else None
        hand_over(self._exchange, self._caller, self._leg, ended, complete)
        if not ended.announced:
            self._complete("caller")
        return ended

    def _connect(self) -> None:
        self._member.in_call = True
        rang_s = int(self._connected_at) - int(self._leg.created_at)
        self._tell("AgentConnect", ("HoldTime", self._hold_s), ("RingTime", rang_s))
        for loser in self._losers:
            self._exchange.hang_up(loser, 26)

    def _finish(self, leaver: Channel) -> None:
        exchange, caller, leg = self._exchange, self._caller, self._leg
        by_phone = leaver.ending is not None and leaver.ending.by_phone
        if by_phone:
            self._complete("agent" if leaver is leg else "caller")
        talk.part(exchange, leaver, caller if leaver is leg else leg)
        now = exchange.timeline.now()
        talk.set_times(exchange, caller, now - self._connected_at, now - self._joined_at)
        exchange.soft_hangup(caller)
        if not by_phone:
            self._complete("caller")
        exchange.hang_up(leg)

    def _complete(self, reason: str) -> None:
        talk_s = int(self._exchange.timeline.now()) - int(self._connected_at)
        self._tell("AgentComplete", ("HoldTime", self._hold_s), ("TalkTime", talk_s), ("Reason", reason))

    def _tell(self, name: str, *more: messages.Header) -> None:
        leg = self._leg if self._leg.name in self._exchange.channels else None
        self._exchange.emit(messages.agent_event(name, self._caller, leg, self._member, *more))

    def _count(self) -> None:
        now, queue = self._exchange.timeline.now(), self._queue
        self._member.in_call = False
        for each in self._exchange.memberships(self._member.interface):
            each.calls_taken += 1
            each.last_call = int(now)
        queue.completed += 1
        queue.completed_in_level += self._hold_s <= queue.settings.service_level_s
        queue.hold_time = (queue.hold_time * 3 + self._hold_s) // 4
        queue.talk_time = (queue.talk_time * 3 + int(now - self._connected_at)) // 4
