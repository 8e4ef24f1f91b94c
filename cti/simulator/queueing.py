"""Queue(): a caller waits, members are rung, one answers (`serving.py`), or the caller leaves otherwise.

Order of events as in Asterisk 22 (app_queue). Whom a queue rings and how is in `ringing.py`.
"""

from __future__ import annotations

from cti.simulator import messages, talk
from cti.simulator.exchange import Exchange
from cti.simulator.inbox import Happening
from cti.simulator.model import Channel, Ending, Queue, Waiting
from cti.simulator.ringing import Round, Winner
from cti.simulator.serving import Service

RECHECK_S = 1.0
_CLEARED = ("ANSWEREDTIME", "ANSWEREDTIME_MS", "DIALEDTIME", "DIALEDTIME_MS", "QUEUEWAIT", "QUEUEWAIT_MS")


class Visit:
    """One caller's stay in one queue, `limit_s` at the longest."""

    def __init__(self, exchange: Exchange, caller: Channel, queue: Queue, limit_s: float) -> None:
        self._exchange = exchange
        self._caller = caller
        self._queue = queue
        self._limit_s = limit_s
        self._started = exchange.timeline.now()
        self._last_rung: str | None = None

    async def play(self) -> Happening | None:
        """To the end. The transfer that took the caller away, or None: then `caller.ending` or, after a
        timeout, the dialplan ends the call."""
        self._enter()
        while not self._caller_is_gone():
            if self._left_s() <= 0:
                self._time_out()
                return None
            winner = await self._try_members()
            if isinstance(winner, Winner):
                return await self._serve(winner)
            if winner is not None and winner.kind == "transferred":
                return self._taken_away(winner)
        self._abandon()
        return None

    # -- waiting

    def _enter(self) -> None:
        exchange, queue, caller = self._exchange, self._queue, self._caller
        exchange.run(caller, "Queue", f"{queue.name},tT,,,{self._limit_s:.0f}")
        talk.clear_variables(exchange, caller, *_CLEARED)
        position = len(queue.callers) + 1
        self._waiting = Waiting(caller, self._started, position)
        queue.callers.append(self._waiting)
        if position == 1:
            exchange.devices.announce_callers(queue)
        self._tell("QueueCallerJoin", ("Position", position), ("Count", len(queue.callers)))
        exchange.music(caller, on=True)

    async def _try_members(self) -> Winner | Happening | None:
        """Rings if it is the caller's turn, then rests; who answered, or what happened to the caller."""
        rest_s = RECHECK_S
        if self._is_our_turn():
            seconds = min(self._queue.settings.ring_s, self._left_s())
            ringing = Round(self._exchange, self._caller, self._queue, self._waiting, self._last_rung)
            outcome = await ringing.play(seconds)
            self._last_rung = ringing.last_rung
            if outcome is not None or self._left_s() <= 0:
                return outcome
            rest_s = self._queue.settings.retry_s
        return await self._caller.call.next(min(rest_s, self._left_s()))

    def _is_our_turn(self) -> bool:
        """With autofill, as many callers ring as members are free."""
        free = sum(self._exchange.devices.is_free(self._queue, each) for each in self._queue.members.values())
        return self._queue.callers.index(self._waiting) < free

    def _left_s(self) -> float:
        return self._started + self._limit_s - self._exchange.timeline.now()

    def _waited_s(self) -> int:
        return int(self._exchange.timeline.now()) - int(self._started)

    def _caller_is_gone(self) -> bool:
        return self._caller.ending is not None

    # -- leaving unanswered

    def _time_out(self) -> None:
        self._give_up()
        self._set_waited()
        talk.set_times(self._exchange, self._caller, 0, self._exchange.timeline.now() - self._started)
        self._exchange.music(self._caller, on=False)
        self._leave()
        self._exchange.set_variable(self._caller, "QUEUESTATUS", "TIMEOUT")

    def _abandon(self) -> None:
        self._exchange.music(self._caller, on=False)
        self._set_waited()
        talk.set_times(self._exchange, self._caller, 0, self._exchange.timeline.now() - self._started)
        self._give_up()
        self._leave()
        ending = self._caller.ending
        if ending is not None and ending.by_phone and ending.tech_cause is None:
            self._caller.ending = Ending(True, 0)
        self._exchange.soft_hangup(self._caller)

    def _taken_away(self, transfer: Happening) -> Happening:
        self._exchange.music(self._caller, on=False)
        self._give_up()
        self._leave()
        self._caller.exten, self._caller.priority = transfer.exten, 1
        return transfer

    def _give_up(self) -> None:
        self._exchange.set_variable(self._caller, "ABANDONED", "TRUE")
        self._queue.abandoned += 1
        self._tell(
            "QueueCallerAbandon",
            ("Position", self._position()),
            ("OriginalPosition", self._waiting.position_at_join),
            ("HoldTime", self._waited_s()),
        )

    def _leave(self) -> None:
        queue, position = self._queue, self._position()
        queue.callers.remove(self._waiting)
        if not queue.callers:
            self._exchange.devices.announce_callers(queue)
        self._tell("QueueCallerLeave", ("Position", position), ("Count", len(queue.callers)))
        self._exchange.set_variable(self._caller, "QUEUEPOSITION", position)

    # -- answered

    async def _serve(self, winner: Winner) -> Happening | None:
        self._exchange.music(self._caller, on=False)
        self._leave()
        self._set_waited()
        service = Service(self._exchange, self._caller, self._queue, winner, self._started)
        return await service.play()

    # -- small

    def _position(self) -> int:
        return self._queue.callers.index(self._waiting) + 1

    def _set_waited(self) -> None:
        self._exchange.set_variable(self._caller, "QUEUEWAIT", self._waited_s())
        self._exchange.set_variable(self._caller, "QUEUEWAIT_MS", self._waited_s() * 1000)

    def _tell(self, name: str, *more: messages.Header) -> None:
        headers = (("Queue", self._queue.name), *more)
        self._exchange.emit(messages.channel_event(name, self._caller, *headers, category="agent"))
