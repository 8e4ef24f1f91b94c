"""Whom a call can be handed to: colleagues with their state, queues with their figures, customers, numbers.

What is found is what an agent types a part of; those who can take a call now stand first. Read only.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from cti.customers import numbers
from cti.desk.parts import Parts
from cti.events import AgentStateName
from cti.parties import extension_of
from cti.users.model import User

Kind = Literal["agent", "queue", "customer", "number"]
MOST_OF_A_KIND = 8
_ORDER: tuple[AgentStateName, ...] = ("ready", "wrap_up", "talking", "ringing", "paused", "offline")


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """One to choose: `value` is the agent, the queue or the number, as `transfer` takes it; `shown` is the
    number to show. `state`, `reason` of a colleague; `waiting`, `ready` of a queue."""

    kind: Kind
    value: str
    name: str
    shown: str | None = None
    state: AgentStateName | None = None
    reason: str | None = None
    waiting: int | None = None
    ready: int | None = None


class TargetDesk:
    """Finds targets."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def targets(self, agent: str, text: str) -> list[Target]:
        """Those that fit `text`; with nothing typed, all colleagues and queues."""
        wanted = text.strip().casefold()
        found = await self._colleagues(agent, wanted)
        found += self._queue_targets(await self._parts.users.get(agent), wanted)
        if not any(wanted == one.shown for one in found):
            found += self._number(text)
        if len(wanted) > 1:
            found += await self._customers(text.strip())
        return found

    async def _colleagues(self, agent: str, wanted: str) -> list[Target]:
        pbx = self._parts.pbx_of(agent)
        users = [
            user
            for user in await self._parts.users.list()
            if not user.disabled and user.name != agent and _fits(user, wanted)
        ]
        found = [self._colleague(user) for user in users if self._parts.pbx_of(user.name) == pbx]
        found = [one for one in found if one.shown is not None]
        found.sort(key=lambda one: (_ORDER.index(one.state or "offline"), one.name.casefold()))
        return found[:MOST_OF_A_KIND]

    def _colleague(self, user: User) -> Target:
        state = self._parts.live.agent(user.name)
        return Target(
            kind="agent", value=user.name, name=user.display_name or user.name,
            shown=user.extension or extension_of(user.device or ""),
            state=state.state if state else "offline", reason=state.reason if state else None,
        )  # fmt: skip

    def _queue_targets(self, user: User, wanted: str) -> list[Target]:
        """Only queues of the agent's PBX that a number leads into."""
        leads = self._parts.config.phone.queue_numbers
        pbx = self._parts.pbx_of(user.name)
        figures = {each.queue: each for each in self._parts.live.queues() if each.pbx == pbx}
        return [
            Target(
                kind="queue", value=name, name=name, shown=number,
                waiting=figures[name].waiting if name in figures else None,
                ready=figures[name].ready if name in figures else None,
            )
            for name, number in sorted(leads.items())
            if wanted in name.casefold() or wanted in number
        ][:MOST_OF_A_KIND]  # fmt: skip

    async def _customers(self, text: str) -> list[Target]:
        country = self._parts.config.phone.country
        customers, _ = await self._parts.customers.search(text, limit=5)
        return [
            Target(
                kind="customer", value=number.e164 or number.raw,
                name=" · ".join(filter(None, (customer.name, customer.organisation))),
                shown=numbers.display(number.e164 or number.raw, country),
            )
            for customer in customers
            for number in customer.numbers[:3]
        ][:MOST_OF_A_KIND]  # fmt: skip

    def _number(self, text: str) -> list[Target]:
        """What was typed, when it is a number."""
        country = self._parts.config.phone.country
        number = numbers.parse(text, country)
        if len(number.key) < 2:
            return []
        shown = numbers.display(number.key, country)
        return [Target(kind="number", value=number.e164 or number.key, name=shown, shown=shown)]


def _fits(user: User, wanted: str) -> bool:
    texts = (user.name, user.display_name or "", user.extension or "", user.device or "")
    return any(wanted in text.casefold() for text in texts)
