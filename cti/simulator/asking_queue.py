"""Asking a whole queue (Atxfer to its number): the agent waits in it like a caller, over a Local channel.

The queue's extension answers at once: for Asterisk the asked side is there from the beginning, whether a
member has picked up or not. What the queue does with the second half of the Local channel is a call of its
own, played beside the consultation, which only hears when it is over. Asterisk does not take such a Local
channel out.
"""

from __future__ import annotations

from cti.simulator import messages
from cti.simulator.consultation import Consultation
from cti.simulator.inbox import Call, Happening
from cti.simulator.model import UP, Channel


class AskedQueue(Consultation):
    """As any consultation, in which the first half of the Local channel stands for whoever is asked."""

    def _leads_somewhere(self) -> bool:
        return True

    def _begin(self) -> None:
        exchange = self._exchange
        self._go_aside()
        self._third, self._talks = self._one, True
        self._two.call = Call(exchange.timeline)
        exchange.set_state(self._one, UP)
        exchange.emit(messages.dial_event("DialEnd", None, self._one, ("DialStatus", "ANSWER")))
        exchange.spawn(self._wait_in_queue())

    async def _wait_in_queue(self) -> None:
        await self._exchange.follow(self._two)
        self._agent.call.post(Happening("hung_up", self._one))

    def _end_of_third(self, status: str) -> None:
        self._exchange.leave(self._one)
        self._hang_up(self._one)

    def _hang_up(self, channel: Channel) -> None:
        if channel is self._one and self._two.name in self._exchange.channels:
            self._exchange.phone_hangs_up(self._two, 16)
        self._exchange.hang_up(channel)

    def _short_cut(self) -> None:
        """The Local channel stays."""
