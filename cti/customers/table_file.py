"""Bytes of a CSV or XLSX file -> its rows as texts. Says nothing about what the columns mean.

A file is told by its first bytes, not its name. Rows are counted as a spreadsheet shows them, from 1. A row
that cannot be read is a `BadRow`; the rows after it are read all the same.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Final

import msgspec
import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from cti.errors import UsageError

_DELIMITERS: Final = (",", ";", "\t")
_LINES_PER_ROW: Final = 100
_BAD_BYTE: Final = range(0xDC80, 0xDD00)
"""What a byte that is no UTF-8 becomes under `surrogateescape`."""


class BadRow(msgspec.Struct, frozen=True):
    """A row that is left out, and why."""

    reason: str


Row = tuple[int, list[str] | BadRow]


def rows(data: bytes) -> Iterator[Row]:
    """Every row with anything in it. CSV: UTF-8, UTF-16 or GB18030; comma, semicolon or tab. XLSX: the
    first sheet. Raises `UsageError` when the file as a whole cannot be read."""
    if data.startswith(b"PK\x03\x04"):
        found = _spreadsheet(data)
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UsageError("the file is an old .xls: save it as .xlsx or CSV")
    else:
        found = _csv(_decoded(data))
    for number, cells in found:
        if isinstance(cells, BadRow) or any(cell.strip() for cell in cells):
            yield number, _readable(cells)


def _readable(cells: list[str] | BadRow) -> list[str] | BadRow:
    if isinstance(cells, BadRow):
        return cells
    for cell in cells:
        if any(ord(letter) in _BAD_BYTE for letter in cell):
            return BadRow("holds bytes that are not UTF-8")
        if any(letter < " " and letter not in "\t\r\n" for letter in cell):
            return BadRow("holds a control character")
    return cells


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="surrogateescape")
    if not _mostly_broken(text):
        return text
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError:
        raise UsageError("the file is neither UTF-8 nor GB18030 text: save it as CSV UTF-8") from None


def _mostly_broken(text: str) -> bool:
    """Whether more lines break UTF-8 than hold good letters beyond ASCII: then it was never UTF-8."""
    broken = good = 0
    for line in text.splitlines():
        if any(ord(letter) in _BAD_BYTE for letter in line):
            broken += 1
        elif not line.isascii():
            good += 1
    return broken > good


def _csv(text: str) -> Iterator[Row]:
    lines = list(io.StringIO(text, newline=""))
    delimiter = max(_DELIMITERS, key=lambda sign: len(next(csv.reader(lines[:1], delimiter=sign), [])))
    at, number = 0, 0
    while at < len(lines):
        number += 1
        reader = csv.reader(islice(lines, at, at + _LINES_PER_ROW), delimiter=delimiter, strict=True)
        try:
            yield number, next(reader)
            at += reader.line_num
        except csv.Error as error:
            yield number, BadRow(f"quotation marks or length are wrong ({error})")
            at += 1


def _spreadsheet(data: bytes) -> Iterator[Row]:
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield number, [_cell(value) for value in cells]
    except (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError, ValueError, OSError) as error:
        raise UsageError(f"the file cannot be read as XLSX ({error}): save it again or as CSV") from error


def _cell(value: object) -> str:
    """As it would be typed: whole numbers without .0, days without midnight."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(sep=" ").removesuffix(" 00:00:00")
    return str(value)
