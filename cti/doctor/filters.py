"""Event filters of the manager account: understood by this version, and hiding nothing that we need. Pure.

Each filter is tried on messages as Asterisk writes them, one per event that we use, on a phone's channel and
on a Local channel's half.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from cti.ami.channel_events import CHANNEL_EVENTS
from cti.ami.queue_events import QUEUE_EVENTS
from cti.ami.transfer_events import TRANSFER_EVENTS
from cti.doctor.conf_section import Section
from cti.doctor.finding import Finding, advice, fix, ok
from cti.doctor.version import Version, has_advanced_filters

_SPARED = {"Status", "CoreShowChannel", "QueueParams", "QueueMember", "QueueEntry", "DTMFEnd"}
"""Rows of lists, which Asterisk does not filter, and what no statement rests on."""
NEEDED = sorted(
    {name.decode() for name in (*CHANNEL_EVENTS, *QUEUE_EVENTS, *TRANSFER_EVENTS)}.difference(_SPARED)
)
NOISE = ("RTCPSent", "RTCPReceived", "TestEvent")
"""Frequent events that nobody uses."""
_PHONE, _LOCAL = "PJSIP/1001-00000001", "Local/1001@members-00000001;1"
_PART = re.compile(r"(\w+)\(([^()]*)\)")


class Filter(msgspec.Struct, frozen=True):
    """One `eventfilter` line. `event` and `header` None: any."""

    line: str
    excludes: bool
    advanced: bool
    event: str | None
    header: str | None
    method: str
    value: str

    def matches(self, event: str, channel: str) -> bool:
        """Would catch this event about this channel."""
        if self.event is not None and self.event != event:
            return False
        if self.method == "none" or not self.value:
            return True
        if self.header is not None:
            return "channel" in self.header.lower() and self._fits(channel)
        return self._fits(f"Event: {event}\r\nPrivilege: call,all\r\nChannel: {channel}\r\n")

    def _fits(self, text: str) -> bool:
        value = self.value
        plain = {
            "exact": text == value,
            "starts_with": text.startswith(value),
            "ends_with": text.endswith(value),
            "contains": value in text,
        }
        try:
            return plain[self.method] if self.method in plain else re.search(value, text) is not None
        except re.error:
            return False


def filters_of(section: Section) -> list[Filter]:
    """The filters of an account, in order."""
    return [_filter(key, value) for key, value in section.settings if key.lower().startswith("eventfilter")]


def _filter(key: str, value: str) -> Filter:
    if "(" not in key:
        excludes = value.startswith("!")
        return Filter(f"{key} = {value}", excludes, False, None, None, "regex", value.removeprefix("!"))
    parts = dict(_PART.findall(key.partition("(")[2]))
    excludes, method = parts.get("action") == "exclude", parts.get("method", "regex" if value else "none")
    line = f"{key} = {value}".rstrip()
    return Filter(line, excludes, True, parts.get("name"), parts.get("header"), method, value)


def about(section: Section, version: Version | None) -> list[Finding]:
    """Everything there is to say of the filters of an account."""
    filters = filters_of(section)
    found = [*_not_understood(filters, version), *_too_much(filters)]
    if found:
        return found
    if filters or not has_advanced_filters(version):
        return [
            ok(
                "the event filters hide nothing that is needed"
                if filters
                else "no event filters: all is seen"
            )
        ]
    lines = [f"eventfilter(action(exclude),name({name})) =" for name in NOISE]
    return [advice("events that nobody uses are sent, too", "spare the PBX the work", "manager.conf", *lines)]


def _not_understood(filters: Iterable[Filter], version: Version | None) -> list[Finding]:
    wrong = [each for each in filters if each.advanced]
    if not wrong or version is None or has_advanced_filters(version):
        return []
    lines = [
        f"eventfilter = {'!' if each.excludes else ''}Event: {each.event}" for each in wrong if each.event
    ]
    return [
        fix(
            f"Asterisk {version[0]}.{version[1]} cannot read {', '.join(each.line for each in wrong)}",
            "write them in the old way (advanced filters need 20.11, 21.6, 22.1 or newer)",
            "manager.conf",
            *lines,
        )
    ]


def _too_much(filters: list[Filter]) -> list[Finding]:
    hidden = {event: cause for event in NEEDED if (cause := _hides(filters, event, _PHONE)) is not None}
    halves = {
        cause
        for event in NEEDED
        if event not in hidden and (cause := _hides(filters, event, _LOCAL)) is not None
    }
    found = [
        fix(
            f"{cause} hides {_some([e for e in hidden if hidden[e] == cause])}",
            _change(cause),
            "manager.conf",
        )
        for cause in dict.fromkeys(hidden.values())
    ]
    return found + [
        fix(
            f"{cause} hides Local channels, which tie a member to the phone behind it",
            _change(cause),
            "manager.conf",
        )
        for cause in sorted(halves)
    ]


_NOT_INCLUDED = "no including eventfilter names them: this"


def _hides(filters: list[Filter], event: str, channel: str) -> str | None:
    """The line that hides this event; Asterisk asks the including filters first."""
    including = [each for each in filters if not each.excludes]
    if including and not any(each.matches(event, channel) for each in including):
        return _NOT_INCLUDED
    return next((each.line for each in filters if each.excludes and each.matches(event, channel)), None)


def _change(cause: str) -> str:
    if cause == _NOT_INCLUDED:
        return "remove the including filters, or include these events, too"
    return f"remove the line `{cause}`, then `manager reload`"


def _some(events: list[str]) -> str:
    return ", ".join(events[:6]) + (f" and {len(events) - 6} more" if len(events) > 6 else "")
