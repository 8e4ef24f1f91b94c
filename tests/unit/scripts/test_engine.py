"""The talk goes where the answers lead; what a changed answer closes is forgotten."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti.errors import InvalidInput, NotFound
from cti.scripts import engine
from cti.scripts.document import Script
from cti.scripts.run import Answer, ScriptRun
from tests.unit.scripts.surveys import FIELDS, SATISFACTION, item, refused, run_of, said, script


def play(document: Script, *answers: Answer, run: ScriptRun | None = None) -> ScriptRun:
    run = run or run_of(document)
    for given_answer in answers:
        run = engine.answer(document, run, given_answer, FIELDS)
    return run


def asked(document: Script, run: ScriptRun) -> str | None:
    place = engine.position(document, run, FIELDS)
    return place.item.id if place.item else None


def test_a_good_grade_goes_straight_to_the_recommendation_and_the_thanks() -> None:
    run = run_of(SATISFACTION)
    steps = []
    for answer in (said("intro_support"), said("satisfaction", "5"), said("recommend", "10"), said("thanks")):
        steps.append(asked(SATISFACTION, run))
        run = play(SATISFACTION, answer, run=run)
    assert steps == ["intro_support", "satisfaction", "recommend", "thanks"]
    assert (run.state, asked(SATISFACTION, run)) == ("complete", None)


def test_a_low_grade_asks_why_and_offers_a_call_back() -> None:
    run = play(SATISFACTION, said("intro_support"), said("satisfaction", "1"))
    assert asked(SATISFACTION, run) == "why"
    run = play(
        SATISFACTION,
        said("why", "other", "waiting"),
        said("why_text", "太久"),
        said("recommend", "9"),
        run=run,
    )
    assert asked(SATISFACTION, run) == "callback"
    run = play(SATISFACTION, said("callback", "yes"), said("callback_date", "2026-12-01"), run=run)
    assert asked(SATISFACTION, run) == "thanks_callback"
    assert next(answer for answer in run.answers if answer.item == "why").values == ("waiting", "other")


def test_who_refuses_to_say_why_is_not_pressed() -> None:
    run = play(SATISFACTION, said("intro_support"), said("satisfaction", "2"), refused("why"))
    assert asked(SATISFACTION, run) == "recommend"


@pytest.mark.parametrize(
    ("queue", "first"),
    [("support", "intro_support"), ("sales", "intro_sales"), ("vip", "intro"), (None, "intro")],
)
def test_the_queue_chooses_how_the_talk_begins(queue: str | None, first: str) -> None:
    fields = {"call.queue": queue} if queue else {}
    place = engine.position(SATISFACTION, run_of(SATISFACTION), fields)
    assert place.item is not None
    assert place.item.id == first


def test_a_changed_answer_closes_its_branch_and_its_answers_are_removed() -> None:
    run = play(
        SATISFACTION,
        said("intro_support"),
        said("satisfaction", "1"),
        said("why", "waiting"),
        said("why_text", "x"),
        said("recommend", "3"),
    )
    run = play(SATISFACTION, said("satisfaction", "5"), run=run)
    assert [answer.item for answer in run.answers] == ["intro_support", "satisfaction", "recommend"]
    assert asked(SATISFACTION, run) == "callback"


def test_a_changed_answer_opens_a_finished_run_again() -> None:
    run = play(
        SATISFACTION, said("intro_support"), said("satisfaction", "5"), said("recommend", "8"), said("thanks")
    )
    assert run.state == "complete"
    run = play(SATISFACTION, said("satisfaction", "2"), run=run)
    assert (run.state, asked(SATISFACTION, run)) == ("open", "why")


def test_closing_a_branch_closes_the_branches_that_hang_on_it() -> None:
    document = script(
        item("a", "single", codes="yes no"),
        item("b", "single", codes="yes no", show_if='a == "yes"'),
        item("c", show_if='b == "yes"'),
        item("d", show_if="answered(c)"),
    )
    run = play(document, said("a", "yes"), said("b", "yes"), said("c", "x"), said("d", "y"))
    assert run.state == "complete"
    run = play(document, said("a", "no"), run=run)
    assert [answer.item for answer in run.answers] == ["a"]
    assert run.state == "complete"


def test_progress_counts_only_what_is_shown() -> None:
    run = run_of(SATISFACTION)
    start = engine.position(SATISFACTION, run, FIELDS)
    run = play(SATISFACTION, said("intro_support"), said("satisfaction", "1"))
    low = engine.position(SATISFACTION, run, FIELDS)
    assert (start.number, start.total) == (1, 4)
    assert (low.number, low.total) == (3, 7)


def test_going_back_shows_the_item_and_changes_nothing() -> None:
    run = play(SATISFACTION, said("intro_support"), said("satisfaction", "5"))
    place = engine.at_item(SATISFACTION, run, "satisfaction", FIELDS)
    assert place.item is not None
    assert (place.item.id, place.number, place.total) == ("satisfaction", 2, 4)
    assert asked(SATISFACTION, run) == "recommend"


def test_going_back_to_a_closed_branch_is_refused() -> None:
    with pytest.raises(NotFound, match="does not ask why here"):
        engine.at_item(SATISFACTION, run_of(SATISFACTION), "why", FIELDS)


@pytest.mark.parametrize("item_id", ["why", "nothing"])
def test_an_answer_to_what_is_not_asked_is_refused(item_id: str) -> None:
    with pytest.raises(NotFound, match="does not ask"):
        play(SATISFACTION, said(item_id, "x"))


def test_an_answer_that_does_not_fit_leaves_the_run_as_it_was() -> None:
    run = play(SATISFACTION, said("intro_support"))
    with pytest.raises(InvalidInput) as caught:
        play(SATISFACTION, said("satisfaction", "9"), run=run)
    assert caught.value.field == "satisfaction"
    assert asked(SATISFACTION, run) == "satisfaction"


def test_hidden_items_are_filled_by_programs_and_steer_the_talk() -> None:
    document = script(item("segment", "hidden"), item("a"), item("gold", show_if='segment == "gold"'))
    run = run_of(document)
    assert (asked(document, run), engine.position(document, run, {}).total) == ("a", 1)
    run = play(document, said("segment", "gold"))
    assert engine.position(document, run, {}).total == 2


def test_a_talk_that_ends_early_is_partial_and_can_be_taken_up_again() -> None:
    run = engine.stop(play(SATISFACTION, said("intro_support")))
    assert (run.state, asked(SATISFACTION, run)) == ("partial", "satisfaction")
    assert play(SATISFACTION, said("satisfaction", "5"), run=run).state == "open"


def test_a_finished_run_stays_complete_when_the_talk_ends() -> None:
    run = play(script(item("a")), said("a", "x"))
    assert engine.stop(run).state == "complete"


def test_a_run_stays_with_the_version_it_began_with() -> None:
    first = script(item("a", "single", codes="x y"), item("b", show_if='a == "x"'))
    run = play(first, said("a", "x"))
    second = script(item("a", "single", codes="x z"), item("c"))
    assert run.version == 1
    assert asked(first, run) == "b"
    assert [answer.item for answer in play(first, said("b", "t"), run=run).answers] == ["a", "b"]
    with pytest.raises(NotFound):
        play(second, said("b", "t"), run=run)


@given(st.lists(st.tuples(st.integers(0, 10), st.sampled_from("0123456789")), max_size=25))
def test_however_the_agent_jumps_about_only_shown_items_keep_answers(steps: list[tuple[int, str]]) -> None:
    values = {"why": "other", "callback": "yes", "callback_date": "2026-12-01"}
    run = run_of(SATISFACTION)
    for index, digit in steps:
        name = SATISFACTION.items[index].id
        try:
            run = engine.answer(SATISFACTION, run, said(name, values.get(name, digit)), FIELDS)
        except (InvalidInput, NotFound):
            continue
        place = engine.position(SATISFACTION, run, FIELDS)
        shown = [one.id for one in place.path]
        assert [answer.item for answer in run.answers] == [
            one for one in shown if one in {a.item for a in run.answers}
        ]
        assert (run.state == "complete") is (place.item is None)
