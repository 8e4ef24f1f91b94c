"""Files as people's spreadsheets write them are read; one broken row never hides the others."""

from __future__ import annotations

import io
from datetime import datetime

import openpyxl
import pytest

from cti.customers.table_file import BadRow, rows
from cti.errors import UsageError


def xlsx(*lines: list[object]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in lines:
        sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


TEXT = "姓名,电话\n王芳,13800138001\n"
EXPECTED = [(1, ["姓名", "电话"]), (2, ["王芳", "13800138001"])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_chinese_text_is_read_in_every_usual_encoding(encoding: str) -> None:
    assert list(rows(TEXT.encode(encoding))) == EXPECTED


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_every_usual_delimiter_and_line_end_is_found(delimiter: str, line_end: str) -> None:
    text = TEXT.replace(",", delimiter).replace("\n", line_end)
    assert list(rows(text.encode())) == EXPECTED


def test_quoted_cells_hold_delimiters_quotes_and_line_ends() -> None:
    data = b'a,b\n"x, y","say ""hi""\nthere"\n'
    assert list(rows(data))[1] == (2, ["x, y", 'say "hi"\nthere'])


def test_empty_rows_are_passed_over_but_counted() -> None:
    assert [number for number, _ in rows(b"a,b\n\n , \n1,2\n")] == [1, 4]


def test_a_quotation_mark_that_never_closes_spoils_only_its_row() -> None:
    found = list(rows(b'a,b\n"x,1\ny,2\n"z",3\n'))
    assert isinstance(found[1][1], BadRow)
    assert found[2:] == [(3, ["y", "2"]), (4, ["z", "3"])]


def test_a_broken_byte_spoils_only_its_row() -> None:
    data = "姓名,电话\n王芳,1\n".encode() + b"\xffx,2\n" + "李伟,3\n".encode()
    found = list(rows(data))
    assert found[2] == (3, BadRow("holds bytes that are not UTF-8"))
    assert found[3] == (4, ["李伟", "3"])


def test_a_control_character_spoils_only_its_row() -> None:
    assert list(rows(b"a\nx\x00y\nz\n")) == [(1, ["a"]), (2, BadRow("holds a control character")), (3, ["z"])]


def test_spreadsheet_numbers_are_digits_and_days_are_days() -> None:
    data = xlsx(
        ["name", "phone"], ["王芳", 13800138001], ["x", 1.5], ["y", datetime(2026, 1, 2)], ["z", "010"]
    )
    cells = [line for _, line in rows(data)]
    assert cells[1:] == [["王芳", "13800138001"], ["x", "1.5"], ["y", "2026-01-02"], ["z", "010"]]


def test_spreadsheet_rows_keep_their_numbers() -> None:
    assert [number for number, _ in rows(xlsx(["a"], [None], ["b"]))] == [1, 3]


@pytest.mark.parametrize(
    ("data", "advice"),
    [
        (b"\xd0\xcf\x11\xe0rest", "save it as .xlsx"),
        (b"PK\x03\x04broken", "save it again or as CSV"),
        (b"name\n\xff\xff\xff\n", "neither UTF-8 nor GB18030"),
    ],
)
def test_a_file_of_another_kind_is_refused_with_advice(data: bytes, advice: str) -> None:
    with pytest.raises(UsageError, match=advice):
        list(rows(data))
