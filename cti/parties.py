"""Who is behind a channel name: devices, Local halves, agents, numbers. Pure.

In: channel names and numbers as Asterisk writes them. Out: device names and the answers of a
`Directory`. Nothing here keeps state.
"""

from __future__ import annotations

import re
from typing import Protocol

_SUFFIX = re.compile(r"-[0-9a-fA-F]{6,}(;[12])?$")
_SERVICE = ("CBAnn/", "CBRec/", "Message/", "Surrogate/", "Announcer/", "Recorder/", "ConfBridgeRecorder/")
_WITHHELD = {"anonymous", "unknown", "restricted", "private", "unavailable", ""}


class Directory(Protocol):
    """Who sits behind a device; kept in memory, asked by the trackers."""

    def agent_of_device(self, device: str) -> str | None:
        """User name of the agent with this device (PJSIP/1001, Local/1001@members/n), or None."""

    def device_of_agent(self, agent: str) -> str | None:
        """Device of an agent, or None."""

    def is_trunk(self, device: str) -> bool:
        """True for a line to the outside."""

    def is_internal_number(self, number: str) -> bool:
        """True for an extension, feature code or queue of ours."""

    def agent_of_number(self, number: str) -> str | None:
        """User name of the agent with this extension, or None."""


def device_of(channel: str) -> str:
    """PJSIP/1001-00000017 -> PJSIP/1001; Local/1004@members-00000002;1 -> Local/1004@members."""
    return _SUFFIX.sub("", channel)


def is_local(channel: str) -> bool:
    """A half of a Local channel: plumbing, never a person."""
    return channel.startswith("Local/")


def is_service(channel: str) -> bool:
    """Announcers and recorders that Asterisk makes for itself: never a person."""
    return channel.startswith(_SERVICE)


def local_twin(channel: str) -> str | None:
    """Local/…;1 -> Local/…;2 and back; None for other channels."""
    if not is_local(channel) or channel[-2:] not in (";1", ";2"):
        return None
    return channel[:-1] + ("2" if channel.endswith("1") else "1")


def extension_of(device: str) -> str | None:
    """The digits of PJSIP/1001, Local/1004@members/n, SIP/1001; None when it is no number."""
    name = device.partition("/")[2].partition("@")[0].partition("/")[0]
    return name if name.isdigit() else None


def number_or_none(number: str | None) -> str | None:
    """None for a withheld number, whatever word the line uses for it."""
    return None if number is None or number.strip().lower() in _WITHHELD else number


def dialed_digits(dial_string: str | None) -> str | None:
    """13900139001@trunk and PJSIP/13900139001@trunk -> 13900139001."""
    if not dial_string:
        return None
    head = dial_string.rpartition("/")[2].partition("@")[0]
    return head if head.lstrip("+").isdigit() else None
