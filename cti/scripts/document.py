"""Script documents: what is read to the customer, asked, and where the talk goes next. Pure data.

A published version is frozen; answers store item ids and choice codes, never labels.
"""

from __future__ import annotations

from typing import Literal

import msgspec

ItemKind = Literal[
    "note", "single", "multiple", "grade", "scale", "number", "date", "text", "consent", "hidden"
]
Text = dict[str, str]
"""A text per language: {"zh_CN": "...", "en": "..."}."""


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """One answer that can be picked: `code` is stored, `label` shown, `score` counted."""

    code: str
    label: Text
    score: float | None = None


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One step. `say` is read to the customer and may hold {customer.name}-style fields, `instruction` is
    for the agent. `show_if` is an expression over earlier answers; None means always."""

    id: str
    kind: ItemKind
    say: Text
    instruction: Text = {}
    choices: tuple[Choice, ...] = ()
    required: Literal["no", "soft", "hard"] = "soft"
    show_if: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    sensitive: bool = False
    refusable: bool = True


class Script(msgspec.Struct, frozen=True, kw_only=True):
    """A survey or call script. `version` 0 means not published yet."""

    name: str
    title: Text
    items: tuple[Item, ...]
    greeting: Text = {}
    version: int = 0
