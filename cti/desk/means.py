"""What the phone of an agent can do, from the account and the settings: who answers, who holds. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase

from cti.config import Config
from cti.desk.controls import Means
from cti.directory import MemoryDirectory

SOFTPHONE = Means(answers="browser", holds="browser")


class PhoneMeans:
    """Asked for every change of a call, so nothing here waits."""

    def __init__(self, config: Config, directories: Mapping[str, MemoryDirectory]) -> None:
        self._obeying = {row.name: row.answer_by_notify for row in config.pbx}
        self._directories = directories

    def of(self, agent: str) -> Means:
        """A browser answers and holds by itself; other phones are held at the PBX, and answer when they are
        among those that obey."""
        for pbx, directory in self._directories.items():
            device = directory.device_of_agent(agent)
            if device is None:
                continue
            if directory.is_softphone(agent):
                return SOFTPHONE
            obeys = any(fnmatchcase(device, pattern) for pattern in self._obeying[pbx])
            return Means(answers="server" if obeys else "phone")
        return Means()
