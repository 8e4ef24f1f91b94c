"""Each kind of item takes what fits it and says what does not."""

from __future__ import annotations

import pytest

from cti.errors import InvalidInput
from cti.scripts.validation import checked
from tests.unit.scripts.surveys import item, refused, said


@pytest.mark.parametrize(
    ("kind", "more", "given_values", "stored"),
    [
        ("single", {"codes": "a b"}, ("b",), ("b",)),
        ("grade", {"codes": "1 2 3 4 5"}, ("4",), ("4",)),
        ("multiple", {"codes": "a b c"}, ("c", "a", "c"), ("a", "c")),
        ("scale", {}, ("0",), ("0",)),
        ("scale", {}, ("１０",), ("10",)),
        ("scale", {"minimum": 1, "maximum": 5}, ("5",), ("5",)),
        ("number", {}, ("3.50",), ("3.50",)),
        ("number", {}, ("007",), ("7",)),
        ("date", {}, ("2026-02-28",), ("2026-02-28",)),
        ("text", {}, ("  好的  ",), ("好的",)),
        ("consent", {}, ("yes",), ("yes",)),
        ("note", {}, ("anything",), ()),
        ("text", {}, ("  ",), ()),
    ],
)
def test_a_fitting_answer_is_stored_in_one_form(
    kind: str, more: dict[str, object], given_values: tuple[str, ...], stored: tuple[str, ...]
) -> None:
    assert checked(item("q", kind, **more), said("q", *given_values)).values == stored


@pytest.mark.parametrize(
    ("kind", "more", "given_values", "message"),
    [
        ("single", {"codes": "a b"}, ("c",), "no choice 'c'; choose from a, b"),
        ("single", {"codes": "a b"}, ("a", "b"), "takes one answer"),
        ("multiple", {"codes": "a b c", "maximum": 1}, ("a", "b"), "at most 1 choices"),
        ("multiple", {"codes": "a b c", "minimum": 2}, ("a",), "at least 2 choices"),
        ("scale", {}, ("11",), "at most 10"),
        ("scale", {}, ("-1",), "at least 0"),
        ("scale", {}, ("7.5",), "a whole number"),
        ("number", {"minimum": 18}, ("17",), "at least 18"),
        ("number", {}, ("many",), "a number, not 'many'"),
        ("number", {}, ("nan",), "a number, not 'nan'"),
        ("number", {}, ("1_0",), "a number, not '1_0'"),
        ("date", {}, ("2026-02-30",), "YYYY-MM-DD"),
        ("text", {"maximum": 3}, ("abcd",), "at most 3 characters"),
        ("text", {}, ("x" * 2001,), "at most 2000 characters"),
        ("consent", {}, ("maybe",), "choose from yes, no"),
    ],
)
def test_an_answer_that_does_not_fit_says_why(
    kind: str, more: dict[str, object], given_values: tuple[str, ...], message: str
) -> None:
    with pytest.raises(InvalidInput, match=message) as caught:
        checked(item("q", kind, **more), said("q", *given_values))
    assert caught.value.field == "q"


def test_only_hard_items_insist_on_an_answer() -> None:
    assert checked(item("q", required="soft"), said("q")).values == ()
    assert checked(item("q", required="no"), said("q")).values == ()
    with pytest.raises(InvalidInput, match="needs an answer or a refusal"):
        checked(item("q", required="hard"), said("q"))


def test_a_refusal_counts_as_an_answer_unless_it_is_forbidden() -> None:
    assert checked(item("q", required="hard"), refused("q")).refused
    with pytest.raises(InvalidInput, match="cannot be refused"):
        checked(item("q", refusable=False), refused("q"))
    with pytest.raises(InvalidInput, match=r"needs an answer$"):
        checked(item("q", refusable=False, required="hard"), said("q"))


def test_a_refusal_keeps_no_values() -> None:
    both = said("q", "x")
    assert checked(item("q"), type(both)(item="q", values=("x",), refused=True)).values == ()
