"""The language of `show_if`: text in, a checked syntax tree out. Nothing is evaluated here.

    q1 in ["1", "2"] and not refused(q2)        answers are choice codes, numbers, dates or texts
    "price" in why                              a multiple answer holds several codes
    nps <= 6 or call.queue == "vip"             fields of the customer, the agent and the call

Operators, loosest first: or, and, not, one comparison (== != < <= > >= in, not in), + -, * /.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, Literal, NoReturn, cast

import msgspec

from cti.errors import ScriptInvalid

Operator = Literal["or", "and", "==", "!=", "<", "<=", ">", ">=", "in", "not in", "+", "-", "*", "/"]
Function = Literal["answered", "refused"]
ORDERINGS: Final = ("<", "<=", ">", ">=")
ARITHMETIC: Final = ("+", "-", "*", "/")
RESERVED: Final = ("or", "and", "not", "in", "true", "false", "answered", "refused")
"""Words that cannot be item ids."""
_COMPARISONS: Final = ("==", "!=", *ORDERINGS, "in")
_LONGEST: Final = 1000
_DEEPEST: Final = 20
_TOKEN: Final = re.compile(
    r"\s*(?:(?P<number>[0-9]+(?:\.[0-9]+)?(?!\w))"
    r"|(?P<string>\"[^\"]*\"|'[^']*')"
    r"|(?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*)"
    r"|(?P<sign>==|!=|<=|>=|[<>()\[\],+*/-]))"
)


class ExpressionError(ScriptInvalid):
    """A `show_if` cannot be read; `position` counts characters from 0."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__([f"{message} (at character {position + 1})"])
        self.position = position


class Constant(msgspec.Struct, frozen=True):
    """A number, text or truth written in the expression."""

    value: float | str | bool
    position: int = 0


class Name(msgspec.Struct, frozen=True):
    """The answer to an item, or with a dot a field: `customer.gender`."""

    name: str
    position: int = 0


class Listing(msgspec.Struct, frozen=True):
    """Constants in square brackets."""

    values: tuple[Constant, ...]
    position: int = 0


class Call(msgspec.Struct, frozen=True):
    """`answered(item)` or `refused(item)`."""

    function: Function
    item: str
    position: int = 0


class Unary(msgspec.Struct, frozen=True):
    """`not x` or `-x`."""

    operator: Literal["not", "-"]
    operand: Node
    position: int = 0


class Binary(msgspec.Struct, frozen=True):
    """Two operands; `position` is that of the operator."""

    operator: Operator
    left: Node
    right: Node
    position: int = 0


Node = Constant | Name | Listing | Call | Unary | Binary


class _Token(msgspec.Struct, frozen=True):
    kind: Literal["number", "string", "name", "sign", "end"]
    text: str
    position: int


def parse(text: str) -> Node:
    """Read an expression; raises `ExpressionError` with the place of the first mistake."""
    if len(text) > _LONGEST:
        raise ExpressionError(f"the condition is longer than {_LONGEST} characters", _LONGEST)
    return _Parser(_tokens(text)).whole()


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            _unreadable(text, at + len(text[at:]) - len(text[at:].lstrip()))
        kind = cast(Literal["number", "string", "name", "sign"], match.lastgroup)
        tokens.append(_Token(kind, match[kind], match.start(kind)))
        at = match.end()
    return [*tokens, _Token("end", "the end", len(text))]


def _unreadable(text: str, at: int) -> NoReturn:
    if text[at] in "\"'":
        raise ExpressionError("the text is not closed by a second quotation mark", at)
    if text[at] == "=":
        raise ExpressionError("write == to compare", at)
    raise ExpressionError(f"{text[at]!r} means nothing here", at)


class _Parser:
    """Recursive descent, one method per level of binding."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def whole(self) -> Node:
        node = self._disjunction()
        if self._next.kind != "end":
            self._refuse("expected and, or, a comparison or the end")
        return node

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _refuse(self, wanted: str) -> NoReturn:
        found = self._next
        shown = found.text if found.kind == "end" else repr(found.text)
        raise ExpressionError(f"{wanted}, found {shown}", found.position)

    def _take(self, *texts: str) -> _Token | None:
        """The next token when it is one of these words or signs."""
        token = self._next
        if token.kind in ("name", "sign") and token.text in texts:
            self._at += 1
            return token
        return None

    def _need(self, text: str) -> None:
        if self._take(text) is None:
            self._refuse(f"expected {text!r}")

    def _chain(self, below: Callable[[], Node], *operators: str) -> Node:
        node = below()
        while token := self._take(*operators):
            node = Binary(cast(Operator, token.text), node, below(), token.position)
        return node

    def _disjunction(self) -> Node:
        return self._chain(self._conjunction, "or")

    def _conjunction(self) -> Node:
        return self._chain(self._negation, "and")

    def _negation(self) -> Node:
        if token := self._take("not"):
            return Unary("not", self._deeper(self._negation), token.position)
        return self._comparison()

    def _comparison(self) -> Node:
        left = self._sum()
        if token := self._take(*_COMPARISONS):
            return Binary(cast(Operator, token.text), left, self._sum(), token.position)
        if token := self._take("not"):
            self._need("in")
            return Binary("not in", left, self._sum(), token.position)
        return left

    def _sum(self) -> Node:
        return self._chain(self._product, "+", "-")

    def _product(self) -> Node:
        return self._chain(self._signed, "*", "/")

    def _signed(self) -> Node:
        if token := self._take("-"):
            return Unary("-", self._deeper(self._signed), token.position)
        return self._primary()

    def _deeper(self, below: Callable[[], Node]) -> Node:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ExpressionError(f"more than {_DEEPEST} levels inside each other", self._next.position)
        node = below()
        self._depth -= 1
        return node

    def _primary(self) -> Node:
        if self._take("("):
            node = self._deeper(self._disjunction)
            self._need(")")
            return node
        if token := self._take("["):
            return Listing(self._listed(), token.position)
        if token := self._take("answered", "refused"):
            return self._call(token)
        if token := self._take_name():
            return Name(token.text, token.position)
        return self._constant()

    def _take_name(self) -> _Token | None:
        token = self._next
        if token.kind != "name" or token.text in RESERVED:
            return None
        self._at += 1
        return token

    def _call(self, function: _Token) -> Call:
        self._need("(")
        item = self._take_name()
        if item is None:
            self._refuse("expected the id of an item")
        self._need(")")
        return Call(cast(Function, function.text), item.text, function.position)

    def _listed(self) -> tuple[Constant, ...]:
        values: list[Constant] = []
        while not self._take("]"):
            if values:
                self._need(",")
            values.append(self._constant())
        return tuple(values)

    def _constant(self) -> Constant:
        token = self._next
        if truth := self._take("true", "false"):
            return Constant(truth.text == "true", truth.position)
        if token.kind not in ("number", "string"):
            self._refuse("expected an item id, a number or a text in quotation marks")
        self._at += 1
        value = float(token.text) if token.kind == "number" else token.text[1:-1]
        return Constant(value, token.position)
