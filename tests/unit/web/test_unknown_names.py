"""A mistyped name in a request is said with its place, however deep it lies."""

from __future__ import annotations

import msgspec
import pytest

from cti.errors import InvalidInput
from web.unknown_names import check_body, check_query


class Inner(msgspec.Struct):
    value: int = 0


class Outer(msgspec.Struct):
    name: str = ""
    since: str | None = msgspec.field(default=None, name="from")
    one: Inner | None = None
    many: tuple[Inner, ...] = ()
    free: dict[str, str] = {}
    by_name: dict[str, Inner] = {}


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"nmae": "x"}, "nmae"),
        ({"since": "x"}, "since"),
        ({"one": {"valeu": 1}}, "one.valeu"),
        ({"many": [{"value": 1}, {"valeu": 1}]}, "many[1].valeu"),
        ({"by_name": {"a": {"valeu": 1}}}, "by_name.a.valeu"),
    ],
)
def test_the_place_of_an_unknown_field_is_named(body: object, place: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        check_body(body, Outer)
    assert caught.value.field == place


def test_known_fields_and_free_names_pass() -> None:
    body: dict[str, object] = {
        "name": "x",
        "from": "y",
        "one": None,
        "many": [{}],
        "free": {"anything": "goes"},
    }
    assert msgspec.convert(body, Outer).free == {"anything": "goes"}
    check_body(body, Outer)


def test_parameters_are_told_with_those_there_are() -> None:
    check_query(["limit"], {"limit", "cursor"})
    with pytest.raises(InvalidInput, match="this address takes cursor, limit"):
        check_query(["page"], {"limit", "cursor"})
    with pytest.raises(InvalidInput, match="takes none"):
        check_query(["page"], ())
