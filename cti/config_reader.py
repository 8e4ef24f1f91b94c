"""Tables and variables in, frozen structs out: walks data along types and gathers every problem.

Knows nothing of single settings; those are the fields of the struct given as root. A section is a field
that is a struct (CTI_SECTION__KEY), a tuple of structs (its first row is meant) or a dict of structs
(CTI_SECTION__NAME__KEY).
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import get_args, get_origin

import msgspec

PREFIX = "CTI_"
Table = dict[str, object]


class Secret(str):
    """A string that hides in `repr`; use it like any string."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'***'"


class Reader:
    """Gathers `problems`, each one line with its path, instead of stopping at the first."""

    def __init__(self, root: type[msgspec.Struct]) -> None:
        self.problems: list[str] = []
        self._root = root

    def file(self, path: Path | None) -> Table:
        """The tables of the TOML file; {} and a problem when it cannot be read."""
        if path is None:
            return {}
        try:
            return tomllib.loads(path.read_text("utf-8"))
        except OSError as error:
            self.problems.append(f"{path}: cannot be read ({error.strerror})")
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            self.problems.append(f"{path}: not valid TOML: {error}")
        return {}

    def read(self, kind: object, value: object, path: str = "") -> object:
        """`value` as `kind`; None with problems noted when it is not one."""
        struct = _struct_of(kind)
        if struct is kind and struct is not None:
            return self._struct(struct, value, path)
        if struct and isinstance(value, list):
            return tuple(self.read(struct, row, f"{path}[{n}]") for n, row in enumerate(value))
        if struct and isinstance(value, dict):
            return {name: self.read(struct, row, f"{path}.{name}") for name, row in value.items()}
        try:
            return _convert(kind, value)
        except msgspec.ValidationError as error:
            self.problems.append(f"{path}: {_plain(error)}")
            return None

    def _struct(self, kind: type[msgspec.Struct], value: object, path: str) -> object:
        if not isinstance(value, dict):
            self.problems.append(f"{path}: must be a table")
            return None
        fields = {field.name: field for field in msgspec.structs.fields(kind)}
        before = len(self.problems)
        for key in value.keys() - fields.keys():
            self.problems.append(f"{_join(path, key)}: no such setting{_hint(key, fields)}")
        for name, field in fields.items():
            if field.required and name not in value:
                self.problems.append(f"{_join(path, name)}: is missing")
        known = {k: self.read(fields[k].type, v, _join(path, k)) for k, v in value.items() if k in fields}
        return kind(**known) if len(self.problems) == before else None

    def variables(self, tables: Table, environ: Mapping[str, str]) -> None:
        """Lays each CTI_ variable of `environ` over its key in `tables`."""
        for variable in sorted(name for name in environ if name.startswith(PREFIX)):
            *sections, key = variable.removeprefix(PREFIX).lower().split("__")
            table, kind = self._place(tables, sections)
            types = {f.name: f.type for f in msgspec.structs.fields(kind)} if kind else {}
            if table is None or key not in types:
                self.problems.append(f"{variable}: no such setting{_hint(variable, self._names())}")
                continue
            try:
                table[key] = _from_text(types[key], environ[variable])
            except msgspec.MsgspecError as error:
                self.problems.append(f"{variable}: {_plain(error)}")

    def _place(self, tables: Table, sections: list[str]) -> tuple[Table | None, type[msgspec.Struct] | None]:
        """The table that a variable's sections lead to and its type; made when not there yet."""
        if not sections:
            return tables, self._root
        kinds = {f.name: f.type for f in msgspec.structs.fields(self._root)}
        first, *names = sections
        kind = kinds.get(first)
        struct = _struct_of(kind)
        if struct is None or len(names) != (get_origin(kind) is dict):
            return None, None
        rows = tables.setdefault(first, [{}] if get_origin(kind) is tuple else {})
        if names and isinstance(rows, dict):
            written = next((name for name in rows if name.lower() == names[0]), names[0])
            rows = rows.setdefault(written, {})
        row = rows[0] if isinstance(rows, list) and rows else rows
        return (row, struct) if isinstance(row, dict) else (None, None)

    def _names(self) -> list[str]:
        return [
            f"{PREFIX}{section.name}__{field.name}".upper()
            for section in msgspec.structs.fields(self._root)
            if (struct := _struct_of(section.type)) and get_origin(section.type) is not dict
            for field in msgspec.structs.fields(struct)
        ]


def _struct_of(kind: object) -> type[msgspec.Struct] | None:
    """The struct that `kind` is, or is a tuple or dict of."""
    inner = [argument for argument in get_args(kind) if argument is not Ellipsis] or [kind]
    return inner[-1] if isinstance(inner[-1], type) and issubclass(inner[-1], msgspec.Struct) else None


def _from_text(kind: object, text: str) -> object:
    """A variable's text as plain data: lists and tables as JSON, lists of names also as `a, b`."""
    if get_origin(kind) is tuple and not text.lstrip().startswith("["):
        return [part.strip() for part in text.split(",") if part.strip()]
    if get_origin(kind) in (tuple, dict):
        plain: object = msgspec.json.decode(text)
        return plain
    return _convert(kind, text, strict=False)


def _convert(kind: object, value: object, strict: bool = True) -> object:
    converted: object = msgspec.convert(value, kind, strict=strict, dec_hook=_secret)
    return converted


def _secret(kind: type, value: object) -> object:
    if kind is Secret and isinstance(value, str):
        return Secret(value)
    raise msgspec.ValidationError(f"Expected `str`, got `{type(value).__name__}`")


def _plain(error: Exception) -> str:
    return str(error).replace("Expected", "expected").replace("`", "").split(" - at")[0]


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _hint(name: str, valid: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, valid := list(valid), n=1, cutoff=0.6)
    if near:
        return f"; did you mean `{near[0]}`?"
    return f"; valid here: {', '.join(valid)}" if len(valid) < 12 else ""
