"""What a pop shows, gathered from the stores: candidates, the customer, the script. One page per call.

The first query finds the customers by number; the others only run when there is something to add. A
store that cannot be used leaves its part out: the agent still sees who rings.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

import msgspec

from cti.calls.record import CallFilter
from cti.config import Config
from cti.customers import numbers
from cti.customers.model import Candidate
from cti.errors import CtiError
from cti.ports import CallStore, Clock, CustomerStore, ScriptStore
from cti.screenpop import frame
from cti.screenpop.lookup import candidates
from cti.screenpop.rules import CallFacts
from cti.scripts.document import Script, Text

SURE_SCORE = 60
SHOWN_CALLS = 5
READ_CALLS = 50
SCRIPT_FRESH_S = 10.0

log = logging.getLogger(__name__)


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Everything of a pop that is the same for every agent who is shown the call."""

    candidates: tuple[Candidate, ...] = ()
    customer: frame.KnownCustomer | None = None
    script: frame.ScriptOffer | None = None
    greeting: Text = {}
    caller_e164: str | None = None
    caller_display: str | None = None
    caller_location: Text = {}


class Pages:
    """Makes pages."""

    def __init__(
        self,
        *,
        customers: CustomerStore,
        calls: CallStore,
        scripts: ScriptStore,
        config: Config,
        clock: Clock,
        is_internal: Callable[[str], bool],
    ) -> None:
        self._customers = customers
        self._calls = calls
        self._scripts = scripts
        self._config = config
        self._clock = clock
        self._is_internal = is_internal
        self._known_scripts: dict[str | None, tuple[float, Script | None]] = {}

    async def page(self, facts: CallFacts) -> Page:
        """The page for a call as its facts are now; never raises for a store's failure."""
        country = self._config.phone.country
        number = facts.other.number or ""
        e164 = numbers.parse(number, country).e164
        found: list[Candidate] = []
        customer = script = None
        try:
            found = await candidates(number, self._customers, self._calls, country, self._is_internal)
            customer = await self._customer(found)
            script = await self._script(facts.queue)
        except CtiError as error:
            log.error("pop of %s is not complete: %s", facts.call_id, error)
        greeting = self._config.queue(facts.queue).greeting or (script.greeting if script else {})
        return Page(
            candidates=tuple(found),
            customer=customer,
            script=_offer(script, greeting) if script else None,
            greeting=greeting,
            caller_e164=e164,
            caller_display=numbers.display(number, country) or None,
            caller_location=_location(e164),
        )

    async def _customer(self, found: list[Candidate]) -> frame.KnownCustomer | None:
        if len(found) != 1 or found[0].score < SURE_SCORE:
            return None
        customer = await self._customers.get(found[0].customer_id)
        calls, _ = await self._calls.list(CallFilter(customer=customer.customer_id), limit=READ_CALLS)
        ended = [call for call in calls if call.ended_at is not None]
        return frame.known(customer, ended, SHOWN_CALLS)

    async def _script(self, queue: str | None) -> Script | None:
        at, script = self._known_scripts.get(queue, (float("-inf"), None))
        now = self._clock.monotonic()
        if now - at > SCRIPT_FRESH_S:
            name = self._config.queue(queue).script
            script = await (self._scripts.latest(name) if name else self._scripts.for_queue(queue))
            self._known_scripts[queue] = (now, script)
        return script


def _offer(script: Script, greeting: Text) -> frame.ScriptOffer:
    return frame.ScriptOffer(script.name, script.version, script.title, greeting, len(script.items))


def _location(e164: str | None) -> Text:
    places = {language: numbers.location(e164, language) for language in ("zh_CN", "en")} if e164 else {}
    return {language: place for language, place in places.items() if place}
