"""What a pop shows, gathered from the stores: a page about the caller, a page about what to say.

The caller's page begins with one indexed query by number; the script's page is kept for some seconds. A
store that cannot be used leaves its part out: the agent still sees who rings.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

import msgspec

from cti.calls.record import CallFilter
from cti.config import Config
from cti.customers import numbers
from cti.customers.model import Candidate, Customer, SetAside, SharedBy
from cti.customers.stores import RulingStore
from cti.errors import CtiError
from cti.ports import CallStore, Clock, CustomerStore, ScriptStore
from cti.screenpop import frame
from cti.screenpop.lookup import Found, look_up
from cti.scripts.document import Script, Text
from cti.sight import Sight

SURE_SCORE = 60
SHOWN_CALLS = 5
READ_CALLS = 50
SCRIPT_FRESH_S = 10.0

log = logging.getLogger(__name__)


class CallerPage(msgspec.Struct, frozen=True, kw_only=True):
    """Who calls, or is called."""

    candidates: tuple[Candidate, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    shared: SharedBy | None = None
    customer: frame.KnownCustomer | None = None
    caller_e164: str | None = None
    caller_display: str | None = None
    caller_location: Text = {}


class ScriptPage(msgspec.Struct, frozen=True):
    """What the agent says."""

    script: frame.ScriptOffer | None = None
    greeting: Text = {}


class Pages:
    """Makes pages; `is_internal` tells extensions from customers' numbers."""

    def __init__(
        self,
        *,
        customers: CustomerStore,
        rulings: RulingStore,
        calls: CallStore,
        scripts: ScriptStore,
        config: Config,
        clock: Clock,
        is_internal: Callable[[str], bool],
    ) -> None:
        self._customers = customers
        self._rulings = rulings
        self._calls = calls
        self._scripts = scripts
        self._config = config
        self._clock = clock
        self._is_internal = is_internal
        self._known_scripts: dict[str | None, tuple[float, ScriptPage]] = {}

    async def caller(self, number: str) -> CallerPage:
        """The page of a number; without customers when the store fails."""
        country = self._config.phone.country
        e164 = numbers.parse(number, country).e164
        found, customer = Found(), None
        try:
            found = await self.found(number)
            customer = await self._customer(found)
        except CtiError as error:
            log.error("a pop is not complete: %s", error)
        return CallerPage(
            candidates=found.candidates,
            set_aside=found.set_aside,
            shared=found.shared,
            customer=customer,
            caller_e164=e164,
            caller_display=numbers.display(number, country) or None,
            caller_location=_location(e164),
        )

    def key(self, number: str | None) -> str | None:
        """What is remembered of a number is remembered under this; None for withheld and internal ones."""
        key = numbers.parse(number or "", self._config.phone.country).key
        return key if key and not self._is_internal(key) else None

    async def found(self, number: str) -> Found:
        """Whoever may be calling from a number now. Raises `StoreUnavailable`."""
        country = self._config.phone.country
        return await look_up(number, self._customers, self._rulings, self._calls, country, self._is_internal)

    async def chosen(self, page: CallerPage, customer_id: str) -> CallerPage:
        """`page` with the customer that a colleague chose; as it is when the store fails."""
        if page.customer is not None and page.customer.customer_id == customer_id:
            return page
        try:
            customer = await self._known(await self._customers.get(customer_id))
        except CtiError as error:
            log.error("a pop does not show the customer a colleague chose: %s", error)
            return page
        return msgspec.structs.replace(page, customer=customer)

    async def begun(self, page: ScriptPage, run_id: str) -> ScriptPage:
        """`page` with the script that a colleague began; as it is when the store fails."""
        try:
            run = await self._scripts.run(run_id)
            script = await self._scripts.version(run.script, run.version)
        except CtiError as error:
            log.error("a pop does not show the script a colleague began: %s", error)
            return page
        return ScriptPage(_offer(script, page.greeting), page.greeting)

    async def script(self, queue: str | None) -> ScriptPage:
        """The page of a queue, at most a few seconds old; empty when the store fails."""
        now = self._clock.monotonic()
        at, page = self._known_scripts.get(queue, (float("-inf"), ScriptPage()))
        if now - at > SCRIPT_FRESH_S:
            try:
                page = await self._read_script(queue)
                self._known_scripts[queue] = (now, page)
            except CtiError as error:
                log.error("a pop has no fresh script: %s", error)
        return page

    async def _customer(self, found: Found) -> frame.KnownCustomer | None:
        """Only who is alone and sure; behind a switchboard anybody may call."""
        is_switchboard = found.shared is not None and found.shared.kind == "switchboard"
        if len(found.candidates) != 1 or found.candidates[0].score < SURE_SCORE or is_switchboard:
            return None
        return await self._known(found.customers[0])

    async def _known(self, customer: Customer) -> frame.KnownCustomer:
        calls, _ = await self._calls.list(CallFilter(customer=customer.customer_id), limit=READ_CALLS)
        ended = [call for call in calls if call.ended_at is not None]
        phone = self._config.phone
        agents = Sight(False, phone.country, phone.internal_digits, phone.outside_prefix)
        return frame.known(customer, ended, SHOWN_CALLS, agents)

    async def _read_script(self, queue: str | None) -> ScriptPage:
        settings = self._config.queue(queue)
        name = settings.script
        script = await (self._scripts.latest(name) if name else self._scripts.for_queue(queue))
        greeting = settings.greeting or (script.greeting if script else {})
        return ScriptPage(_offer(script, greeting) if script else None, greeting)


def _offer(script: Script, greeting: Text) -> frame.ScriptOffer:
    return frame.ScriptOffer(script.name, script.version, script.title, greeting, len(script.items))


def _location(e164: str | None) -> Text:
    places = {language: numbers.location(e164, language) for language in ("zh_CN", "en")} if e164 else {}
    return {language: place for language, place in places.items() if place}
