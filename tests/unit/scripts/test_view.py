"""The agent sees finished sentences in the run's language, never a gap, never markup of ours."""

from __future__ import annotations

import pytest

from cti.errors import NotFound
from cti.scripts import engine
from cti.scripts.fields import script_fields
from cti.scripts.text import render
from cti.scripts.view import AnswerView, RunView, greeting, value_label, view
from tests.unit.scripts.surveys import FIELDS, SATISFACTION, both, item, refused, run_of, said, script


def low_grade(language: str = "zh_CN") -> RunView:
    run = run_of(SATISFACTION, said("intro_support"), said("satisfaction", "1"), language=language)
    return view(SATISFACTION, run, FIELDS)


def test_the_open_item_comes_with_its_texts_in_the_language_of_the_run() -> None:
    shown = low_grade()
    assert shown.item is not None
    assert shown.item.say == "很抱歉让您感到很不满意。主要是哪些方面没有做好？"
    assert shown.item.choices[0].label == "等待时间太长"
    assert (shown.script.title, shown.language, shown.state) == ("客户满意度回访", "zh_CN", "open")
    assert (shown.number, shown.total) == (3, 7)


def test_the_same_run_in_english() -> None:
    shown = low_grade("en")
    assert shown.item is not None
    assert shown.item.choices[0].label == "The wait was too long"
    assert shown.answered[0].values == ("Very dissatisfied",)


def test_what_was_answered_is_listed_in_words_without_notes() -> None:
    run = run_of(
        SATISFACTION, said("intro_support"), said("satisfaction", "1"), refused("why"), said("recommend")
    )
    shown = view(SATISFACTION, run, FIELDS).answered
    assert [(one.item, one.values) for one in shown] == [
        ("satisfaction", ("很不满意",)),
        ("why", ("拒答",)),
        ("recommend", ("未回答",)),
    ]
    assert shown[0].label == "总体来说，您对我们本次的服务满意吗？"


def test_nothing_is_left_to_ask_when_the_run_is_complete() -> None:
    document = script(item("a"))
    run = engine.answer(document, run_of(document), said("a", "x"), {})
    shown = view(document, run, {})
    assert (shown.item, shown.state, shown.number, shown.total) == (None, "complete", 1, 1)


def test_going_back_shows_the_earlier_item_with_its_answer() -> None:
    run = run_of(SATISFACTION, said("intro_support"), said("satisfaction", "4"))
    shown = view(SATISFACTION, run, FIELDS, at_item="satisfaction")
    assert shown.item is not None
    assert (shown.item.id, shown.item.answer) == ("satisfaction", AnswerView(values=("4",), refused=False))
    with pytest.raises(NotFound):
        view(SATISFACTION, run, FIELDS, at_item="why")


def test_a_scale_always_has_bounds_and_a_consent_its_choices() -> None:
    document = script(item("s", "scale"), item("c", "consent"))
    scale = view(document, run_of(document), {}).item
    consent = view(document, run_of(document, said("s", "3"), language="en"), {}).item
    assert scale is not None
    assert consent is not None
    assert (scale.minimum, scale.maximum) == (0, 10)
    assert [(choice.code, choice.label) for choice in consent.choices] == [("yes", "Yes"), ("no", "No")]


def test_sensitive_answers_are_dots_in_the_list_and_never_repeated() -> None:
    document = script(item("card", sensitive=True), item("b", say=both("{card|-}")))
    shown = view(document, run_of(document, said("card", "6222")), {})
    assert shown.answered[0].values == ("••••",)
    assert shown.item is not None
    assert shown.item.say == "-"


@pytest.mark.parametrize(
    ("gender", "language", "title"),
    [
        ("男", "zh_CN", "先生"),
        ("女", "zh_CN", "女士"),
        ("Male", "zh_CN", "先生"),
        ("female", "zh_CN", "女士"),
        ("女", "en", "Ms"),
        ("male", "en", "Mr"),
        ("", "zh_CN", "先生/女士"),
        ("?", "en", "Mr/Ms"),
    ],
)
def test_the_title_follows_the_gender_of_the_customer(gender: str, language: str, title: str) -> None:
    assert render(both("{customer.title}"), language, {"customer.gender": gender}) == title


def test_a_chinese_gender_column_counts_too() -> None:
    assert render(both("{customer.title}"), "zh_CN", {"customer.性别": "女"}) == "女士"


@pytest.mark.parametrize(
    ("text", "language", "shown"),
    [
        ("{customer.name}", "zh_CN", "客户"),
        ("{customer.name}", "en", "customer"),
        ("{customer.name|friend}", "en", "friend"),
        ("{customer.title|friend}", "en", "friend"),
        ("{customer.ward}", "zh_CN", "（未知）"),
        ("{call.queue}", "en", "customer service"),
        ("{q9}", "en", "(not known)"),
        ("{not a field} {", "en", "{not a field} {"),
    ],
)
def test_a_missing_field_becomes_words_that_can_be_read_aloud(text: str, language: str, shown: str) -> None:
    assert render(both(text), language, {}) == shown


def test_what_a_customer_is_called_is_text_and_not_a_template_or_markup() -> None:
    values = {"customer.name": "{agent.name}<b>"}
    assert render(both("{customer.name}"), "en", values) == "{agent.name}<b>"


@pytest.mark.parametrize(("tag", "text"), [("zh-CN", "中"), ("zh_TW", "中"), ("en-GB", "e"), ("fr", "e")])
def test_any_language_tag_finds_a_text(tag: str, text: str) -> None:
    assert render({"zh_CN": "中", "en": "e"}, tag, {}) == text


def test_the_greeting_is_filled_in() -> None:
    assert greeting(SATISFACTION, "zh_CN", FIELDS).startswith("王芳女士，您好！我是客服代表小李")
    assert greeting(script(item("a")), "en", {}) == ""


def test_fields_leave_out_what_is_not_known_and_names_win_over_free_fields() -> None:
    fields = script_fields(
        customer_name="王芳", customer_fields={"name": "x", "ward": "3", "empty": ""}, queue=None
    )
    assert fields == {"customer.name": "王芳", "customer.ward": "3"}


def test_values_have_labels_and_free_answers_are_their_own() -> None:
    assert value_label(item("c", "consent"), "no", "zh_CN") == "不同意"
    assert value_label(item("t"), "words", "en") == "words"
