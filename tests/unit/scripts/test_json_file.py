"""A script file is read whole or refused with the path of the key that is wrong."""

from __future__ import annotations

import pytest

from cti.errors import ScriptInvalid
from cti.scripts import json_file
from tests.unit.scripts.surveys import SATISFACTION


def test_what_is_written_is_read_back() -> None:
    assert json_file.read(json_file.write(SATISFACTION)) == SATISFACTION


def test_a_byte_order_mark_and_a_version_are_not_minded() -> None:
    data = b'\xef\xbb\xbf{"name": "x", "title": {}, "items": [], "version": 7}'
    assert json_file.read(data).version == 0


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b'{"title": {}, "items": []}', "the file: Object missing required field `name`"),
        (b'{"name": 3}', "name: Expected `str`, got `int`"),
        (b'{"name": "x", "title": {}, "items": [{"id": 1}]}', "items[0].id: Expected `str`, got `int`"),
        (
            b'{"name": "x", "title": {}, "items": [{"id": "a", "kind": "text", "say": {}, "showif": ""}]}',
            "items[0]: Object contains unknown field `showif`",
        ),
        (
            b'{"name": "x", "title": {}, "items": [{"id": "a", "kind": "dance", "say": {}}]}',
            "items[0].kind: Invalid enum value 'dance'",
        ),
        (b'{"name": "x",\n "title":: {}}', "the file is not JSON, line 2"),
        (b'{"name": "x"', "the file is not JSON: Input data was truncated"),
        (b"", "the file is not JSON"),
        (b'{"name": "\xff"}', "the file is not"),
    ],
)
def test_a_mistake_is_named_with_its_place(data: bytes, problem: str) -> None:
    with pytest.raises(ScriptInvalid) as caught:
        json_file.read(data)
    assert problem in str(caught.value)
