"""A script that cannot be talked through is not published, and every problem is listed at once."""

from __future__ import annotations

import msgspec
import pytest

from cti.errors import ScriptInvalid
from cti.scripts import publish
from cti.scripts.document import Choice, Item, Script
from tests.unit.scripts.surveys import SALES, SATISFACTION, both, item, script

FIRST = (
    item("grade", "grade", codes="1 2 3"),
    item("kind", "single", codes="new old"),
    item("why", "multiple", codes="a b"),
    item("nps", "scale"),
    item("told", "text"),
    item("read", "note"),
)


@pytest.mark.parametrize("document", [SATISFACTION, SALES], ids=lambda document: document.name)
def test_the_demo_scripts_can_be_published(document: Script) -> None:
    assert publish.problems(document) == []
    publish.require_publishable(document)


@pytest.mark.parametrize(
    "condition",
    [
        "grade <= 2",
        'grade == "1"',
        "grade in [1, 2]",
        'kind == "new" and not refused(told)',
        '"a" in why',
        "nps * 2 + 1 > grade",
        "answered(why)",
        'told == "x"',
        "customer.ward == 3",
        'call.queue in ["sales"]',
        "true",
    ],
)
def test_conditions_that_make_sense_pass(condition: str) -> None:
    assert publish.problems(script(*FIRST, item("last", show_if=condition))) == []


@pytest.mark.parametrize(
    ("condition", "problem"),
    [
        ("grade <=", "found the end"),
        ("nobody == 1", "there is no item 'nobody'"),
        ("last == 'x'", "'last' is asked only later"),
        ("later == 'x'", "'later' is asked only later"),
        ("answered(later)", "'later' is asked only later"),
        ("answered(read)", "'read' is a note"),
        ('kind == "lost"', "'kind' has no choice 'lost'"),
        ('grade in ["1", "9"]', "'grade' has no choice '9'"),
        ('"z" in why', "'why' has no choice 'z'"),
        ('why == "a"', "a list cannot be compared"),
        ("why in [1]", "before in stands one value"),
        ("grade in kind", "after in comes a list"),
        ("told < 3", "a text cannot be compared with a number"),
        ("kind + 1 > 2", "expected a number here, not a text"),
        ("not grade", "expected a condition here, not a code"),
        ("grade and true", "expected a condition here"),
        ("answered(told) < true", "a truth cannot be compared"),
        ("nps + 1", "the condition must be a comparison"),
        ("call.colour == 1", "there is no field 'call.colour'"),
    ],
)
def test_conditions_that_make_no_sense_are_named(condition: str, problem: str) -> None:
    document = script(*FIRST, item("last", show_if=condition), item("later"))
    found = publish.problems(document)
    assert any(line.startswith("item 'last' show_if: ") and problem in line for line in found), found


def test_something_must_always_be_shown() -> None:
    document = script(item("secret", "hidden"), item("a", show_if="answered(secret)"))
    assert publish.problems(document) == ["items: at least one item must be shown always (without show_if)"]


@pytest.mark.parametrize(
    ("broken", "problem"),
    [
        (item("Q 1"), "an id is small letters"),
        (item("and"), "an id is small letters"),
        (item("q", "single", codes="a"), "needs at least two choices"),
        (item("q", "multiple", codes="a a"), "the choice code 'a' is used 2 times"),
        (item("q", "text", codes="a b"), "a text item has no choices"),
        (item("q", "consent", codes="ja nein"), "are yes and no"),
        (item("q", "date", minimum=1), "a date item has no minimum or maximum"),
        (item("q", "number", minimum=5, maximum=1), "the minimum 5 is above the maximum 1"),
        (item("q", "scale", maximum=7.5), "between whole numbers"),
        (item("q", "multiple", codes="a b", minimum=3), "at least 3 of 2 choices"),
        (item("q", "note", required="hard"), "cannot be required hard"),
        (item("q", "text", measure="csat"), "a single, grade or scale item"),
        (item("q", "grade", codes="good bad", measure="csat"), "with a score per answer"),
        (item("q", "scale", measure="csat"), "from 1 (worst) to 5 (best)"),
        (item("q", "grade", codes="1 2 3", measure="csat"), "from 1 (worst) to 5 (best)"),
        (item("q", say={"zh_CN": "问"}), "item 'q' say: the text in en is missing"),
        (item("q", say={"zh_CN": "问", "en": "  "}), "item 'q' say: the text in en is missing"),
        (item("q", say={**both("x"), "fr": "x"}), "'fr' is no language"),
        (item("q", instruction={"en": "x"}), "item 'q' instruction: the text in zh_CN is missing"),
        (item("q", say=both("{agent.shoe}")), "{agent.shoe} is no field"),
        (item("q", say=both("{q}")), "{q} is no field and no earlier item"),
        (item("q", say=both("{customer.name")), "a brace is not part of a {field}"),
    ],
)
def test_a_broken_item_is_named(broken: Item, problem: str) -> None:
    found = publish.problems(script(item("first"), broken))
    assert any(problem in line for line in found), found


@pytest.mark.parametrize(
    "measuring",
    [
        item("q", "grade", codes="5 4 3 2 1", measure="csat"),
        item("q", "scale", minimum=1.0, maximum=5.0, measure="csat"),
    ],
)
def test_satisfaction_is_measured_from_one_to_five(measuring: Item) -> None:
    assert publish.problems(script(measuring)) == []
    assert measuring.scores == {str(number): float(number) for number in range(1, 6)}


def test_choice_labels_need_both_languages_and_a_code() -> None:
    choices = (Choice(code="a", label={"en": "A"}), Choice(code=" ", label=both("B")))
    found = publish.problems(script(msgspec.structs.replace(item("q", "single"), choices=choices)))
    assert found == [
        "item 'q' choice 'a': the text in zh_CN is missing",
        "item 'q': the choice code ' ' must not be empty or have spaces around it",
    ]


def test_sensitive_answers_cannot_be_repeated_in_a_text() -> None:
    document = script(item("card", sensitive=True), item("q", say=both("{card}")))
    assert len(publish.problems(document)) == 2


def test_all_problems_come_at_once() -> None:
    document = Script(
        name="Bad name", title={}, items=(item("a"), item("a", "single"), item("b", show_if="x"))
    )
    with pytest.raises(ScriptInvalid) as caught:
        publish.require_publishable(document)
    problems = "\n".join(caught.value.problems)
    for part in (
        "name:",
        "title: the text in zh_CN",
        "'a' is used 2 times",
        "at least two choices",
        "no item 'x'",
    ):
        assert part in problems


def test_a_script_without_items_is_refused() -> None:
    assert publish.problems(script()) == ["items: a script needs at least one item"]
