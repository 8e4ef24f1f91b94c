"""A caller's number -> the customers it may belong to, best first, each with the reason.

One indexed look when somebody has exactly this number or was said to call from it; only when nobody is, a
second one by the last digits. Notes, e-mails and names are never searched. Withheld numbers and internal
extensions find nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

import msgspec

from cti.calls.record import CallFilter
from cti.customers import numbers
from cti.customers.model import Candidate, Customer, PhoneNumber, SetAside, SharedBy
from cti.customers.rulings import NumberFacts, Ruling, SharedNumber, seen_as_shared
from cti.customers.stores import RulingStore
from cti.ports import CallStore, CustomerStore

WHY: Final = {
    "why.exact_mobile": "mobile number {number}",
    "why.exact_landline": "landline number {number}",
    "why.exact_number": "number {number}",
    "why.same_switchboard": "switchboard of {number}",
    "why.number_ending": "number ending in {ending}: {number}",
    "why.said_to_call": "said to call from this number by {by}",
    "why.of_organisation": "of {organisation}, whose switchboard this is",
}
"""Every reason a candidate can carry, in English with its placeholders; the web part translates the ids."""

_EXACT, _SWITCHBOARD, _OF_ORGANISATION, _ENDING = 100, 60, 50, 40
_ENDING_DIGITS = 8
_FEWEST_DIGITS = 7
_MOST = 20
_CALLS_SEEN = 50


class Found(msgspec.Struct, frozen=True):
    """Whoever may be calling, best first, and their records; who was said not to; who shares the number."""

    candidates: tuple[Candidate, ...] = ()
    customers: tuple[Customer, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    shared: SharedBy | None = None


class _Match(NamedTuple):
    score: int
    why: str
    values: dict[str, str]


async def look_up(
    number: str | None,
    customers: CustomerStore,
    rulings: RulingStore,
    recent: CallStore,
    country: str = "CN",
    is_internal: Callable[[str], bool] | None = None,
) -> Found:
    """Whoever may be calling from `number`, at most 20. Among equals the one who was last found to call
    from it comes first, then by name. Raises `StoreUnavailable`."""
    caller = numbers.parse(number or "", country)
    if not caller.key or (is_internal is not None and is_internal(caller.key)):
        return Found()
    facts = await rulings.about(caller.key)
    found = _known(caller, facts, country)
    people = [customer for customer, _ in found]
    shared = facts.shared or seen_as_shared(caller.key, people)
    found = found or await _by_ending(caller, customers, facts, country)
    if shared is not None and shared.kind == "switchboard":
        found += await _colleagues(shared, people, facts, rulings)
    latest = await _latest_callers(caller, recent) if len(found) > 1 else {}
    found.sort(key=lambda pair: (-pair[1].score, latest.get(pair[0].customer_id, _CALLS_SEEN), pair[0].name))
    return Found(
        tuple(_candidate(customer, match, caller) for customer, match in found[:_MOST]),
        tuple(customer for customer, _ in found[:_MOST]),
        tuple(_set_aside(facts, ruling) for ruling in _said(facts, "not")),
        _shared(shared),
    )


def _known(caller: PhoneNumber, facts: NumberFacts, country: str) -> list[tuple[Customer, _Match]]:
    """Who has exactly this number, and who was said to call from it; not who was said not to."""
    found = {one.customer_id: (one, _exact(caller, one, country)) for one in facts.owners}
    for ruling in _said(facts, "also"):
        customer = facts.ruled[ruling.customer_id]
        found[customer.customer_id] = customer, _Match(_EXACT, "why.said_to_call", {"by": ruling.by})
    return [found[customer_id] for customer_id in found if customer_id not in _excluded(facts)]


def _said(facts: NumberFacts, verdict: str) -> list[Ruling]:
    return [one for one in facts.rulings if one.verdict == verdict and one.customer_id in facts.ruled]


def _excluded(facts: NumberFacts) -> set[str]:
    return {ruling.customer_id for ruling in facts.rulings if ruling.verdict == "not"}


def _exact(caller: PhoneNumber, customer: Customer, country: str) -> _Match:
    """The best of the customer's numbers that share the key: an own line before a switchboard's extension."""
    return max(
        (_same_key(caller, own, country) for own in customer.numbers if own.key == caller.key),
        key=lambda match: match.score,
    )


def _same_key(caller: PhoneNumber, own: PhoneNumber, country: str) -> _Match:
    shown = {"number": numbers.display(own.raw, country)}
    if own.extension != caller.extension:
        return _Match(_SWITCHBOARD, "why.same_switchboard", shown)
    line = numbers.line_type(own.e164) if own.e164 else "other"
    return _Match(_EXACT, f"why.exact_{line if line in ('mobile', 'landline') else 'number'}", shown)


async def _by_ending(
    caller: PhoneNumber, customers: CustomerStore, facts: NumberFacts, country: str
) -> list[tuple[Customer, _Match]]:
    """Numbers written without area or country code, or sent so by a trunk; not when the number itself is
    known and everybody who has it was set aside."""
    ending = caller.key.lstrip("+")[-_ENDING_DIGITS:]
    if len(ending) < _FEWEST_DIGITS or facts.owners:
        return []
    excluded = _excluded(facts)
    found = [one for one in await customers.by_number_suffix(ending) if one.customer_id not in excluded]
    matches = ((customer, _best_ending(caller, ending, customer.numbers, country)) for customer in found)
    return [(customer, match) for customer, match in matches if match is not None]


def _best_ending(caller: PhoneNumber, ending: str, own: Iterable[PhoneNumber], country: str) -> _Match | None:
    """Two full numbers that differ are two lines, whatever they end in."""
    for one in own:
        if one.key.endswith(ending) and not (one.e164 and caller.e164):
            shown = {"number": numbers.display(one.raw, country), "ending": ending}
            return _Match(_ENDING, "why.number_ending", shown)
    return None


async def _colleagues(
    shared: SharedNumber, people: list[Customer], facts: NumberFacts, rulings: RulingStore
) -> list[tuple[Customer, _Match]]:
    """The other people of the organisation whose switchboard it is."""
    if not shared.organisation:
        return []
    known = {one.customer_id for one in people} | _excluded(facts)
    match = _Match(_OF_ORGANISATION, "why.of_organisation", {"organisation": shared.organisation})
    of_organisation = await rulings.people_of(shared.organisation, _MOST + len(known))
    return [(one, match) for one in of_organisation if one.customer_id not in known]


async def _latest_callers(caller: PhoneNumber, recent: CallStore) -> dict[str, int]:
    """customer -> how many calls ago it called from this number, 0 the latest."""
    calls, _ = await recent.list(CallFilter(number=caller.key), limit=_CALLS_SEEN)
    ages: dict[str, int] = {}
    for age, call in enumerate(calls):
        if call.customer_id is not None:
            ages.setdefault(call.customer_id, age)
    return ages


def _candidate(customer: Customer, match: _Match, caller: PhoneNumber) -> Candidate:
    own = (number.extension for number in customer.numbers if number.key == caller.key and number.extension)
    return Candidate(
        customer_id=customer.customer_id,
        name=customer.name,
        organisation=customer.organisation,
        extension=next(own, None),
        why=match.why,
        why_values=match.values,
        score=match.score,
    )


def _set_aside(facts: NumberFacts, ruling: Ruling) -> SetAside:
    customer = facts.ruled[ruling.customer_id]
    return SetAside(
        ruling_id=ruling.ruling_id,
        customer_id=customer.customer_id,
        name=customer.name,
        organisation=customer.organisation,
        by=ruling.by,
        at=ruling.at,
    )


def _shared(shared: SharedNumber | None) -> SharedBy | None:
    if shared is None:
        return None
    facts = {name: getattr(shared, name) for name in SharedBy.__struct_fields__}
    return SharedBy(**facts)
