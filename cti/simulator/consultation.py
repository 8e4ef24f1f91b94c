"""Asking a third person (Atxfer): the customer waits, the agent talks with another over a Local channel.

It ends with the agent back at the customer, the customer with the third person, or all three together.
Order of events as in Asterisk 22; `one` and `two` are the halves of the Local channel.
"""

from __future__ import annotations

from cti.simulator import messages
from cti.simulator.calling_out import began, gave_up, picked_up
from cti.simulator.exchange import AGENT_CONTEXT, Exchange
from cti.simulator.inbox import Happening
from cti.simulator.model import Channel
from cti.simulator.targets import target_of


class Consultation:
    """One agent asks at `exten` while `customer` waits in their bridge."""

    def __init__(self, exchange: Exchange, agent: Channel, customer: Channel, exten: str) -> None:
        assert agent.bridge is not None
        self._exchange = exchange
        self._agent, self._customer = agent, customer
        self._home = agent.bridge
        self._exten = exten
        self._target = target_of(exchange, exten, AGENT_CONTEXT)
        self._talks = False

    async def play(self) -> Happening | None:
        """None: agent and customer talk on."""
        self._exchange.hold(self._agent, on=True)
        if not self._leads_somewhere():
            self._exchange.hold(self._agent, on=False)
            return None
        self._begin()
        limit_s = self._target.limit_s if self._target is not None else 0.0
        until = self._exchange.timeline.now() + limit_s
        while True:
            left_s = None if self._talks else until - self._exchange.timeline.now()
            happening = await self._agent.call.next(left_s)
            if happening is None:
                self._back("NOANSWER")
                return None
            settled, outcome = await self._step(happening)
            if settled:
                return outcome

    # -- the beginning

    def _leads_somewhere(self) -> bool:
        return self._target is not None

    def _go_aside(self) -> None:
        """The agent leaves the customer for a bridge with the Local channel."""
        exchange, agent = self._exchange, self._agent
        self._one, self._two = exchange.local_pair(self._exten, agent)
        self._aside = exchange.new_bridge()
        exchange.enter(self._one, self._aside)
        exchange.leave(agent)
        exchange.enter(agent, self._aside)

    def _begin(self) -> None:
        exchange = self._exchange
        self._go_aside()
        assert self._target is not None
        self._third = began(exchange, self._two, self._target)

    def _answered(self) -> None:
        picked_up(self._exchange, self._two, self._third)
        self._beyond = self._exchange.bridge(self._third)
        self._exchange.set_state(self._one, self._two.state)
        ended = messages.dial_event("DialEnd", None, self._one, ("DialStatus", "ANSWER"))
        self._exchange.emit(ended)
        self._exchange.enter(self._two, self._beyond)
        self._talks = True

    # -- what happens meanwhile

    async def _step(self, happening: Happening) -> tuple[bool, Happening | None]:
        """Whether the consultation is over, and then what became of the call."""
        kind, channel = happening.kind, happening.channel
        if kind == "answered" and channel is self._third:
            self._answered()
        elif kind == "hung_up" and channel is self._third:
            self._back("ANSWER" if self._talks else "BUSY")
            return True, None
        elif kind == "hung_up" and channel is self._customer:
            return True, await self._without_customer()
        elif kind == "cancelled":
            self._back("CANCEL")
            return True, None
        elif kind == "completed" or (kind == "hung_up" and channel is self._agent):
            return True, await self._handed_over()
        elif kind == "joined" and self._talks:
            return True, await self._three_talk()
        elif kind == "swapped" and self._talks:
            self._swap()
        return False, None

    def _back(self, status: str) -> None:
        """The agent is with the customer again, the third person gone."""
        exchange, agent = self._exchange, self._agent
        exchange.leave(agent)
        exchange.enter(agent, self._home)
        exchange.hold(agent, on=False)
        exchange.leave(self._one)
        self._end_of_third(status)

    def _end_of_third(self, status: str) -> None:
        exchange = self._exchange
        if not self._talks:
            gave_up(exchange, self._two, self._third, status)
        for channel in (self._two, self._third):
            exchange.leave(channel)
        exchange.soft_hangup(self._two)
        for channel in (self._one, self._two, self._third):
            exchange.hang_up(channel)

    def _swap(self) -> None:
        exchange, agent = self._exchange, self._agent
        there = self._aside if agent.bridge is self._home else self._home
        exchange.hold(agent, on=True)
        exchange.leave(agent)
        exchange.enter(agent, there)
        exchange.hold(agent, on=False)

    def _short_cut(self) -> None:
        """The Local channel takes itself out: the third person takes the place of its first half."""
        exchange, where = self._exchange, self._one.bridge
        exchange.leave(self._third)
        exchange.leave(self._one, keep=True)
        assert where is not None
        exchange.enter(self._third, where)
        exchange.leave(self._two)
        exchange.soft_hangup(self._two)
        exchange.hang_up(self._one)
        exchange.hang_up(self._two)

    # -- how it goes on

    def _merge(self, kind: str) -> None:
        """Everybody is in the customer's bridge from now on."""
        exchange, agent = self._exchange, self._agent
        exchange.emit(messages.bridge_merge(self._home, self._aside))
        exchange.leave(self._one, keep=True)
        exchange.enter(self._one, self._home)
        exchange.leave(agent, keep=True)
        if kind == "Threeway":
            exchange.enter(agent, self._home)
        told = (agent, self._customer, self._one, self._home, self._aside)
        exchange.emit(messages.attended_transfer(kind, *told))
        exchange.destroy(self._aside)
        exchange.music(self._customer, on=False)
        self._customer.on_hold = False

    async def _handed_over(self) -> Happening:
        """The customer with the third person, who may still ring."""
        if self._agent.bridge is not self._aside:
            self._swap()
        self._merge("Bridge")
        self._exchange.hang_up(self._agent)
        if self._talks:
            self._short_cut()
        while True:
            happening = await self._customer.call.next()
            if happening is None:
                continue
            if happening.kind == "answered" and happening.channel is self._third:
                self._answered()
                self._short_cut()
            elif happening.kind == "hung_up" and happening.channel in (self._customer, self._third):
                self._exchange.leave(happening.channel)
                self._exchange.leave(self._customer)
                self._end_of_third("CANCEL" if happening.channel is self._customer else "BUSY")
                return happening

    async def _three_talk(self) -> Happening:
        if self._agent.bridge is not self._aside:
            self._swap()
        self._merge("Threeway")
        self._short_cut()
        people = [self._agent, self._customer, self._third]
        while True:
            happening = await self._customer.call.next()
            if happening is None or happening.kind != "hung_up" or happening.channel not in people:
                continue
            people.remove(happening.channel)
            if len(people) == 1:
                self._exchange.leave(happening.channel)
                self._exchange.leave(people[0])
                for channel in (happening.channel, *people):
                    self._hang_up(channel)
                return happening
            self._exchange.leave(happening.channel)
            self._hang_up(happening.channel)

    def _hang_up(self, channel: Channel) -> None:
        self._exchange.hang_up(channel)

    async def _without_customer(self) -> Happening:
        """The customer gave up: agent and third person talk to the end."""
        exchange = self._exchange
        exchange.leave(self._customer)
        exchange.soft_hangup(self._customer)
        exchange.hang_up(self._customer)
        if self._talks:
            self._short_cut()
        while True:
            happening = await self._agent.call.next()
            if happening is not None and happening.kind == "answered" and happening.channel is self._third:
                self._answered()
                self._short_cut()
            if happening is not None and happening.kind == "hung_up":
                exchange.leave(self._agent)
                self._end_of_third("CANCEL")
                exchange.hang_up(self._agent)
                return Happening("hung_up", self._customer)
