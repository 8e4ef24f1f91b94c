"""What somebody may see of numbers: the one rule, for pops, lists, records and the past. Pure.

Supervisors and administrators see every number. Agents see whole those of the customer's record and those of
our own house; of any other only the last four digits. What else is hidden from agents goes through `secret`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import TypeVar

import msgspec

from cti.calls.record import CallRecord
from cti.customers import numbers

T = TypeVar("T")
SHOWN_DIGITS = 4
_HIDDEN = "•"
_IN_CHANNEL = re.compile(r"(?<=/)\+?[0-9]{7,}(?=@)")


class Sight:
    """The eyes of one reader. `country`, `internal_digits` and `outside_prefix` as in [phone]. `saw_hidden`
    is true once something was given out that agents do not see."""

    def __init__(self, sees_all: bool, country: str, internal_digits: int, outside_prefix: str = "") -> None:
        self.sees_all = sees_all
        self.saw_hidden = False
        self._country = country
        self._outside_prefix = outside_prefix
        self._whole = max(SHOWN_DIGITS, internal_digits)

    def number(self, number: str | None, own: Collection[str] = ()) -> str | None:
        """`number` as the reader may see it; `own` are the keys of the numbers in the customer's record.
        What is no number (a name, a mail address) stays as it is."""
        key = self._key(number)
        return self.secret(number, masked(key)) if number and self.is_hidden(key, own) else number

    def channel(self, name: str | None) -> str | None:
        """The name of a channel or device, which may have been dialled by number."""
        hidden = name and _IN_CHANNEL.sub(lambda number: masked(number[0]), name)
        return self.secret(name, hidden) if hidden != name else name

    def is_hidden(self, key: str, own: Collection[str]) -> bool:
        """Whether agents see only the end of the number with this key."""
        return len(key) > self._whole and key not in own

    def secret(self, whole: T, instead: T) -> T:
        """`whole` for those who see all, noting that they did; `instead` for agents."""
        if not self.sees_all:
            return instead
        self.saw_hidden = True
        return whole

    def _key(self, number: str | None) -> str:
        return numbers.key_outside(number, self._country, self._outside_prefix) if number else ""


def call_seen(sight: Sight, call: CallRecord, own: frozenset[str]) -> CallRecord:
    """`call` with the numbers of the other side as they may be seen; those of our own lines are no secret."""
    they_call, we_call = call.direction == "inbound", call.direction == "outbound"
    replace = msgspec.structs.replace
    return replace(
        call,
        caller_number=sight.number(call.caller_number, own) if they_call else call.caller_number,
        caller_name=sight.number(call.caller_name, own) if they_call else call.caller_name,
        dialed=sight.number(call.dialed, own) if we_call else call.dialed,
        legs=tuple(
            replace(leg, device=sight.channel(leg.device), channel=sight.channel(leg.channel))
            for leg in call.legs
        ),
    )


def masked(key: str) -> str:
    """Only the end of it."""
    return _HIDDEN * SHOWN_DIGITS + key[-SHOWN_DIGITS:]
