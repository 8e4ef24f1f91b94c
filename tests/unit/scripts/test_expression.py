"""The condition language: what parses, how it binds, where mistakes are, and what it comes to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti.scripts.evaluation import Value, evaluate, holds
from cti.scripts.expression import Binary, Call, Constant, ExpressionError, Listing, Name, Node, Unary, parse


class Talk:
    """A scope with a few answers: q1 "2", nps "10", why two codes, day a date; q2 refused."""

    values: dict[str, Value]

    def __init__(self) -> None:
        self.values = {
            "q1": "2",
            "nps": "10",
            "why": ("price", "wait"),
            "day": "2026-03-01",
            "call.queue": "sales",
        }

    def value(self, name: str) -> Value:
        return self.values.get(name)

    def answered(self, item: str) -> bool:
        return item in self.values

    def refused(self, item: str) -> bool:
        return item == "q2"


@pytest.mark.parametrize(
    "text",
    [
        "q1 <= 2",
        'q1 in ["1", "2"] and not refused(q1) or false',
        "q1 in ['1', '2']",
        "q1 in [1, 2.0]",
        "q1 not in ['4', '5']",
        '"price" in why',
        '"staff" not in why',
        "nps > q1",
        "nps == 10",
        "nps - q1 * 3 == 4",
        "(nps - q1) * 3 == 24",
        "nps - q1 - 3 == 5",
        "nps / 4 == 2.5",
        "-q1 < 0",
        "answered(q1) and refused(q2)",
        "not answered(q2)",
        'call.queue == "sales"',
        'day >= "2026-02-28"',
        "not unknown == 1",
        "true",
        "q1 == 2 or unknown == 1 and false",
        "(true == true)",
    ],
)
def test_a_condition_that_is_true(text: str) -> None:
    assert holds(parse(text), Talk())


@pytest.mark.parametrize(
    "text",
    [
        "q1 > 2",
        'q1 == "02"',
        "refused(q1)",
        "answered(q2)",
        "unknown == 1",
        "unknown != 1",
        "unknown not in ['1']",
        "q2 in ['1']",
        "nps / 0 == nps / 0",
        "why == 'price'",
        "day > 3",
        "q1",
        "1 + 1",
        "false or call.number == '1'",
    ],
)
def test_a_condition_that_is_not_true(text: str) -> None:
    assert not holds(parse(text), Talk())


def test_operators_bind_as_in_school() -> None:
    tree = parse("a or b and not c < 1 + 2 * -3")
    assert isinstance(tree, Binary)
    assert tree.operator == "or"
    assert isinstance(tree.right, Binary)
    assert tree.right.operator == "and"
    assert isinstance(tree.right.right, Unary)
    comparison = tree.right.right.operand
    assert isinstance(comparison, Binary)
    assert comparison.operator == "<"
    assert isinstance(comparison.right, Binary)
    assert comparison.right.operator == "+"


@pytest.mark.parametrize(
    ("text", "message", "position"),
    [
        ("", "found the end", 0),
        ("q1 <", "found the end", 4),
        ("q1 = 2", "write == to compare", 3),
        ("q1 == 'x", "not closed", 6),
        ("q1 ~ 2", "'~' means nothing here", 3),
        ("q1 q2", "expected and, or", 3),
        ("(q1 == 1", "expected ')'", 8),
        ("q1 in ['1' '2']", "expected ','", 11),
        ("q1 in ['1',]", "expected an item id, a number", 11),
        ("q1 in [q2]", "expected an item id, a number", 7),
        ("q1 not 2", "expected 'in'", 7),
        ("answered q1", "expected '('", 9),
        ("refused('q1')", "expected the id of an item", 8),
        ("1 < q1 < 3", "expected and, or", 7),
        ("and", "found 'and'", 0),
        ("__import__('os')", "expected and, or", 10),
        ("2x == 1", "means nothing here", 0),
        ("x" * 1001, "longer than 1000", 1000),
    ],
)
def test_a_mistake_is_named_with_its_place(text: str, message: str, position: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert message in str(caught.value)
    assert caught.value.position == position
    assert caught.value.code == "script_invalid"


@pytest.mark.parametrize("text", ["(" * 300 + "1" + ")" * 300, "not " * 200 + "true", "-" * 500 + "1"])
def test_deep_nesting_is_refused_and_not_crashed_on(text: str) -> None:
    with pytest.raises(ExpressionError, match="levels inside each other"):
        parse(text)


names = st.from_regex(r"[a-z][a-z0-9]{0,5}(\.[a-z]{1,5})?", fullmatch=True).filter(
    lambda name: name not in ("or", "and", "not", "in", "true", "false", "answered", "refused")
)
constants = st.builds(
    Constant,
    st.one_of(
        st.integers(0, 10**6).map(float),
        st.text("abc中 0159", max_size=5),
        st.booleans(),
    ),
)
leaves = st.one_of(
    constants,
    st.builds(Name, names),
    st.builds(Listing, st.lists(constants, max_size=3).map(tuple)),
    st.builds(Call, st.sampled_from(["answered", "refused"]), names),
)
signs = st.sampled_from(["or", "and", "==", "!=", "<", "<=", ">", ">=", "in", "not in", "+", "-", "*", "/"])
trees = st.recursive(
    leaves,
    lambda below: st.one_of(
        st.builds(Unary, st.sampled_from(["not", "-"]), below), st.builds(Binary, signs, below, below)
    ),
    max_leaves=6,
)


def written(node: Node) -> str:
    match node:
        case Constant(value=bool()):
            return str(node.value).lower()
        case Constant(value=str()):
            return f"'{node.value}'"
        case Constant():
            return f"{node.value:.1f}"
        case Name():
            return node.name
        case Listing():
            return "[" + ", ".join(written(value) for value in node.values) + "]"
        case Call():
            return f"{node.function}({node.item})"
        case Unary():
            return f"({node.operator} {written(node.operand)})"
        case Binary():
            return f"({written(node.left)} {node.operator} {written(node.right)})"


def shape(node: Node) -> object:
    """The tree without positions."""
    match node:
        case Constant():
            return node.value
        case Name():
            return ("name", node.name)
        case Listing():
            return ["list", *(shape(value) for value in node.values)]
        case Call():
            return (node.function, node.item)
        case Unary():
            return (node.operator, shape(node.operand))
        case Binary():
            return (node.operator, shape(node.left), shape(node.right))


@given(trees)
def test_every_tree_is_read_back_as_it_was_written(tree: Node) -> None:
    assert shape(parse(written(tree))) == shape(tree)


@given(trees, st.dictionaries(names, st.text(max_size=3), max_size=4))
def test_whatever_parses_can_be_evaluated(tree: Node, answers: dict[str, str]) -> None:
    talk = Talk()
    talk.values.update(answers)
    value = evaluate(tree, talk)
    assert value is None or isinstance(value, str | float | bool | tuple)
    assert holds(tree, talk) is (value is True)


@given(st.text(st.sampled_from("q1 ()[]'\"<>=!+-*/.,2andornotin中"), max_size=40))
def test_any_text_parses_or_is_refused_with_a_place_inside_it(text: str) -> None:
    try:
        place = parse(text).position
    except ExpressionError as error:
        place = error.position
    assert 0 <= place <= len(text)
