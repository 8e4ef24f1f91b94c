"""Which Asterisk this is and what it can. Pure."""

from __future__ import annotations

import re

from cti.doctor.finding import Finding, advice, fix, ok

Version = tuple[int, int]
OLDEST = 18
_ADVANCED_FILTERS: dict[int, int] = {20: 11, 21: 6, 22: 1}
"""Branch -> first release with advanced event filters for certain (asterisk/documentation, pull 162)."""


def version_of(text: str) -> Version | None:
    """`22.10.1+dfsg`, `certified/20.7-cert3` -> branch and release; None for a build from git."""
    match = re.match(r"(?:certified[/-])?(\d+)\.(\d+)", text)
    return (int(match[1]), int(match[2])) if match else None


def has_advanced_filters(version: Version | None) -> bool:
    """Understands `eventfilter(action(...),name(...)) =`."""
    if version is None:
        return False
    branch, release = version
    return branch > max(_ADVANCED_FILTERS) or release >= _ADVANCED_FILTERS.get(branch, release + 1)


def about(text: str) -> Finding:
    """Whether this version is served."""
    version = version_of(text)
    if version is None:
        return advice(f"the version is {text!r}", f"see whether it is at least Asterisk {OLDEST}")
    if version[0] < OLDEST:
        return fix(f"this is Asterisk {text}", f"install Asterisk {OLDEST} or newer")
    return ok(f"Asterisk {text}")
