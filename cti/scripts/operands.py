"""Do the conditions of a script make sense? Their operands exist, are asked earlier and fit the types;
at least one item is always reached.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from cti.scripts.document import Item, Script
from cti.scripts.evaluation import as_number
from cti.scripts.expression import (
    ARITHMETIC,
    ORDERINGS,
    Binary,
    Call,
    Constant,
    ExpressionError,
    Listing,
    Name,
    Node,
    Unary,
    parse,
)  # fmt: skip
from cti.scripts.text import FIELDS

Type = Literal["number", "text", "truth", "list", "code"]
"""`code` is a choice code that spells a number, so that it may be ordered and calculated with."""


def condition_problems(script: Script) -> Iterator[str]:
    """Every problem of every `show_if`."""
    earlier: dict[str, Item] = {}
    later = {item.id for item in script.items}
    for item in script.items:
        if item.show_if is not None:
            yield from (
                f"item {item.id!r} show_if: {problem}" for problem in _check(item.show_if, earlier, later)
            )
        earlier.setdefault(item.id, item)
    if script.items and all(item.show_if is not None or item.kind == "hidden" for item in script.items):
        yield "items: at least one item must be shown always (without show_if)"


def _check(text: str, earlier: Mapping[str, Item], later: set[str]) -> list[str]:
    try:
        node = parse(text)
    except ExpressionError as error:
        return error.problems
    check = _Check(earlier, later)
    if check.type_of(node) not in ("truth", None):
        check.say(node, "the condition must be a comparison or answered(...), true or false")
    return check.problems


class _Check:
    """One walk through one condition; a type of None was complained about already (or is a field's)."""

    def __init__(self, earlier: Mapping[str, Item], later: set[str]) -> None:
        self._earlier = earlier
        self._later = later
        self.problems: list[str] = []

    def say(self, node: Node, problem: str) -> None:
        self.problems.append(f"{problem} (at character {node.position + 1})")

    def type_of(self, node: Node) -> Type | None:
        match node:
            case Constant(value=bool()):
                return "truth"
            case Constant(value=str()):
                return "text"
            case Constant():
                return "number"
            case Listing():
                return "list"
            case Name():
                return self._name(node)
            case Call():
                self._item(node.item, node)
                return "truth"
            case Unary(operator="not"):
                self._need(node.operand, "truth")
                return "truth"
            case Unary():
                self._need(node.operand, "number")
                return "number"
            case Binary():
                return self._binary(node)

    def _name(self, node: Name) -> Type | None:
        if "." in node.name:
            if node.name not in FIELDS and not node.name.startswith("customer."):
                self.say(node, f"there is no field {node.name!r}")
            return None
        item = self._item(node.name, node)
        return None if item is None else _type_of_item(item)

    def _item(self, name: str, node: Node) -> Item | None:
        item = self._earlier.get(name)
        if item is None:
            asked_later = name in self._later
            self.say(node, f"{name!r} is asked only later" if asked_later else f"there is no item {name!r}")
        elif item.kind == "note":
            self.say(node, f"{name!r} is a note and has no answer")
        return item

    def _need(self, node: Node, wanted: Literal["truth", "number"]) -> None:
        found = self.type_of(node)
        fits = ("truth",) if wanted == "truth" else ("number", "code")
        if found is not None and found not in fits:
            self.say(node, f"expected a {'condition' if wanted == 'truth' else 'number'} here, not a {found}")

    def _binary(self, node: Binary) -> Type:
        if node.operator in ("and", "or"):
            self._need(node.left, "truth")
            self._need(node.right, "truth")
        elif node.operator in ARITHMETIC:
            self._need(node.left, "number")
            self._need(node.right, "number")
            return "number"
        elif node.operator in ("in", "not in"):
            self._member(node)
        else:
            self._compare(node)
        return "truth"

    def _compare(self, node: Binary) -> None:
        types = self.type_of(node.left), self.type_of(node.right)
        if "list" in types:
            self.say(node, f'a list cannot be compared with {node.operator}: write "code" in the list')
        elif None not in types and not _comparable(types[0], types[1], node.operator):
            self.say(node, f"a {types[0]} cannot be compared with a {types[1]} by {node.operator}")
        else:
            self._codes(node.left, node.right)
            self._codes(node.right, node.left)

    def _member(self, node: Binary) -> None:
        if self.type_of(node.right) not in ("list", None):
            self.say(node, f'after {node.operator} comes a list ["a", "b"] or an item with several answers')
        if self.type_of(node.left) == "list":
            self.say(node, f"before {node.operator} stands one value, not a list")
        self._codes(node.left, node.right)
        self._codes(node.right, node.left)

    def _codes(self, named: Node, constants: Node) -> None:
        """Codes written in the condition are codes of the item they are compared with."""
        item = self._earlier.get(named.name) if isinstance(named, Name) else None
        if item is None or not item.options:
            return
        codes = {choice.code for choice in item.options}
        written = constants.values if isinstance(constants, Listing) else (constants,)
        for constant in written:
            if (
                isinstance(constant, Constant)
                and isinstance(constant.value, str)
                and constant.value not in codes
            ):
                self.say(constant, f"{item.id!r} has no choice {constant.value!r}")


def _type_of_item(item: Item) -> Type:
    if item.kind == "multiple":
        return "list"
    if item.kind in ("scale", "number"):
        return "number"
    numeric = bool(item.options) and all(as_number(choice.code) is not None for choice in item.options)
    return "code" if numeric else "text"


def _comparable(left: Type | None, right: Type | None, sign: str) -> bool:
    if sign in ORDERINGS and "truth" in (left, right):
        return False
    loose = {"code": ("number", "text", "code")}
    return left == right or right in loose.get(left or "", ()) or left in loose.get(right or "", ())
