"""Rows become drafts; each wrong row says what is wrong, in words that help."""

from __future__ import annotations

import pytest

from cti.customers.importing import drafts
from cti.customers.model import CustomerDraft
from cti.customers.table_file import BadRow
from cti.errors import UsageError


def read(text: str) -> list[CustomerDraft | BadRow]:
    return [draft for _, draft in drafts(text.encode())]


FULL = CustomerDraft(
    name="王芳",
    organisation="云帆",
    numbers=("13800138001", "010-5555 0101"),
    email="wang@example.com",
    tags=("重点", "续约"),
    note="上午",
    external_id="C-1",
    fields={"ward": "3"},
)


@pytest.mark.parametrize(
    "header",
    [
        "name,phone,organisation,email,tags,note,external_id,ward",
        "姓名,电话,单位,邮箱,标签,备注,编号,ward",
        " Name ,PHONE,Organisation,E-mail,Tags,Note,External ID,ward",
        "name/姓名,phone/电话,organisation/单位,email/邮箱,tags/标签,note/备注,external_id/编号,ward",
    ],
)
def test_columns_are_known_in_both_languages_and_others_become_fields(header: str) -> None:
    row = "王芳,13800138001;010-5555 0101,云帆,wang@example.com,重点;续约,上午,C-1,3"
    assert read(f"{header}\n{row}\n") == [FULL]


def test_two_phone_columns_are_joined_and_each_line_comes_once() -> None:
    (draft,) = read("姓名,电话,手机\n王芳,0755-27722222转801；0-13800138001,138 0013 8001\n")
    assert isinstance(draft, CustomerDraft)
    assert draft.numbers == ("0755-27722222转801", "0-13800138001")


def test_one_leading_apostrophe_is_stripped_and_leading_zeros_are_kept() -> None:
    (draft,) = read("name,phone,external_id\n'=x,'+8613800138001;075527722222,007\n")
    assert isinstance(draft, CustomerDraft)
    assert (draft.name, draft.numbers) == ("=x", ("+8613800138001", "075527722222"))
    assert draft.external_id == "007"


def test_short_rows_leave_the_rest_empty() -> None:
    assert read("name,phone,note\n王芳,13800138001\n") == [
        CustomerDraft(name="王芳", numbers=("13800138001",))
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",13800138001", "the name is missing"),
        ("王芳,", "neither phone nor external_id"),
        ("王芳,abc", "'abc' is not a phone number"),
        ("王芳,13800138001/13800138002", "separated by ;"),
        ("王芳,1.38E+10", "format the column as text"),
        ("王芳,13800138001,nobody", "is not an e-mail address"),
        ("王芳,13800138001,,,surplus", "5 cells but the header has 4"),
        (f"{'x' * 201},13800138001", "name is longer than 200"),
    ],
)
def test_a_bad_row_says_what_is_wrong(row: str, reason: str) -> None:
    (bad,) = read(f"name,phone,email,external_id\n{row}\n")
    assert isinstance(bad, BadRow)
    assert reason in bad.reason


def test_good_rows_pass_beside_bad_ones_with_their_numbers() -> None:
    data = b"name,phone\nA,13800138001\nB,x\n\nC,13800138002\n"
    found = [(number, isinstance(draft, CustomerDraft)) for number, draft in drafts(data)]
    assert found == [(2, True), (3, False), (5, True)]


def test_an_external_id_given_twice_names_the_first_row() -> None:
    first, second = read("name,external_id\nA,7\nB,7\n")
    assert isinstance(first, CustomerDraft)
    assert second == BadRow("external_id '7' is that of row 2 too")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "the file is empty"),
        ("phone,note\n1,2\n", "no column is named name or 姓名; the first row has 'phone', 'note'"),
        ("name,姓名\na,b\n", "more than one column means 'name'"),
        ("name,ward,ward\na,b,c\n", "more than one column means 'ward'"),
    ],
)
def test_a_header_that_cannot_be_used_is_refused(text: str, problem: str) -> None:
    with pytest.raises(UsageError, match=problem):
        read(text)
