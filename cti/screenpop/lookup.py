"""A caller's number -> the customers it may belong to, best first, each with the reason.

One indexed query when somebody has exactly this number; only when nobody has, a second one by the last
digits. Notes, e-mails and names are never searched. Withheld numbers and internal extensions find nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from cti.calls.record import CallFilter
from cti.customers import numbers
from cti.customers.model import Candidate, Customer, PhoneNumber
from cti.ports import CallStore, CustomerStore

WHY: Final = {
    "why.exact_mobile": "mobile number {number}",
    "why.exact_landline": "landline number {number}",
    "why.exact_number": "number {number}",
    "why.same_switchboard": "switchboard of {number}",
    "why.number_ending": "number ending in {ending}: {number}",
}
"""Every reason a candidate can carry, in English with its placeholders; the web part translates the ids."""

_EXACT, _SWITCHBOARD, _ENDING = 100, 60, 40
_ENDING_DIGITS = 8
_FEWEST_DIGITS = 7
_MOST = 20
_CALLS_SEEN = 50


class _Match(NamedTuple):
    score: int
    why: str
    number: PhoneNumber
    ending: str = ""


async def candidates(
    number: str | None,
    customers: CustomerStore,
    recent: CallStore,
    country: str = "CN",
    is_internal: Callable[[str], bool] | None = None,
) -> list[Candidate]:
    """Whoever may be calling from `number`, at most 20. Among equals the one who was last found to call
    from it comes first, then by name. Raises `StoreUnavailable`."""
    return [candidate for candidate, _ in await matching(number, customers, recent, country, is_internal)]


async def matching(
    number: str | None,
    customers: CustomerStore,
    recent: CallStore,
    country: str = "CN",
    is_internal: Callable[[str], bool] | None = None,
) -> list[tuple[Candidate, Customer]]:
    """As `candidates`, each with the customer it stands for."""
    caller = numbers.parse(number or "", country)
    if not caller.key or (is_internal is not None and is_internal(caller.key)):
        return []
    found = [
        (customer, _exact(caller, customer)) for customer in await customers.by_number_key(caller.key)
    ] or await _by_ending(caller, customers)
    latest = await _latest_callers(caller, recent) if len(found) > 1 else {}
    found.sort(key=lambda pair: (-pair[1].score, latest.get(pair[0].customer_id, _CALLS_SEEN), pair[0].name))
    return [(_candidate(customer, match, country), customer) for customer, match in found[:_MOST]]


def _exact(caller: PhoneNumber, customer: Customer) -> _Match:
    """The best of the customer's numbers that share the key: an own line before a switchboard's extension."""
    return max(
        (_same_key(caller, own) for own in customer.numbers if own.key == caller.key),
        key=lambda match: match.score,
    )


def _same_key(caller: PhoneNumber, own: PhoneNumber) -> _Match:
    if own.extension != caller.extension:
        return _Match(_SWITCHBOARD, "why.same_switchboard", own)
    line = numbers.line_type(own.e164) if own.e164 else "other"
    return _Match(_EXACT, f"why.exact_{line if line in ('mobile', 'landline') else 'number'}", own)


async def _by_ending(caller: PhoneNumber, customers: CustomerStore) -> list[tuple[Customer, _Match]]:
    """Numbers written without area or country code, or sent so by a trunk."""
    ending = caller.key.lstrip("+")[-_ENDING_DIGITS:]
    if len(ending) < _FEWEST_DIGITS:
        return []
    found = await customers.by_number_suffix(ending)
    matches = ((customer, _best_ending(caller, ending, customer.numbers)) for customer in found)
    return [(customer, match) for customer, match in matches if match is not None]


def _best_ending(caller: PhoneNumber, ending: str, own: Iterable[PhoneNumber]) -> _Match | None:
    """Two full numbers that differ are two lines, whatever they end in."""
    for one in own:
        if one.key.endswith(ending) and not (one.e164 and caller.e164):
            return _Match(_ENDING, "why.number_ending", one, ending)
    return None


async def _latest_callers(caller: PhoneNumber, recent: CallStore) -> dict[str, int]:
    """customer -> how many calls ago it called from this number, 0 the latest."""
    calls, _ = await recent.list(CallFilter(number=caller.key), limit=_CALLS_SEEN)
    ages: dict[str, int] = {}
    for age, call in enumerate(calls):
        if call.customer_id is not None:
            ages.setdefault(call.customer_id, age)
    return ages


def _candidate(customer: Customer, match: _Match, country: str) -> Candidate:
    values = {"number": numbers.display(match.number.raw, country), "ending": match.ending}
    return Candidate(
        customer_id=customer.customer_id,
        name=customer.name,
        organisation=customer.organisation,
        why=match.why,
        why_values={name: value for name, value in values.items() if value},
        score=match.score,
    )
