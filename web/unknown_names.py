"""Names in a request that its type does not have: a mistyped filter or field is said, never ignored. Pure."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from msgspec import inspect

from cti.errors import InvalidInput


def check_body(given: object, kind: type[object]) -> None:
    """Raises InvalidInput for the first name anywhere in `given` (decoded JSON) that `kind` does not have."""
    _check(given, inspect.type_info(kind), "")


def check_query(names: Iterable[str], known: Iterable[str]) -> None:
    """Raises InvalidInput for the first parameter that is not one of `known`."""
    takes = sorted(known)
    for name in names:
        if name not in takes:
            raise _no_parameter(name, takes)


def _no_parameter(name: str, takes: list[str]) -> InvalidInput:
    if not takes:
        return InvalidInput("there is no parameter {name}: this address takes none", name, name=name)
    return InvalidInput(
        "there is no parameter {name}: this address takes {known}", name, name=name, known=", ".join(takes)
    )


def _check(given: object, kind: inspect.Type, place: str) -> None:
    """Unions are looked at by their objects and lists only: nothing we take is a union of two objects."""
    if isinstance(kind, inspect.Metadata):
        _check(given, kind.type, place)
    elif isinstance(kind, inspect.UnionType):
        for one in kind.types:
            _check(given, one, place)
    elif isinstance(kind, inspect.StructType) and isinstance(given, dict):
        _check_object(given, kind, place)
    elif isinstance(kind, inspect.DictType) and isinstance(given, dict):
        for name, value in given.items():
            _check(value, kind.value_type, f"{place}.{name}".lstrip("."))
    elif isinstance(given, list):
        item = _item_of(kind)
        for at, value in enumerate(given if item else []):
            _check(value, item or inspect.AnyType(), f"{place}[{at}]")


def _check_object(given: dict[str, object], kind: inspect.StructType, place: str) -> None:
    fields = {field.encode_name: field.type for field in kind.fields}
    known = set(fields) | ({kind.tag_field} if kind.tag_field else set())
    for name, value in given.items():
        path = f"{place}.{name}".lstrip(".")
        if name not in known:
            raise InvalidInput(
                "there is no field {name}: known are {known}", path, name=path, known=", ".join(sorted(known))
            )
        if name in fields:
            _check(value, fields[name], path)


def _item_of(kind: inspect.Type) -> inspect.Type | None:
    if isinstance(kind, inspect.ListType | inspect.VarTupleType | inspect.SetType):
        return kind.item_type
    return None


def names_of(kind: type[msgspec.Struct] | None) -> tuple[str, ...]:
    """The parameters that `kind` stands for, as they are written in the address."""
    return tuple(field.encode_name for field in msgspec.structs.fields(kind)) if kind else ()
