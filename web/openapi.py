"""OpenAPI 3.1 from the registered endpoints and their types; nothing is written twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from web.endpoint import Endpoint
from web.errors import Problem

Json = dict[str, Any]
_TEMPLATE = "#/components/schemas/{name}"
_IN_PATH = re.compile(r"{(\w+)}")


def document(endpoints: Sequence[Endpoint], version: str) -> Json:
    """The whole description."""
    kinds = list(_kinds(endpoints))
    schemas, components = msgspec.json.schema_components(kinds, ref_template=_TEMPLATE)
    schema_of = dict(zip(map(repr, kinds), schemas, strict=True))
    paths: dict[str, Json] = {}
    for row in endpoints:
        paths.setdefault(row.path, {})[row.method.lower()] = _operation(row, schema_of, components)
    return {
        "openapi": "3.1.0",
        "info": {"title": "CTI server", "version": version},
        "paths": paths,
        "components": {"schemas": components, "securitySchemes": _SECURITY},
    }


_SECURITY = {
    "session": {"type": "apiKey", "in": "cookie", "name": "cti_session"},
    "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRF-Token"},
}


def _kinds(endpoints: Iterable[Endpoint]) -> Iterable[Any]:
    """Every type that has a schema, once."""
    seen: dict[str, Any] = {repr(Problem): Problem}
    for row in endpoints:
        for kind in (row.body, *row.parameters, row.answer):
            if kind is not None:
                seen.setdefault(repr(kind), kind)
    return seen.values()


def _operation(row: Endpoint, schema_of: dict[str, Json], components: dict[str, Json]) -> Json:
    operation: Json = {
        "summary": row.summary,
        "tags": [row.path.split("/")[3]],
        "parameters": _parameters(row, components),
        "responses": {
            str(row.status): _answer(row, schema_of),
            "default": _content("Problem (RFC 9457)", schema_of[repr(Problem)], "application/problem+json"),
        },
    }
    if row.body is not None:
        operation["requestBody"] = {"required": True, **_content("", schema_of[repr(row.body)])}
        del operation["requestBody"]["description"]
    if row.role is not None:
        operation["x-role"] = row.role
        operation["security"] = [{"session": []} if row.method == "GET" else {"session": [], "csrf": []}]
    return operation


def _answer(row: Endpoint, schema_of: dict[str, Json]) -> Json:
    if row.answer is None:
        return {"description": "Done"}
    return _content("The answer", schema_of[repr(row.answer)])


def _content(description: str, schema: Json, kind: str = "application/json") -> Json:
    return {"description": description, "content": {kind: {"schema": schema}}}


def _parameters(row: Endpoint, components: dict[str, Json]) -> list[Json]:
    in_path = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _IN_PATH.findall(row.path)
    ]
    in_query: Json = {}
    for kind in reversed(row.parameters):
        in_query |= components[kind.__name__]["properties"]
    return in_path + [
        {"name": name, "in": "query", "required": False, "schema": schema}
        for name, schema in in_query.items()
    ]
