"""Sections of a .conf file of Asterisk, as the manager's GetConfig answers them. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

_CATEGORY = re.compile(r"Category-(\d+)$")
_LINE = re.compile(r"Line-(\d+)-\d+$")


class Section(msgspec.Struct, frozen=True):
    """`settings` in order, those of its templates first; a key may come again."""

    name: str
    is_template: bool
    settings: tuple[tuple[str, str], ...]

    def get(self, key: str) -> str | None:
        """The last value of a key, as Asterisk takes it."""
        return next((value for name, value in reversed(self.settings) if name.lower() == key), None)


def sections(answer: Mapping[str, str]) -> list[Section]:
    """All sections in an answer to GetConfig."""
    names: dict[str, str] = {}
    settings: dict[str, list[tuple[str, str]]] = {}
    for header, value in answer.items():
        if match := _CATEGORY.match(header):
            names[match[1]] = value
        elif match := _LINE.match(header):
            settings.setdefault(match[1], []).append(_setting(value))
    return [
        Section(name, f"IsTemplate-{number}" in answer, tuple(settings.get(number, ())))
        for number, name in names.items()
    ]


def _setting(line: str) -> tuple[str, str]:
    """`key=value`; the key of an advanced event filter holds no equals sign."""
    key, _, value = line.partition("=")
    return key.strip(), value.strip()
