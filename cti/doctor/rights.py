"""Which rights the manager account lacks. Pure: answers to harmless, incomplete actions in, findings out.

An action without its parameters does nothing, but Asterisk looks at the rights first: `Permission denied`
tells that the right is missing, any other refusal that it is there.
"""

from __future__ import annotations

from collections.abc import Collection

from cti.doctor.conf_section import Section
from cti.doctor.finding import Finding, fix, ok

DENIED = "Permission denied"
TRIED: dict[str, tuple[str, str]] = {
    "Hangup": ("call", "hang up from the desk"),
    "Redirect": ("call", "transfer from the desk"),
    "QueueAdd": ("agent", "agents join their queues"),
    "QueueRemove": ("agent", "agents leave their queues"),
    "QueuePause": ("agent", "pauses and wrap-up"),
    "Originate": ("originate", "click-to-call"),
    "CoreSettings": ("reporting", "the version of the PBX"),
}
"""Action -> the class that `write` must name, and what it is for."""
WRITE = ("call", "agent", "originate", "reporting", "system")
READ = ("call", "agent", "reporting", "system", "dialplan", "dtmf")
_NEEDED = {
    "call": "everything about calls",
    "agent": "queue members",
    "system": "FullyBooted, by which a restart is noticed",
    "dialplan": "QUEUESTATUS, by which a time-out is told from an abandon",
}
"""What `read` must name, and what it brings."""


def to_write(denied: Collection[str], section: Section | None) -> Finding:
    """`denied`: the tried actions that were."""
    if not denied:
        return ok("the account may do everything that is needed (write)")
    lacking: dict[str, list[str]] = {}
    for action in denied:
        right, purpose = TRIED[action]
        lacking.setdefault(right, []).append(purpose)
    words = "; ".join(f"{right} ({', '.join(purposes)})" for right, purposes in lacking.items())
    line = f"write = {','.join(_with(section, 'write', WRITE))}"
    return fix(f"the account may not do: {words}", "let it, then `manager reload`", "manager.conf", line)


def to_read(section: Section | None, booted: bool) -> Finding:
    """`booted`: FullyBooted came after the log-in. Without a look at manager.conf that is all we know."""
    if section is None:
        lacking = {} if booted else {"system": _NEEDED["system"]}
    else:
        given = _classes(section, "read")
        lacking = (
            {} if "all" in given else {right: why for right, why in _NEEDED.items() if right not in given}
        )
    if not lacking:
        return ok("the account may see everything that is needed (read)" if section else "events arrive")
    words = "; ".join(f"{right} ({why})" for right, why in lacking.items())
    line = f"read = {','.join(_with(section, 'read', READ))}"
    return fix(f"the account may not see: {words}", "let it, then `manager reload`", "manager.conf", line)


def _with(section: Section | None, key: str, needed: tuple[str, ...]) -> list[str]:
    """What is there, and what is needed."""
    return list(dict.fromkeys((*(_classes(section, key) if section else ()), *needed)))


def _classes(section: Section, key: str) -> list[str]:
    return [part.strip() for part in (section.get(key) or "").split(",") if part.strip()]
