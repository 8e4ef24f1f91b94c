"""Queues as Asterisk has them against ours: wrap-up, ringing busy members, Local members. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cti.config import Config
from cti.doctor.conf_section import Section
from cti.doctor.finding import Finding, advice, fix, ok

Row = Mapping[str, str]
"""One row of QueueStatus."""


def about(config: Config, settings: Iterable[Section] | None, rows: Iterable[Row]) -> list[Finding]:
    """`settings`: the sections of queues.conf, None when it cannot be seen."""
    rows = list(rows)
    queues = [row["Queue"] for row in rows if row.get("Event") == "QueueParams"]
    if not queues:
        return [advice("the PBX has no queues", "add them to queues.conf when calls are to be distributed")]
    found = _unknown(config, queues)
    for section in settings or ():
        if section.name in queues and not section.is_template:
            found += _wrap_up(config, section) + _ring_in_use(section)
    found += _local_members(row for row in rows if row.get("Event") == "QueueMember")
    return found or [ok(f"queues {', '.join(sorted(queues))}: options are right")]


def _unknown(config: Config, queues: list[str]) -> list[Finding]:
    return [
        fix(
            f"[queues.{name}] of config.toml: the PBX has no such queue", f"choose one of {', '.join(queues)}"
        )
        for name in config.queues
        if name not in queues
    ]


def _wrap_up(config: Config, section: Section) -> list[Finding]:
    ours, theirs = config.queue(section.name).wrap_up_s, section.get("wrapuptime") or "0"
    if theirs == str(ours):
        return []
    what = f"queue {section.name}: wrapuptime is {theirs} s, wrap_up_s in config.toml is {ours} s"
    lines = (f"[{section.name}]", f"wrapuptime = {ours}")
    if int(theirs) < ours if theirs.isdecimal() else True:
        return [advice(what, "without it a call may come before the wrap-up pause", "queues.conf", *lines)]
    return [fix(what, "agents look ready and get no call; make both equal", "queues.conf", *lines)]


def _ring_in_use(section: Section) -> list[Finding]:
    if (section.get("ringinuse") or "yes").lower() in ("no", "false", "0", "off"):
        return []
    return [
        advice(
            f"queue {section.name} rings members who talk already (ringinuse)",
            "unless that is wanted",
            "queues.conf",
            f"[{section.name}]",
            "ringinuse = no",
        )
    ]


def _local_members(rows: Iterable[Row]) -> list[Finding]:
    found = []
    for row in rows:
        device = row.get("Location") or row.get("Interface") or ""
        if device.startswith("Local/"):
            found += _local_member(f"queue {row.get('Queue')}: member {device}", device, row)
    return found


def _local_member(member: str, device: str, row: Row) -> list[Finding]:
    found = []
    if device.partition("@")[2].partition("/")[2].startswith("n"):
        what = f"{member} has /n: Asterisk's own figures count a call handed on as this member's to its end"
        found.append(advice(what, "leave out /n where the dialplan behind it does not need it"))
    if row.get("StateInterface", device) in ("", device):
        what = f"{member} has no state interface: it is rung while its phone is busy"
        line = f"member => {device},0,NAME,PJSIP/..."
        found.append(advice(what, "name the phone behind it", "queues.conf", line))
    return found
