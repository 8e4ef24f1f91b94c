"""What a condition comes to, given the answers so far. Total: no expression that parses can fail.

An item without an answer (or refused) has no value; a comparison with no value is false, arithmetic with
no value (or a division by zero) has none. A number compared with a text compares numbers when the text
is one; two texts are equal letter by letter and are ordered as numbers when both are, else as texts (so
ISO dates order rightly).
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Final, Protocol

from cti.scripts.expression import Binary, Call, Constant, Listing, Name, Node, Unary

Single = float | str | bool
Value = Single | tuple[Single, ...] | None


class Scope(Protocol):
    """Where names get their meaning."""

    def value(self, name: str) -> Value:
        """The answer to an item, all codes of a multiple one, or the text of a field."""

    def answered(self, item: str) -> bool:
        """Whether the customer said something to the item."""

    def refused(self, item: str) -> bool:
        """Whether the customer would not say."""


_ORDER: Final[dict[str, Callable[[float | str, float | str], bool]]] = {
    "==": operator.eq, "!=": operator.ne,
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_ARITHMETIC: Final[dict[str, Callable[[float, float], float]]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
}  # fmt: skip


def holds(node: Node, scope: Scope) -> bool:
    """Whether the condition is true now."""
    return evaluate(node, scope) is True


def evaluate(node: Node, scope: Scope) -> Value:
    """The value of `node`; None is no value."""
    match node:
        case Constant():
            return node.value
        case Name():
            return scope.value(node.name)
        case Listing():
            return tuple(constant.value for constant in node.values)
        case Call():
            return scope.answered(node.item) if node.function == "answered" else scope.refused(node.item)
        case Unary(operator="not"):
            return not holds(node.operand, scope)
        case Unary():
            number = as_number(evaluate(node.operand, scope))
            return None if number is None else -number
        case Binary():
            return _binary(node, scope)


def as_number(value: Value) -> float | None:
    """The number a value is or spells, else None."""
    if isinstance(value, bool) or not isinstance(value, str | float):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _binary(node: Binary, scope: Scope) -> Value:
    if node.operator in ("and", "or"):
        truths = (holds(side, scope) for side in (node.left, node.right))
        return all(truths) if node.operator == "and" else any(truths)
    left, right = evaluate(node.left, scope), evaluate(node.right, scope)
    if node.operator in _ARITHMETIC:
        return _calculate(node.operator, left, right)
    if node.operator in ("in", "not in"):
        return _known_member(left, right, wanted=node.operator == "in")
    return compare(node.operator, left, right)


def compare(sign: str, left: Value, right: Value) -> bool:
    """Whether `left sign right`; false when either has no value or they cannot be compared."""
    if isinstance(left, bool) and isinstance(right, bool):
        return _ORDER[sign](left, right)
    texts = isinstance(left, str) and isinstance(right, str)
    first, second = as_number(left), as_number(right)
    if first is not None and second is not None and not (texts and sign in ("==", "!=")):
        return _ORDER[sign](first, second)
    if isinstance(left, str) and isinstance(right, str):
        return _ORDER[sign](left, right)
    return False


def _calculate(sign: str, left: Value, right: Value) -> float | None:
    first, second = as_number(left), as_number(right)
    if first is None or second is None or (sign == "/" and second == 0):
        return None
    return _ARITHMETIC[sign](first, second)


def _known_member(left: Value, right: Value, *, wanted: bool) -> bool:
    if left is None or isinstance(left, tuple) or not isinstance(right, tuple):
        return False
    return any(compare("==", left, one) for one in right) is wanted
