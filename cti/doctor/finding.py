"""What the doctor says of one thing it looked at. Pure."""

from __future__ import annotations

from typing import Literal

import msgspec

Level = Literal["ok", "advice", "fix"]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """`fix`: it does not work so; `advice`: it works, but not at its best. `lines` belong into `file` on the
    PBX or here."""

    level: Level
    what: str
    change: str = ""
    file: str = ""
    lines: tuple[str, ...] = ()


def ok(what: str) -> Finding:
    """Nothing to do."""
    return Finding(level="ok", what=what)


def fix(what: str, change: str, file: str = "", *lines: str) -> Finding:
    """Must be changed."""
    return Finding(level="fix", what=what, change=change, file=file, lines=lines)


def advice(what: str, change: str, file: str = "", *lines: str) -> Finding:
    """Had better be changed."""
    return Finding(level="advice", what=what, change=change, file=file, lines=lines)
