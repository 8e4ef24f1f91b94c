"""Any written form of a number comes to one key; what is no full number is kept as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cti.customers import numbers
from cti.errors import InvalidInput

MOBILE = "+8613800138000"
SHENZHEN = "+8675527722222"


@pytest.mark.parametrize(
    ("raw", "e164"),
    [
        ("138 0013 8000", MOBILE),
        ("0-13800138000", MOBILE),
        ("013800138000", MOBILE),
        ("008613800138000", MOBILE),
        ("00 86 13800138000", MOBILE),
        ("86-13800138000", MOBILE),
        ("(+86)138-0013-8000", MOBILE),
        ("+86 0138 0013 8000", MOBILE),
        ("17951 13800138000", MOBILE),
        ("1795113800138000", MOBILE),
        ("12593 13800138000", MOBILE),
        ("１３８００１３８０００", MOBILE),
        ("＋８６　138 0013 8000", MOBILE),
        ("tel:+8613800138000", MOBILE),
        ("138‑0013–8000", MOBILE),
        ("010-6552 9988", "+861065529988"),
        ("0755-27722222", SHENZHEN),
        ("(0755)2772 2222", SHENZHEN),
        ("17951-0755-27722222", SHENZHEN),
        ("+86 0755 27722222", SHENZHEN),
        ("400-050-0827", "+864000500827"),
        ("4000500827", "+864000500827"),
        ("+1 650 253 0000", "+16502530000"),
        ("0016502530000", "+16502530000"),
        ("00852 2123 4567", "+85221234567"),
    ],
)
def test_every_written_form_comes_to_e164(raw: str, e164: str) -> None:
    number = numbers.parse(raw)
    assert (number.e164, number.key, number.extension) == (e164, e164, None)
    assert number.raw == raw


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ("95588", "95588"),
        ("12580", "12580"),
        ("110", "110"),
        ("+86 95588", "95588"),
        ("8001", "8001"),
        ("４００８００１", "4008001"),
        ("2772 2222", "27722222"),
    ],
)
def test_short_codes_and_internal_extensions_keep_their_digits(raw: str, key: str) -> None:
    number = numbers.parse(raw)
    assert (number.e164, number.key) == (None, key)


@pytest.mark.parametrize(
    "raw",
    [
        "075527722222转8012",
        "0755-27722222 转 8012",
        "0755－27722222　转８０１２",
        "(0755)27722222分机8012",
        "0755-27722222 转分机：8012",
        "075527722222 ext 8012",
        "075527722222 Ext. 8012",
        "075527722222 x8012",
        "075527722222#8012",
        "075527722222,8012",
        "075527722222;ext=8012",
        "0755-27722222-8012",
    ],
)
def test_an_extension_is_cut_and_kept(raw: str) -> None:
    number = numbers.parse(raw)
    assert (number.e164, number.extension, number.key) == (SHENZHEN, "8012", SHENZHEN)


@pytest.mark.parametrize(
    "raw",
    ["", "  ", "anonymous", "Anonymous", "<unknown>", "unavailable", "withheld", "转8012", "+", "abc123"],
)
def test_withheld_and_wordy_numbers_have_no_key(raw: str) -> None:
    number = numbers.parse(raw)
    assert (number.e164, number.key) == (None, "")


@pytest.mark.parametrize("raw", ["", "anonymous", "no digits", "13800138000,13900139001", "1" * 21])
def test_a_required_number_without_digits_is_refused_with_advice(raw: str) -> None:
    with pytest.raises(InvalidInput, match="is not a phone number"):
        numbers.require(raw)


def test_a_required_number_is_parsed() -> None:
    assert numbers.require("0-13800138000") == numbers.parse("0-13800138000")


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (MOBILE, "138 0013 8000"),
        ("0-13800138000", "138 0013 8000"),
        ("075527722222转8012", "0755 2772 2222 #8012"),
        ("4000500827", "400 050 0827"),
        ("+16502530000", "+1 650-253-0000"),
        ("95588", "95588"),
        ("anonymous", "anonymous"),
    ],
)
def test_numbers_are_shown_with_the_spacing_of_the_country(number: str, shown: str) -> None:
    assert numbers.display(number) == shown


def test_another_country_reads_and_shows_its_own_numbers() -> None:
    assert numbers.parse("(650) 253-0000", "US").e164 == "+16502530000"
    assert numbers.display("+16502530000", "US") == "(650) 253-0000"
    assert numbers.display(MOBILE, "US") == "+86 138 0013 8000"


@pytest.mark.parametrize(
    ("e164", "language", "place"),
    [
        (SHENZHEN, "zh_CN", "广东省深圳市"),
        (SHENZHEN, "en", "Shenzhen, Guangdong"),
        (MOBILE, "zh_CN", "北京市"),
        (MOBILE, "en-GB", "Beijing"),
        ("+16502530000", "en", "Mountain View, CA"),
        ("95588", "zh_CN", None),
        ("", "en", None),
    ],
)
def test_the_place_of_a_number_is_told_in_the_language(e164: str, language: str, place: str | None) -> None:
    assert numbers.location(e164, language) == place


@pytest.mark.parametrize(
    ("e164", "kind"),
    [
        (MOBILE, "mobile"),
        (SHENZHEN, "landline"),
        ("+864000500827", "shared_cost"),
        ("+868008208820", "toll_free"),
        ("+16502530000", "mobile_or_landline"),
        ("95588", "other"),
    ],
)
def test_the_kind_of_line_is_known(e164: str, kind: str) -> None:
    assert numbers.line_type(e164) == kind


@given(st.text(max_size=60), st.sampled_from(["CN", "US", "DE", "XX"]))
def test_no_text_whatever_raises(raw: str, country: str) -> None:
    number = numbers.parse(raw, country)
    assert number.key == "" or set(number.key) <= set("+0123456789")
    assert number.e164 is None or number.key == number.e164
    assert isinstance(numbers.display(raw, country), str)


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.lists(st.sampled_from(" -.\t"), max_size=4))
def test_punctuation_never_changes_the_key(digits: str, marks: list[str]) -> None:
    pieces = [digits[:3], digits[3:5], digits[5:7], digits[7:9], digits[9:]]
    written = "".join(piece + mark for piece, mark in zip(pieces, [*marks, *[""] * 5], strict=False))
    assert numbers.parse(written).key == numbers.parse(digits).key


@given(st.from_regex(r"(\+86|0086|0|)1[3-9][0-9]{9}(转[0-9]{1,6})?", fullmatch=True))
def test_a_number_that_was_shown_is_read_back_the_same(raw: str) -> None:
    number = numbers.parse(raw)
    again = numbers.parse(numbers.display(raw))
    assert (again.key, again.extension) == (number.key, number.extension)
