"""Who sits behind a device or an extension, in memory: users' phones, the trunks, the shape of extensions.

Asked by the trackers for every message, so nothing here waits. The users are read elsewhere and given
by `replace`, again whenever accounts change.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable

from cti.parties import extension_of
from cti.users.model import User

_REMEMBERED = 4096
"""Devices whose agent is kept at hand."""


class MemoryDirectory:
    """The `Directory` port of one PBX. Device names are compared without regard to case; `mark` follows the
    extension of somebody without account, so that 1001 here is not 1001 of another PBX."""

    def __init__(self, trunks: Iterable[str], internal_digits: int, mark: str = "") -> None:
        self._remembered = functools.lru_cache(_REMEMBERED)(self._look_up)
        self._mark = mark
        self._trunks = frozenset(trunk.casefold() for trunk in trunks)
        self._internal_digits = internal_digits
        self._devices: dict[str, str] = {}
        self._by_device: dict[str, str] = {}
        self._by_extension: dict[str, str] = {}
        self._softphones: frozenset[str] = frozenset()

    def replace(self, users: Iterable[User]) -> None:
        """Takes these accounts instead of all before; a user with only an extension has PJSIP/EXTENSION."""
        active = [user for user in users if not user.disabled]
        self._devices = {user.name: device for user in active if (device := device_of(user)) is not None}
        self._by_device = {device.casefold(): name for name, device in self._devices.items()}
        self._softphones = frozenset(user.name for user in active if user.phone == "softphone")
        self._by_extension = {user.extension: user.name for user in active if user.extension}
        self._remembered.cache_clear()

    def agent_of_device(self, device: str) -> str | None:
        """The user with this phone, else with its extension (also of Local/1001@members); the bare
        extension when nobody has it; None for trunks and anything else."""
        return self._remembered(device)

    def _look_up(self, device: str) -> str | None:
        key = device.casefold()
        if (agent := self._by_device.get(key)) is not None:
            return agent
        extension = None if key in self._trunks else extension_of(device)
        if extension is None or not self.is_internal_number(extension):
            return None
        return self._by_extension.get(extension, extension + self._mark)

    def agent_of_number(self, number: str) -> str | None:
        """The user with this extension; None when no user has it."""
        return self._by_extension.get(number)

    def device_of_agent(self, agent: str) -> str | None:
        """The phone of a user; None for names that no user has."""
        return self._devices.get(agent)

    def is_softphone(self, agent: str) -> bool:
        """True when the phone of this user is a browser."""
        return agent in self._softphones

    def is_trunk(self, device: str) -> bool:
        """True for a device that leads to the outside."""
        return device.casefold() in self._trunks

    def is_internal_number(self, number: str) -> bool:
        """True for digits short enough to be an extension, and for the extension of a user."""
        if number in self._by_extension:
            return True
        return number.isascii() and number.isdigit() and len(number) <= self._internal_digits


def device_of(user: User) -> str | None:
    """The phone of `user` as Asterisk names it; None when the account names neither phone nor extension."""
    return user.device or (f"PJSIP/{user.extension}" if user.extension else None)
