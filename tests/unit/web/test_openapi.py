"""The description is the program: same addresses, same roles, every reference resolves."""

from __future__ import annotations

import msgspec

from tests.unit.web.office import Office
from web.routes import ENDPOINTS


async def test_description_and_registered_routes_are_equal(office: Office):
    _, described = await office.stranger().get("/api/v1/openapi.json")
    in_document = {
        (method.upper(), path) for path, methods in described["paths"].items() for method in methods
    }
    registered = {
        (route.method, route.resource.canonical)
        for route in office.app.router.routes()
        if route.resource is not None and route.resource.canonical.startswith("/api/")
    }
    assert {row for row in registered if row[0] != "HEAD"} == in_document
    assert described["openapi"] == "3.1.0"


async def test_every_operation_says_what_it_does_and_references_resolve(office: Office):
    _, described = await office.stranger().get("/api/v1/openapi.json")
    operations = [operation for methods in described["paths"].values() for operation in methods.values()]
    assert all(operation["summary"] for operation in operations)
    known = {f"#/components/schemas/{name}" for name in described["components"]["schemas"]}
    used = set(msgspec.json.encode(described).decode().split('"$ref":"')[1:])
    assert {text.partition('"')[0] for text in used} <= known


def test_only_these_addresses_are_open_to_strangers():
    assert {row.path for row in ENDPOINTS if row.role is None} == {
        "/api/v1/login",
        "/api/v1/logout",
        "/api/v1/me/language",
        "/api/v1/openapi.json",
    }


async def test_every_other_address_asks_for_a_log_in(office: Office):
    browser = office.stranger()
    for row in ENDPOINTS:
        if row.role is not None:
            status, problem = await browser.send(row.method, row.path.replace("{", "").replace("}", ""), {})
            assert (status, problem["code"]) == (401, "unauthenticated"), row.path
