"""Rows of a customers file -> drafts, or why a row cannot be one. Pure: nothing is stored here.

The first row names the columns, in English or Chinese: name/姓名, phone/电话 (several separated by `;`),
organisation/单位, email/邮箱, tags/标签, note/备注, external_id/编号. All other columns become free fields.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from cti.customers import numbers
from cti.customers.model import CustomerDraft
from cti.customers.table_file import BadRow, rows
from cti.errors import InvalidInput, UsageError

_COLUMNS: Final = {
    "name": ("name", "姓名"),
    "phone": ("phone", "phones", "电话", "手机"),
    "organisation": ("organisation", "organization", "单位"),
    "email": ("email", "邮箱"),
    "tags": ("tags", "标签"),
    "note": ("note", "备注"),
    "external_id": ("external_id", "编号"),
}
_MEANING: Final = {word: column for column, words in _COLUMNS.items() for word in words}
_BETWEEN_PHONES: Final = re.compile(r"[;；、\n]")
_BETWEEN_TAGS: Final = re.compile(r"[;；,，、\n]")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_SHORTENED: Final = re.compile(r"[0-9.]+[eE]\+[0-9]+")
_LONGEST: Final = {"name": 200, "organisation": 200, "email": 200, "external_id": 200, "note": 10_000}

Cells = dict[str, str]


def drafts(data: bytes, country: str = "CN") -> Iterator[tuple[int, CustomerDraft | BadRow]]:
    """Each row of the file with its number (the header is 1), as a draft or with what is wrong.

    `country` is where numbers without a country code are at home. Raises `UsageError` when the file or its
    header cannot be used.
    """
    table = rows(data)
    _, header = next(table, (1, BadRow("is missing: the file is empty")))
    if isinstance(header, BadRow):
        raise UsageError(f"the header row {header.reason}")
    columns = _columns(header)
    seen: dict[str, int] = {}
    for number, cells in table:
        draft = cells if isinstance(cells, BadRow) else _draft(columns, cells, country)
        if isinstance(draft, CustomerDraft) and draft.external_id:
            first = seen.setdefault(draft.external_id, number)
            if first != number:
                draft = BadRow(f"external_id {draft.external_id!r} is that of row {first} too")
        yield number, draft


def _columns(header: list[str]) -> list[str]:
    """The meaning of each column: one of ours, or `fields.` and its own name."""
    columns = [_meaning(_clean(cell)) for cell in header]
    if "name" not in columns:
        found = ", ".join(repr(_clean(cell)) for cell in header)
        raise UsageError(f"no column is named name or 姓名; the first row has {found}")
    twice = {one for one in columns if one not in ("phone", "fields.") and columns.count(one) > 1}
    if twice:
        raise UsageError(
            f"more than one column means {sorted(twice)[0].removeprefix('fields.')!r}: rename one"
        )
    return columns


def _meaning(title: str) -> str:
    words = unicodedata.normalize("NFKC", title).casefold().split("/")
    known = (_MEANING.get(word.strip().replace(" ", "_").replace("-", "")) for word in words)
    return next((column for column in known if column), f"fields.{title}")


def _clean(cell: str) -> str:
    """Without outer blanks and without the apostrophe that keeps spreadsheets from calculating."""
    return cell.strip().removeprefix("'").strip()


def _draft(columns: list[str], cells: list[str], country: str) -> CustomerDraft | BadRow:
    texts = [_clean(cell) for cell in cells]
    if any(texts[len(columns) :]):
        return BadRow(f"has {len(texts)} cells but the header has {len(columns)}: quote cells with commas")
    phones = [text for column, text in zip(columns, texts, strict=False) if column == "phone"]
    row = {column: text for column, text in zip(columns, texts, strict=False) if text}
    try:
        return _checked(row, _numbers(phones, country))
    except InvalidInput as error:
        return BadRow(str(error))


def _checked(row: Cells, phones: tuple[str, ...]) -> CustomerDraft:
    if "name" not in row:
        raise InvalidInput("the name is missing", "name")
    if not phones and "external_id" not in row:
        raise InvalidInput("has neither phone nor external_id: it could not be found again", "phone")
    if "email" in row and not _EMAIL.fullmatch(row["email"]):
        raise InvalidInput(f"{row['email']!r} is not an e-mail address", "email")
    for column, longest in _LONGEST.items():
        if len(row.get(column, "")) > longest:
            raise InvalidInput(f"{column} is longer than {longest} characters", column)
    return CustomerDraft(
        name=row["name"],
        organisation=row.get("organisation"),
        numbers=phones,
        email=row.get("email"),
        tags=tuple(dict.fromkeys(_parts(_BETWEEN_TAGS, row.get("tags", "")))),
        note=row.get("note"),
        external_id=row.get("external_id"),
        fields={
            column.removeprefix("fields."): text
            for column, text in row.items()
            if column.startswith("fields.") and column != "fields."
        },
    )


def _numbers(cells: list[str], country: str) -> tuple[str, ...]:
    """The numbers as written, each line once."""
    lines: dict[tuple[str, str | None], str] = {}
    for written in (part for cell in cells for part in _parts(_BETWEEN_PHONES, cell)):
        if _SHORTENED.fullmatch(written):
            raise InvalidInput(
                f"{written} was shortened by a spreadsheet: format the column as text", "phone"
            )
        number = numbers.parse(written, country)
        if not number.key:
            raise InvalidInput(f"{written!r} is not a phone number (several are separated by ;)", "phone")
        lines.setdefault((number.key, number.extension), written)
    return tuple(lines.values())


def _parts(between: re.Pattern[str], text: str) -> Iterator[str]:
    return (part.strip() for part in between.split(text) if part.strip())
