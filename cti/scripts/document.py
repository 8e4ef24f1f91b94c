"""Script documents: what is read to the customer, asked, and where the talk goes next. Pure data.

A published version is frozen; answers store item ids and choice codes, never labels.
"""

from __future__ import annotations

from typing import Final, Literal

import msgspec

ItemKind = Literal[
    "note", "single", "multiple", "grade", "scale", "number", "date", "text", "consent", "hidden"
]
Text = dict[str, str]
"""A text per language: {"zh_CN": "...", "en": "..."}."""


class Choice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One answer that can be picked: `code` is stored, `label` shown, `score` counted."""

    code: str
    label: Text
    score: float | None = None


CONSENT: Final = (
    Choice(code="yes", label={"zh_CN": "同意", "en": "Yes"}),
    Choice(code="no", label={"zh_CN": "不同意", "en": "No"}),
)
"""The choices of a consent item that brings none of its own; its codes are always these two."""


class Item(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One step. `say` is read to the customer and may hold {customer.name}-style fields, `instruction` is
    for the agent. `show_if` is a condition over earlier answers; None means always. A `hidden` item is
    never shown: a program fills it.

    `minimum` and `maximum` bound a scale (0 to 10 unless given) or number, the count of choices of a
    multiple item, the characters of a text. `required`: hard must be answered or refused, soft warns.
    `measure` csat: the answers, 1 (worst) to 5, are the customers' satisfaction in the figures.
    """

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
    measure: Literal["csat"] | None = None

    @property
    def scores(self) -> dict[str, float]:
        """What each code counts: its score, else the number it is; codes that are neither are left out."""
        if self.kind == "scale":
            low, high = (int(bound or 0) for bound in self.bounds)
            return {str(number): float(number) for number in range(low, high + 1)}
        found = (
            (one.code, one.score if one.score is not None else _number(one.code)) for one in self.options
        )
        return {code: score for code, score in found if score is not None}

    @property
    def options(self) -> tuple[Choice, ...]:
        """The choices offered."""
        return self.choices or (CONSENT if self.kind == "consent" else ())

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """Lowest and highest allowed, None where open."""
        if self.kind != "scale":
            return self.minimum, self.maximum
        return (0.0 if self.minimum is None else self.minimum, 10.0 if self.maximum is None else self.maximum)


def _number(code: str) -> float | None:
    return float(code) if code.isascii() and code.isdigit() else None


class Script(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A survey or call script. `greeting` is what the agent says first, before the script starts.
    `version` 0 means not published yet."""

    name: str
    title: Text
    items: tuple[Item, ...]
    greeting: Text = {}
    version: int = 0
