"""Dispositions: what agents say of how a call went, as a tree with groups and, at its ends, codes to choose.

Pure. The tree is written in the settings; calls keep the code that was chosen, its path is looked up.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec

Name = Annotated[str, msgspec.Meta(min_length=1)]


class Disposition(msgspec.Struct, frozen=True, kw_only=True):
    """[[dispositions]]: one outcome an agent may give a call, or (named as `parent` by others) a group of
    them; empty `queues` means those of the parent, else every queue. `key` "" is the place in its level."""

    code: Name
    zh_CN: Name
    en: Name
    parent: str = ""
    queues: tuple[str, ...] = ()
    key: Annotated[str, msgspec.Meta(pattern="^[1-9]?$")] = ""


def path(rows: Sequence[Disposition], code: str) -> tuple[Disposition, ...]:
    """From the top to `code`; nothing for a code that the settings do not have (any more)."""
    known = {row.code: row for row in rows}
    found: list[Disposition] = []
    while (row := known.get(code)) is not None and row not in found:
        found.insert(0, row)
        code = row.parent
    return tuple(found)


def within(rows: Sequence[Disposition], code: str) -> frozenset[str]:
    """`code` and everything below it; itself alone when the settings do not have it."""
    below = {row.code for row in rows if any(one.code == code for one in path(rows, row.code))}
    return frozenset(below | {code})


def choices(rows: Sequence[Disposition], queue: str | None) -> tuple[Disposition, ...]:
    """What calls of `queue` (None: direct calls) may be given: the ends of the tree."""
    groups = {row.parent for row in rows}
    return tuple(row for row in rows if row.code not in groups and _is_for(rows, row, queue))


def problems_of(rows: Sequence[Disposition]) -> list[str]:
    """What is wrong with the tree as it is written, one line each."""
    known = {row.code for row in rows}
    found = []
    for place, row in enumerate(rows):
        where = f"dispositions[{place}]"
        if row.parent and row.parent not in known:
            found.append(f"{where}.parent: there is no disposition `{row.parent}`")
        elif row.parent and not _reaches_the_top(rows, row):
            found.append(f"{where}.parent: `{row.code}` is inside itself")
        if row.key and any(one.key == row.key and one.parent == row.parent for one in rows[:place]):
            found.append(f"{where}.key: `{row.key}` is there twice in its level")
    return found


def _reaches_the_top(rows: Sequence[Disposition], row: Disposition) -> bool:
    return path(rows, row.code)[0].parent == ""


def _is_for(rows: Sequence[Disposition], row: Disposition, queue: str | None) -> bool:
    """The nearest queues named on the way to the top decide."""
    named = next((one.queues for one in reversed(path(rows, row.code)) if one.queues), ())
    return not named or (queue is not None and queue in named)
